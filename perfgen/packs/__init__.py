"""Template packs: a manifest, Word files and a sample, found in folders."""

from perfgen.packs.find import Library, Shelf, library
from perfgen.packs.read import Pack, read_pack

__all__ = ["Library", "Pack", "Shelf", "library", "read_pack"]
