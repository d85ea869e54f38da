"""Ten thousand reports, all sound; runs killed at random moments that leave only whole files behind; random edits.

``python -m benchmarks.soak`` does all of it, with ``kills edits redlines moves made sound`` behind it what is named;
``make soak`` calls it. The tests do the same with fewer.
"""

import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from decimal import Decimal
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from benchmarks.units import NAME, ROOT, write_units

if TYPE_CHECKING:
    from tests.pull.judged import Judged

REPORTS = 10_000
MOMENTS = 50
ROUNDS = 45
"""Of nine edits outside figures and four of figures in each of the five reports: two thousand and nine hundred."""
SAMPLE = 50
"""Reports that the Open XML SDK is shown."""

ONE = ("--only", "报告")
"""One document of each data file, though some counties ask for more."""

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def build(inputs: Path, outputs: Path, *options: str) -> "subprocess.Popen[bytes]":
    """Start the command line in a process group of its own."""
    command = [sys.executable, "-m", "perfgen", "build", str(inputs), "-o", str(outputs), "-j", "2", *ONE, *options]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=os.name == "posix"
    )


def build_to_the_end(inputs: Path, outputs: Path, *options: str) -> str:
    """Run the command line; what it said. Raises RuntimeError where it failed."""
    process = build(inputs, outputs, *options)
    said = process.communicate()[0].decode("utf-8", "replace")
    if process.returncode:
        raise RuntimeError(f"exit code {process.returncode}: {said[-2000:]}")
    return said


# -- killed ------------------------------------------------------------------------------------------


def killed(folder: Path, units: int, moments: int, seed: int) -> Iterator[str]:
    """Kill a build of ``units`` towns at so many random moments; a line for each. Raises AssertionError.

    By turns the folder is empty before, or holds the reports of other data; by turns the main process is killed, which
    takes its workers with it, or all of them at once.
    """
    chance = random.Random(seed)
    inputs, older = folder / "inputs", folder / "older"
    list(write_units(inputs, units))
    list(write_units(older, units, version=1))
    build_to_the_end(inputs, folder / "whole")
    expected = digests(folder / "whole")
    assert len(expected) == units, f"{len(expected)} reports of {units} towns"
    build_to_the_end(older, folder / "before")
    replaced = digests(folder / "before")
    assert all(expected[name] != replaced[name] for name in expected)
    for moment in range(moments):
        outputs = folder / f"outputs{moment}"
        if moment % 2:
            _copy(folder / "before", outputs)
        begun = time.time_ns()
        process = build(inputs, outputs)
        after = chance.randrange(units)
        while _newer(outputs, begun) < after and process.poll() is None:
            time.sleep(0.002)
        time.sleep(chance.uniform(0, 0.05))
        workers = _below(process.pid)
        _kill(process, everybody=moment % 4 > 1)
        done = _whole(outputs, expected, replaced if moment % 2 else {})
        _await_end(workers)
        said = build_to_the_end(inputs, outputs)
        assert digests(outputs) == expected, f"moment {moment}: the next run did not finish the rest"
        assert not list(outputs.glob("*手改*")) and not list(outputs.glob("*另存*")), "own work was taken for edited"
        yield f"killed after {after} reports: {done} of {units} new and whole; then {said.strip().splitlines()[-1]}"


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every report in ``folder`` by its name."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.glob("*.docx"))}


def _newer(folder: Path, moment: int) -> int:
    """How many reports were written since."""
    return sum(path.stat().st_mtime_ns >= moment for path in folder.glob("*.docx"))


def _whole(outputs: Path, expected: dict[str, str], replaced: dict[str, str]) -> int:
    """How many reports are new; every file that is there must be the new or the old one, byte for byte."""
    found = digests(outputs) if outputs.is_dir() else {}
    for name, digest in found.items():
        assert digest in (expected[name], replaced.get(name)), f"{name} is neither the old nor the new report"
    assert set(replaced) <= set(found), "a report has gone"
    return sum(expected[name] == digest for name, digest in found.items())


def _copy(source: Path, target: Path) -> None:
    import shutil

    shutil.copytree(source, target)


def _kill(process: "subprocess.Popen[bytes]", *, everybody: bool) -> None:
    if everybody and sys.platform != "win32":
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _below(pid: int) -> list[int]:
    import psutil

    try:
        return [child.pid for child in psutil.Process(pid).children(recursive=True)]
    except psutil.Error:
        return []


