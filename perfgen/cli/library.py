"""The packs in use, as the command line names them."""

from pathlib import Path

from perfgen.errors import EnvironmentFault, PackFault
from perfgen.packs import Library, library


def find_library(templates: Path | None) -> Library:
    """The packs in use; a folder that is not there is a fault of the command line."""
    try:
        return library(templates)
    except PackFault as fault:
        raise EnvironmentFault(fault.message, fault.hint, fault.place) from fault
