"""What somebody typed into a generated report in Word, back into the data file."""

from perfgen.pull.pull import Base, pull
from perfgen.pull.side import Unreadable
from perfgen.pull.values import Basis, Conflict, Edit, Note, Pulled, TrackedChanges, Why

__all__ = ["Base", "Basis", "Conflict", "Edit", "Note", "Pulled", "TrackedChanges", "Unreadable", "Why", "pull"]
