"""Errors that nobody foresaw, as lines without data: they travel from a worker to the log of whoever asked."""

from collections.abc import Iterator

from perfgen.frozen import frozen


@frozen
class Mishap:
    """The kind of an exception and where it came from; messages of exceptions may quote data and are left out."""

    kind: str
    lines: tuple[str, ...] = ()

    @classmethod
    def of(cls, error: BaseException) -> "Mishap":
        """What may be told of ``error``."""
        return cls(type(error).__name__, tuple(_lines(error)))


def _lines(error: BaseException) -> Iterator[str]:
    import traceback

    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        kind = type(link)
        yield f"{kind.__module__}.{kind.__qualname__}"
        for frame in traceback.extract_tb(link.__traceback__):
            yield f"  {frame.filename}:{frame.lineno} {frame.name}: {frame.line}"
        link = link.__cause__ or link.__context__
