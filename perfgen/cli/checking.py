"""The work behind ``check``: every data file, with those of the years before it."""

from collections.abc import Iterator, Sequence

from perfgen.batch import Lost, Unit, build_units, plan_units, run
from perfgen.cli import crews
from perfgen.cli.checked import Checked, checked
from perfgen.cli.inputs import DataFile
from perfgen.cli.planning import PLANS, years_before
from perfgen.packs import Library
from perfgen.pipeline import Plan


def check_all(files: Sequence[DataFile], packs: Library, *, strict: bool = False) -> Iterator[Checked]:
    """The result of each data file, in order, with what does not fit between the years of one unit."""
    with crews.open_crew(packs, len(files), None, "") as crew:
        asked = (Unit(file.name, file.data, files=file.files) for file in files)
        plans = [plan for _, plan in run(plan_units, asked, crew, together=PLANS)] if len(files) > 1 else []
        before = years_before([Plan() if isinstance(plan, Lost) else plan for plan in plans])
        units = (_to_check(files, index, before.get(index, ()), strict) for index in range(len(files)))
        answers = run(build_units, units, crew, together=PLANS)
        for file, (_, answer) in zip(files, answers, strict=True):
            yield checked(file, answer, strict)


def _to_check(files: Sequence[DataFile], index: int, before: Sequence[int], strict: bool) -> Unit:
    """The unit of one file of a check, with those of the year before."""
    file = files[index]
    earlier = tuple((files[each].name, files[each].data, files[each].files) for each in before)
    return Unit(file.name, file.data, strict=strict, render=False, before=earlier, files=file.files)
