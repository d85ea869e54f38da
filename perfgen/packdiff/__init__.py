"""What changes for the towns between two packs: breaking or not, field by field, heading by heading."""

from perfgen.packdiff.compare import compare
from perfgen.packdiff.values import Addition, Change, Effect, PackDiff

__all__ = ["Addition", "Change", "Effect", "PackDiff", "compare"]
