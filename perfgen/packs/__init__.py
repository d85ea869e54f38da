"""Template packs: a manifest, Word files and a sample, found in folders."""

from perfgen.packs.find import Library, Shelf, library
from perfgen.packs.parcel import Parcel, open_parcel, parcel_of
from perfgen.packs.read import Pack, read_pack

__all__ = ["Library", "Pack", "Parcel", "Shelf", "library", "open_parcel", "parcel_of", "read_pack"]
