"""Packs that go round by file: packed with checksums, examined before anything is believed, put in place in one step.

Whatever comes from outside is taken for hostile. This process only takes the file apart, which is bounded, and compares
checksums; everything that reads the content runs in a child process with limits (``worker``).
"""

from perfgen.install.contents import Contents, open_bundle, open_folder, opened
from perfgen.install.package import bundle, bundle_name
from perfgen.install.places import Placed, place_data
from perfgen.install.shelf import Clash, Installed, Withdrawn, back, clashes, install
from perfgen.install.trial import Verdict
from perfgen.install.worker import Worker, examine

__all__ = [
    "Clash", "Contents", "Installed", "Placed", "Verdict", "Withdrawn", "Worker", "back", "bundle", "bundle_name",
    "clashes", "examine", "install", "open_bundle", "open_folder", "opened", "place_data",
]  # fmt: skip
