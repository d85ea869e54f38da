"""Stand-in until perfgen/write.py is there."""

from types import SimpleNamespace


def write(path, data, *, record, now, force=False):
    path.parent.mkdir(parents=True, exist_ok=True)
    old = path.read_bytes() if path.exists() else None
    path.write_bytes(data)
    return SimpleNamespace(path=path, replaced=old is not None, unchanged=old == data, kept=None)
