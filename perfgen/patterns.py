"""Regular expressions that are compiled when they are first asked for: a command uses a few of some hundred."""

import re
from typing import Any, cast


class _Pattern:
    """In the place of a compiled pattern; it takes over each method of one when that is first used."""

    def __init__(self, text: str, flags: int) -> None:
        self._text, self._flags = text, flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        found = getattr(re.compile(self._text, self._flags), name)
        setattr(self, name, found)
        return found


def pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern that ``re.compile(text, flags)`` gives, compiled at its first use; raises re.error only then."""
    return cast("re.Pattern[str]", _Pattern(text, flags))
