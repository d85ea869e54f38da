"""Many data files at once: on this process, on processes of this machine, or on machines of a dask cluster.

The workers make bytes; whoever asked for them writes.
"""

from perfgen.batch.crew import Crew, Here, Processes
from perfgen.batch.run import Lost, Ready, run
from perfgen.batch.unit import Answer, Sealed, Unit
from perfgen.batch.worker import build_units, convert_files, plan_units

__all__ = [
    "Answer",
    "Crew",
    "Here",
    "Lost",
    "Processes",
    "Ready",
    "Sealed",
    "Unit",
    "build_units",
    "convert_files",
    "plan_units",
    "run",
]
