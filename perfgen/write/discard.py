"""Taking away what perfgen wrote and nobody has touched since."""

from pathlib import Path

from perfgen.write.disk import faults_told, read
from perfgen.write.lock import locked
from perfgen.write.record import Edited, load_record, record_path


def discard(path: Path) -> bool:
    """Remove ``path`` and its record where it is as perfgen wrote it; tell whether it is gone.

    What somebody edited, or what perfgen never wrote, stays. Raises OutputFault where it cannot be removed.
    """
    with faults_told(path):
        if load_record(path) is None:
            return False
        with locked(record_path(path).with_suffix(".lock"), path):
            there, known = read(path), load_record(path)
            if there is None or known is None or known.compare(there) is not Edited.NO:
                return False
            path.unlink()
            record_path(path).unlink(missing_ok=True)
    return True
