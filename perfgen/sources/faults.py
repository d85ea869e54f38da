"""Why a file cannot be read."""

from perfgen.errors import PerfgenError

MAX_BYTES = 32 * 1024 * 1024
MAX_UNPACKED = 128 * 1024 * 1024
MAX_PARTS = 5000
MAX_CELLS = 400_000
MAX_ROWS = 50_000
MAX_COLUMNS = 500
MAX_TEXT = 100_000
"""The longest text of a cell; Excel's own limit is a third of it."""

SAVE_AS = "在 Excel 或 WPS 里打开，另存为 .xlsx 后再试"


class SourceFault(PerfgenError):
    """A sheet or Word file cannot be read: broken, locked, too large, or not what its name says."""