def _await_end(workers: Iterable[int]) -> None:
    """Wait for the workers to follow their parent; they must, by themselves."""
    import psutil

    end = time.monotonic() + 20
    for worker in workers:
        while psutil.pid_exists(worker) and psutil.Process(worker).status() != psutil.STATUS_ZOMBIE:
            assert time.monotonic() < end, f"worker {worker} outlives its parent"
            time.sleep(0.05)


# -- sound -------------------------------------------------------------------------------------------


def examined(path: Path) -> tuple[str, str]:
    """The digest of a report's markup without its texts; and what is wrong with it, or nothing.

    Two files of one digest are both valid by schema or both not: the schema has nothing to say of texts.
    """
    shape = hashlib.sha256()
    texts: list[str] = []
    try:
        with zipfile.ZipFile(path) as archive:
            for name in sorted(archive.namelist()):
                data = archive.read(name)
                shape.update(name.encode() + b"\0")
                if not name.endswith((".xml", ".rels")):
                    shape.update(hashlib.sha256(data).digest())
                    continue
                for element in etree.fromstring(data).iter():
                    shape.update(f"{element.tag}{sorted(element.attrib.items())}".encode())
                    if element.tag == W + "p":
                        texts.append("\n")
                    elif element.tag == W + "t":
                        texts.append(element.text or "")
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError) as error:
        return "", f"{path.name}: {error}"
    town = path.name[:3]
    found = set(NAME.findall("".join(texts)))
    fault = "" if found == {town} else f"{path.name} speaks of {'、'.join(sorted(found)) or 'no town'}"
    return shape.hexdigest(), fault


def examine(files: Sequence[Path]) -> dict[str, Path]:
    """One report for each kind of markup among ``files``; raises AssertionError where one is not sound."""
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        results = list(pool.map(examined, files, chunksize=100))
    wrong = [fault for _, fault in results if fault]
    assert not wrong, "\n".join(wrong[:20])
    return {shape: path for (shape, _), path in zip(results, files, strict=True)}


def sound(folder: Path, reports: int) -> Iterator[str]:
    """Build so many reports and examine every one; a line for each step. Raises AssertionError."""
    from tests.support.ooxml import audit_findings, sdk_findings, sdk_program

    start = time.monotonic()
    list(write_units(folder / "inputs", reports))
    said = build_to_the_end(folder / "inputs", folder / "outputs", "--report", str(folder / "summary.csv"))
    yield f"{time.monotonic() - start:.0f} s: {said.strip().splitlines()[-2]}"
    files = sorted((folder / "outputs").glob("*.docx"))
    assert len(files) == reports
    kinds = examine(files)
    yield f"{time.monotonic() - start:.0f} s: {reports} reports, each with its own town's name and no other's"
    findings = audit_findings(list(kinds.values()))
    assert not findings, "\n".join(findings[:20])
    yield f"{time.monotonic() - start:.0f} s: valid by schema, {len(kinds)} kinds of markup"
    if sdk_program() is None:
        yield "the Open XML SDK is not there and was not asked"
        return
    sample = random.Random(reports).sample(files, min(SAMPLE, reports))
    findings = sdk_findings(sample)
    assert not findings, "\n".join(findings[:20])
    yield f"{time.monotonic() - start:.0f} s: the Open XML SDK agrees on {len(sample)}"
    again = time.monotonic()
    said = build_to_the_end(folder / "inputs", folder / "outputs")
    assert f"{reports} 份未变" in said, said[-500:]
    yield f"nothing is built twice: {time.monotonic() - again:.0f} s"


# -- edited ------------------------------------------------------------------------------------------


def edited(rounds: int) -> Iterator[str]:
    """Edit the reports of ``inputs/`` at random in so many rounds, correct their data, pull. Raises AssertionError."""
    from tests.pull.judged import Judged, judge, judge_overtyped
    from tests.pull.typist import INPUTS, KINDS

    outside, figures = Judged(), Judged()
    for seed in range(1000, 1000 + rounds):
        for name in INPUTS:
            outside += judge(name, seed, 9, KINDS)
            figures += judge_overtyped(name, seed, 4)
    yield from _told(outside, figures)


