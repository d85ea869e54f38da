"""Reports through a crew: the same bytes as alone, one bad unit among good ones, two towns that never mix."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from benchmarks.units import NAME, data_file, town
from perfgen import word
from perfgen.batch import Answer, Crew, Here, Processes, Unit, build_units, plan_units, run
from perfgen.packs import library, open_parcel, parcel_of
from perfgen.pipeline import Job, Plan, build, plan
from tests.support.built import INPUTS, source
from tests.support.sample import SAMPLE, changed

PACKS = library()


@pytest.fixture(scope="module")
def processes() -> Iterator[Processes]:
    with Processes(2, parcel_of(PACKS)) as crew:
        yield crew


@pytest.fixture(params=["here", "processes"])
def crew(request: pytest.FixtureRequest, processes: Processes) -> Crew:
    return processes if request.param == "processes" else Here(PACKS)


def test_a_parcel_holds_the_library() -> None:
    opened = open_parcel(parcel_of(PACKS))
    for _, pack in PACKS.packs():
        assert not isinstance(pack, Exception)
        for name in (pack.id, pack.contract.name):
            assert opened.choose(name).files == PACKS.choose(name).files
    assert parcel_of(PACKS).digest == parcel_of(PACKS).digest


def test_a_plan_knows_the_names_before_anything_is_built() -> None:
    for name in INPUTS:
        job = Job(source(name).read_bytes(), name, PACKS.choose)
        assert plan(job).names == tuple(made.name for made in build(job).made)
    assert plan(Job(b"x", "x", PACKS.choose)) == Plan()


def test_the_same_bytes_as_alone(crew: Crew) -> None:
    units = [Unit(name, source(name).read_bytes()) for name in INPUTS]
    for unit, answer in run(build_units, units, crew):
        assert isinstance(answer, Answer)
        alone = build(Job(unit.data, unit.name, PACKS.choose))
        assert [(sealed.name, sealed.data) for sealed in answer.sealed] == [(m.name, m.data) for m in alone.made]
        assert answer.outcome.findings == alone.findings
        assert answer.outcome.summary == alone.summary


def test_bad_units_leave_the_good_ones_as_they_are(crew: Crew) -> None:
    bad = [
        b"\x00\xff\x00",
        b'"\xe5\xb9\xb4',
        changed('"年度" = 2021', '"年度" = 21').encode(),
        changed('"模板" = "chongyang"', '"模板" = "no-such"').encode(),
        b"",
    ]
    units = [Unit(f"{n}", bad[n // 2 % 5] if n % 2 else data_file(n)[1]) for n in range(24)]
    for (unit, answer), number in zip(run(build_units, units, crew, together=3), range(24), strict=True):
        assert isinstance(answer, Answer)
        if number % 2:
            assert answer.outcome.refused, unit
            assert not answer.sealed
        else:
            alone = build(Job(unit.data, unit.name, PACKS.choose))
            assert [sealed.data for sealed in answer.sealed] == [made.data for made in alone.made]


def test_towns_never_mix(crew: Crew) -> None:
    """Every report holds its own town's name and no other's."""
    units = [Unit(town(n), data_file(n)[1]) for n in range(60)]
    for unit, answer in run(build_units, units, crew, together=4):
        assert isinstance(answer, Answer)
        assert answer.sealed
        for sealed in answer.sealed:
            assert set(NAME.findall(_text(sealed.data))) == {unit.name}


def test_two_towns_in_threads_never_mix() -> None:
    """One compiled template, used by many threads at once."""
    names = [town(0), town(5)]
    units = [Unit(name, data_file(number)[1]) for name, number in zip(names, (0, 5), strict=True)] * 20
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda unit: build_units(PACKS, [unit])[0], units))
    for unit, answer in zip(units, answers, strict=True):
        assert set(NAME.findall(_text(answer.sealed[0].data))) == {unit.name}
    assert len({answer.sealed[0].data for answer in answers}) == 2


def test_the_year_before_is_joined_on_to(crew: Crew) -> None:
    later = re.sub('"年度" = 2021', '"年度" = 2022', SAMPLE).encode()
    before = (("前.toml", SAMPLE.encode(), ()),)
    units = [Unit("后.toml", later), Unit("后.toml", later, before=before)]
    alone, joined = (answer for _, answer in run(build_units, units, crew))
    assert isinstance(alone, Answer)
    assert isinstance(joined, Answer)
    (found,) = [f for f in joined.outcome.findings if f not in alone.outcome.findings]
    assert (found.code, found.logical, found.place.file) == ("SUM205", True, "后.toml")
    assert "前.toml" in found.message
    assert not joined.sealed


def test_plans_of_bad_units_are_empty(crew: Crew) -> None:
    plans = [plan for _, plan in run(plan_units, [Unit("a", b"\x00"), Unit("b", SAMPLE.encode())], crew, together=2)]
    assert plans[0] == Plan()
    assert isinstance(plans[1], Plan)
    assert plans[1].names == ("青溪镇-2021.docx",)


def _text(docx: bytes) -> str:
    document = word.read(docx)
    return "\n".join((document.text, *document.headers, *document.footers))
