"""The same jobs on a real cluster of two worker processes, which have no folder in common with this one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.units import NAME, data_file, town
from perfgen import word
from perfgen.batch import Answer, Lost, Unit, build_units, run
from perfgen.errors import EnvironmentFault
from perfgen.packs import library, parcel_of
from perfgen.pipeline import Job, build
from tests.batch import helpers
from tests.cli.test_cli_build import rows

pytest.importorskip("distributed")
pytestmark = pytest.mark.filterwarnings("ignore")  # dask's own, and those of what it stands on

PACKS = library()


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a scheduler with two workers, whose working folder is elsewhere."""
    import dask
    from distributed import LocalCluster

    folder = tmp_path_factory.mktemp("workers")
    settings = {"distributed.worker.multiprocessing-method": "spawn", "distributed.scheduler.allowed-failures": 1}
    with dask.config.set(settings):
        cluster: Any = LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, local_directory=str(folder)
        )
        try:
            yield cluster.scheduler_address
        finally:
            cluster.close()


def test_reports_from_a_cluster(scheduler: str) -> None:
    from perfgen.batch.dask import Cluster

    units = [Unit(town(n), data_file(n)[1]) for n in range(20)]
    with Cluster(scheduler, parcel_of(PACKS)) as crew:
        assert crew.size == 2
        for unit, answer in run(build_units, units, crew, together=2):
            assert isinstance(answer, Answer)
            alone = build(Job(unit.data, unit.name, PACKS.choose))
            assert [(s.name, s.data) for s in answer.sealed] == [(made.name, made.data) for made in alone.made]
            assert set(NAME.findall(word.read(answer.sealed[0].data).text)) == {unit.name}
        assert len({result for _, result in run(helpers.worker, range(12), crew)}) == 2


def test_a_worker_that_dies_costs_only_its_task(scheduler: str) -> None:
    from perfgen.batch.dask import Cluster

    with Cluster(scheduler, parcel_of(PACKS)) as crew:
        found = dict(run(helpers.deadly, [1, 2, 13, 3, 19, 4, 5, 6], crew, together=2))
    assert found[13] == Lost()
    assert isinstance(found[19], Lost)
    assert {n: found[n] for n in (1, 2, 3, 4, 5, 6)} == {n: 2 * n for n in (1, 2, 3, 4, 5, 6)}


def test_build_on_a_cluster(scheduler: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from perfgen.cli.app import program

    monkeypatch.chdir(tmp_path)
    for number in range(3):
        name, data = data_file(number)
        Path(name).write_bytes(data)
    result = CliRunner().invoke(program, ["build", ".", "--scheduler", scheduler], prog_name="perfgen")
    assert result.exit_code == 0, result.output
    assert [row[-1] for row in rows(result.stdout)] == ["已生成"] * 3
    assert len(list(Path("outputs").glob("*.docx"))) == 3


def test_no_scheduler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from perfgen.batch import dask

    monkeypatch.setattr(dask, "WAIT", "1s")
    with pytest.raises(EnvironmentFault, match="连不上"):
        dask.Cluster("tcp://127.0.0.1:9", parcel_of(PACKS))