def edited_by_libreoffice(folder: Path, rounds: int) -> Iterator[str]:
    """The same, each edited file opened and saved by LibreOffice before it is pulled. Raises AssertionError."""
    from perfgen.pdf import find_soffice
    from tests.pull.judged import Judged, judge, judge_overtyped, typist_of
    from tests.pull.typist import INPUTS, KINDS

    rest = [(name, seed) for seed in range(2000, 2000 + rounds) for name in INPUTS]
    for name, seed in rest:
        (folder / f"{name}-{seed}.docx").write_bytes(typist_of(name, seed, 9, KINDS).saved())
        (folder / f"{name}-{seed}-figures.docx").write_bytes(typist_of(name, seed, 4, ("overtype",)).saved())
    program = [find_soffice(), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command = [*program, "--convert-to", "docx", "--outdir", folder / "saved", *sorted(folder.glob("*.docx"))]
    subprocess.run(command, check=True, capture_output=True)
    outside, figures = Judged(), Judged()
    for name, seed in rest:
        saved = [(folder / "saved" / f"{name}-{seed}{kind}.docx").read_bytes() for kind in ("", "-figures")]
        outside += judge(name, seed, 9, KINDS, saved[0])
        figures += judge_overtyped(name, seed, 4, saved[1])
    yield "saved by LibreOffice:"
    yield from _told(outside, figures)


def _told(outside: "Judged", figures: "Judged") -> Iterator[str]:
    made, landed = outside.made.total(), outside.landed.total()
    kinds = ", ".join(f"{kind} {count}" for kind, count in outside.made.most_common())
    yield f"{made} edits outside figures ({kinds}), {outside.beside_figures} of them in paragraphs with figures"
    yield f"{landed} landed with every expression kept: {Decimal(100 * landed) / made:.2f} %"
    yield f"{figures.made.total()} figures typed over: {figures.facts} base facts taken, {figures.refused} conflicts"
    yield from (*outside.faults, *figures.faults)
    assert landed * 100 >= made * 99 and figures.landed == figures.made


def carried(rounds: int) -> Iterator[str]:
    """Edits carried over into reports of corrected data (``--keep-edits``). Raises AssertionError."""
    from tests.pull.judged import Judged, judge_carried
    from tests.pull.typist import INPUTS, KINDS

    all_of_them = Judged()
    for seed in range(3000, 3000 + rounds):
        for name in INPUTS:
            all_of_them += judge_carried(name, seed, 9, KINDS)
    yield f"{all_of_them.made.total()} edits carried over, of which {all_of_them.refused} told: their data changed too"
    yield from all_of_them.faults
    assert not all_of_them.faults


# -- next year ---------------------------------------------------------------------------------------


def moved() -> Iterator[str]:
    """Next year's file of each input for each pack: nothing lost unsaid, the draft made. Raises AssertionError."""
    from tests.new.test_following import (
        test_moved_to_another_pack_nothing_is_lost_unsaid,
        test_moved_to_another_pack_the_draft_is_made,
    )
    from tests.support.built import INPUTS, PACKS

    for name in INPUTS:
        for pack in PACKS:
            test_moved_to_another_pack_nothing_is_lost_unsaid(name, pack)
            test_moved_to_another_pack_the_draft_is_made(name, pack)
    yield f"{len(INPUTS) * len(PACKS)} files of next year: nothing lost unsaid, every draft made"


# ----------------------------------------------------------------------------------------------------


def main(*asked: str) -> None:
    """Do what was asked for, or everything, and say what was found."""
    from benchmarks import made_packs
    from benchmarks.kills import pull_killed, watch_killed
    from benchmarks.mutations import COUNT as PACKS
    from benchmarks.mutations import spoiled
    from benchmarks.redlines import agreement, judged_by_libreoffice

    steps: dict[str, Sequence[Callable[[Path], Iterator[str]]]] = {
        "kills": (
            lambda folder: killed(folder, 40, MOMENTS, 2026),
            lambda folder: pull_killed(folder, MOMENTS, 2026),
            lambda folder: watch_killed(folder, MOMENTS, 2026),
        ),
        "edits": (
            lambda _: edited(ROUNDS),
            lambda folder: edited_by_libreoffice(folder, ROUNDS // 9),
            lambda _: carried(ROUNDS // 9),
        ),
        "redlines": (lambda _: judged_by_libreoffice(), lambda _: agreement()),
        "moves": (lambda _: moved(),),
        "made": (
            lambda _: made_packs.rebuilt(),
            lambda folder: made_packs.saved_by_libreoffice(folder),
            lambda _: made_packs.mutilated(ROUNDS),
        ),
        "packs": (lambda _: spoiled(PACKS, 2026),),
        "sound": (lambda folder: sound(folder, REPORTS),),
    }
    for step in asked or steps:
        for each in steps[step]:
            with tempfile.TemporaryDirectory(prefix="perfgen-soak-") as name:
                for line in each(Path(name)):
                    print(line, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
