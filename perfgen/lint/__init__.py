"""``perfgen template lint``: all faults of a pack in one run, each at heading, paragraph, cell or line, with its cure.

``lint(pack)`` gives the findings; ``examine(files)`` gives them for files whose manifest may be faulty too, with the
paragraphs that ``annotate`` puts comments at.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from perfgen.lint.annotate import annotate
    from perfgen.lint.linting import examine, lint
    from perfgen.lint.mark import Mark

_HOMES = {"annotate": "annotate", "examine": "linting", "lint": "linting", "Mark": "mark"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = found
    return found


__all__ = ["Mark", "annotate", "examine", "lint"]
