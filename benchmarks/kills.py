"""Runs of pull and watch killed at random moments: the data file and the report are each old or new, and whole.

``make soak`` does fifty of each, after those of build in ``soak.py``; the tests do the same with fewer.
"""

import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import docx

from benchmarks.units import ROOT

NAME = "天城镇-2021"
WRITING = 0.03
"""Seconds that writing takes, about: record, copy, data file or report, record."""
PATIENCE = 60


def start(folder: Path, *args: str) -> "subprocess.Popen[bytes]":
    """Start the command line in ``folder``."""
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "PERFGEN_HOME": str(folder / "home")}
    command = [sys.executable, "-m", "perfgen", *args]
    return subprocess.Popen(command, cwd=folder, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def to_the_end(folder: Path, *args: str) -> tuple[int, str]:
    """Run the command line in ``folder``: exit code, and what it said."""
    process = start(folder, *args)
    said = process.communicate()[0].decode("utf-8", "replace")
    return process.returncode, said


def done(folder: Path, *args: str) -> str:
    """Run the command line, which must succeed; what it said."""
    code, said = to_the_end(folder, *args)
    assert code == 0, f"{' '.join(args)}: {code}\n{said}"
    return said


def pull_killed(folder: Path, moments: int, seed: int) -> Iterator[str]:
    """Kill ``perfgen pull`` at so many moments; the closing line. Raises AssertionError.

    One moment of three is anywhere in the run; the others follow the first trace that it leaves on the disk.
    """
    chance = random.Random(seed)
    data, report = folder / "a.toml", folder / "outputs" / f"{NAME}.docx"
    old = (ROOT / "inputs" / f"{NAME}.toml").read_bytes()
    data.write_bytes(old)
    done(folder, "build", "a.toml")
    edited = _reworded(report)
    begin = folder / "begin"
    shutil.copytree(report.parent, begin)
    began = time.monotonic()
    done(folder, "pull", str(report), "a.toml")
    whole = time.monotonic() - began
    new = data.read_bytes()
    assert new != old
    done(folder, "build", "a.toml")
    final = report.read_bytes()
    states: Counter[str] = Counter()
    for moment in range(moments):
        data.write_bytes(old)
        (folder / "a.toml.bak").unlink(missing_ok=True)
        shutil.rmtree(report.parent)
        shutil.copytree(begin, report.parent)
        before = _traces(folder)
        process = start(folder, "pull", str(report), "a.toml")
        _wait(process, chance, whole, moment, lambda before=before: _traces(folder) != before)  # type: ignore[misc]
        _kill(process)
        assert data.read_bytes() in (old, new), "the data file is neither old nor new"
        assert report.read_bytes() == edited, "the report was touched"
        backup = folder / "a.toml.bak"
        assert not backup.exists() or backup.read_bytes() == old, "the copy is not whole"
        states["new" if data.read_bytes() == new else "old"] += 1
        if data.read_bytes() == old:  # nothing was taken over: the report is edited still, and that is said
            code, said = to_the_end(folder, "build", "a.toml", "--rebuild")
            assert code == 1 and "尚未达到" in said, said
            done(folder, "pull", str(report), "a.toml")
        done(folder, "build", "a.toml")
        assert (report.read_bytes(), data.read_bytes()) == (final, new)
    yield f"pull killed {moments} times: data file new {states['new']} times, old {states['old']} times, always whole"


def watch_killed(folder: Path, moments: int, seed: int) -> Iterator[str]:
    """Kill ``perfgen watch`` after so many saves; the closing line. Raises AssertionError.

    By turns the report is open elsewhere, so that a preview is written.
    """
    chance = random.Random(seed)
    data, report = folder / "a.toml", folder / "outputs" / f"{NAME}.docx"
    preview, lock = report.with_name(f"{NAME}.预览.docx"), report.with_name(f".~lock.{NAME}.docx#")
    texts = [(ROOT / "inputs" / f"{NAME}.toml").read_bytes()]
    texts.append(texts[0].replace("没有达到100%".encode(), "尚未达到100%".encode()))
    made = []
    for text in texts:
        data.write_bytes(text)
        done(folder, "build", "a.toml")
        made.append(report.read_bytes())
    states: Counter[str] = Counter()
    for moment in range(moments):
        old, new = made[(moment + 1) % 2], made[moment % 2]
        lock.unlink(missing_ok=True)
        preview.unlink(missing_ok=True)
        assert report.read_bytes() == old
        process = start(folder, "watch", "a.toml")
        _heard(process, f"{NAME}.docx")  # the first look is done
        if moment % 4 == 2:
            lock.touch()
        before = _traces(folder / "outputs")
        saved = folder / "a.toml.tmp"
        saved.write_bytes(texts[moment % 2])
        saved.replace(data)
        _wait(process, chance, 0.6, moment, lambda before=before: _traces(folder / "outputs") != before)  # type: ignore[misc]
        _kill(process)
        assert data.read_bytes() == texts[moment % 2], "the data file was touched"
        assert report.read_bytes() in (old, new), "the report is neither old nor new"
        assert not preview.exists() or preview.read_bytes() in (old, new), "the preview is neither old nor new"
        states["preview" if preview.exists() else "new" if report.read_bytes() == new else "old"] += 1
        lock.unlink(missing_ok=True)
        done(folder, "build", "a.toml")
        assert report.read_bytes() == new
        left = [path.name for path in report.parent.glob("*") if "手改" in path.name or "另存" in path.name]
        assert not left, f"own work was taken for edited: {left}"
    yield (
        f"watch killed {moments} times: report new {states['new']} times, old {states['old']} times, "
        f"preview {states['preview']} times, always whole"
    )


def _reworded(report: Path) -> bytes:
    """Edit the report as somebody does in Word; its bytes then."""
    document = docx.Document(BytesIO(report.read_bytes()))
    paragraph = next(each for each in document.paragraphs if "没有达到100%" in each.text)
    text = paragraph.text.replace("没有达到100%", "尚未达到100%")
    for run in paragraph.runs[1:]:
        run.text = ""
    paragraph.runs[0].text = text
    document.save(str(report))
    return report.read_bytes()


def _traces(folder: Path) -> list[tuple[str, int]]:
    """What lies in the folder and in those of the reports and records, with its time."""
    found = []
    for each in (folder, folder / ".perfgen", folder / "outputs", folder / "outputs" / ".perfgen"):
        if each.is_dir():
            for entry in os.scandir(each):
                try:
                    found.append((entry.path, entry.stat().st_mtime_ns))
                except FileNotFoundError:
                    found.append((entry.path, 0))
    return sorted(found)


def _wait(
    process: "subprocess.Popen[bytes]", chance: random.Random, whole: float, moment: int, written: Callable[[], bool]
) -> None:
    """Wait for the moment to kill."""
    end = time.monotonic() + (chance.uniform(0, whole) if moment % 3 == 0 else PATIENCE)
    while process.poll() is None and time.monotonic() < end and not (moment % 3 and written()):
        time.sleep(0.0005)
    if moment % 3:
        time.sleep(chance.uniform(0, WRITING))


def _heard(process: "subprocess.Popen[bytes]", words: str) -> None:
    """Wait until the process has said ``words`` in a line after its first."""
    assert process.stdout is not None
    process.stdout.readline()
    for line in process.stdout:
        if words in line.decode("utf-8", "replace"):
            return
    raise AssertionError(f"never said: {words}")


def _kill(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    process.communicate()
