"""What can be wrong with an expression."""

from difflib import get_close_matches

from perfgen.errors import PerfgenError


class ExpressionFault(PerfgenError):
    """An expression that cannot be read or evaluated; ``word`` is the part of it that is to blame."""

    def __init__(self, message: str, hint: str = "", word: str = "") -> None:
        super().__init__(message, hint)
        self.word = word

    def __reduce__(self) -> tuple[type, tuple[str, str, str]]:
        return type(self), (self.message, self.hint, self.word)


def did_you_mean(name: str, candidates: object) -> str:
    """“你是不是想写“…””, or nothing where no candidate is close."""
    close = get_close_matches(name, [str(c) for c in candidates], n=1, cutoff=0.5)  # type: ignore[attr-defined]
    return f"你是不是想写“{close[0]}”" if close else ""
