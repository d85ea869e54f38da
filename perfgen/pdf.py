"""Word files to PDF through LibreOffice: found, given fonts, run in a profile of its own, and its results checked."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

from perfgen import fonts
from perfgen.errors import EnvironmentFault, OutputFault

VARIABLE = "PERFGEN_SOFFICE"
"""Environment variable that names the LibreOffice program."""

_INSTALL = (
    "Windows：从 https://zh-cn.libreoffice.org 下载安装 LibreOffice；"
    "Debian、Ubuntu：apt install libreoffice-writer-nogui；"
    f"已装在别处的，用环境变量 {VARIABLE} 指出 soffice 的位置。也可以用 Word、WPS 打开 .docx 另存为 PDF"
)


def candidates(platform: str = sys.platform, environ: Mapping[str, str] = os.environ) -> list[PurePath]:
    """Return the places outside PATH where LibreOffice is usually installed."""
    if platform == "win32":
        roots = [environ.get(name, "") for name in ("ProgramW6432", "ProgramFiles", "ProgramFiles(x86)")]
        if environ.get("LOCALAPPDATA"):
            roots.append(str(PureWindowsPath(environ["LOCALAPPDATA"]) / "Programs"))
        # soffice.com waits for the work to be done, soffice.exe does not always
        return [
            PureWindowsPath(root) / "LibreOffice" / "program" / name
            for root in dict.fromkeys(root for root in roots if root)
            for name in ("soffice.com", "soffice.exe")
        ]
    if platform == "darwin":
        inner = "LibreOffice.app/Contents/MacOS/soffice"
        home = environ.get("HOME")
        return [
            PurePosixPath("/Applications") / inner,
            *([PurePosixPath(home) / "Applications" / inner] if home else []),
        ]
    fixed: list[PurePath] = [
        PurePosixPath("/usr/lib/libreoffice/program/soffice"),
        PurePosixPath("/usr/lib64/libreoffice/program/soffice"),
        PurePosixPath("/usr/local/bin/soffice"),
        PurePosixPath("/snap/bin/libreoffice"),
    ]
    return fixed + sorted(Path("/opt").glob("libreoffice*/program/soffice"), reverse=True)


def find_soffice(platform: str = sys.platform, environ: Mapping[str, str] = os.environ) -> Path:
    """Return the LibreOffice program: from PERFGEN_SOFFICE, from PATH or from its usual places.

    Raises EnvironmentFault with what to install.
    """
    named = environ.get(VARIABLE)
    if named:
        if not Path(named).is_file():
            raise EnvironmentFault(f"环境变量 {VARIABLE} 指的文件不存在：{named}", "改正或删去这个变量")
        return Path(named)
    names = ("soffice.com", "soffice") if platform == "win32" else ("soffice", "libreoffice")
    for name in names:
        found = shutil.which(name, path=environ.get("PATH", ""))
        if found:
            return Path(found)
    for place in candidates(platform, environ):
        if Path(place).is_file():
            return Path(place)
    raise EnvironmentFault("没有找到 LibreOffice，无法生成 PDF", _INSTALL)


def convert(files: Sequence[Path], out_dir: Path, *, timeout: int | None = None) -> list[Path]:
    """Convert Word files to PDF into ``out_dir`` and return the PDF paths in the same order.

    One LibreOffice run does all files, in a user profile of its own, so that an open LibreOffice is not disturbed.
    ``timeout`` is seconds for the whole run (by default 60 and 30 more for each file).
    Raises EnvironmentFault when LibreOffice or a font is missing, OutputFault when a file could not be converted or
    its PDF not be written; PDFs that did come out are then written all the same.
    """
    if not files:
        return []
    for file in files:
        if not file.is_file():
            raise EnvironmentFault("要转成 PDF 的文件不存在", "先生成 .docx", str(file))
    targets = [out_dir / f"{file.stem}.pdf" for file in files]
    clash = next((target for i, target in enumerate(targets) if target in targets[:i]), None)
    if clash is not None:
        raise OutputFault("两个文件要写成同一个 PDF", "分开到不同的文件夹，或换一个名称", str(clash))
    program = find_soffice()
    environ = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="perfgen-pdf-", ignore_cleanup_errors=True) as name:
        work = Path(name).resolve()
        if fonts.is_checked():
            config = work / "fonts.conf"
            config.write_text(fonts.fontconfig(fonts.substitutions(fonts.installed())), encoding="utf-8")
            environ["FONTCONFIG_FILE"] = str(config)
        # Copies under plain names: no lock file beside the clerk's file, no trouble with the characters of a path.
        copies = [work / "in" / f"{i}.docx" for i in range(len(files))]
        (work / "in").mkdir()
        for file, copy in zip(files, copies, strict=True):
            shutil.copyfile(file, copy)
        said = _run(program, copies, work, environ, timeout or 60 + 30 * len(files))
        out_dir.mkdir(parents=True, exist_ok=True)
        failed = []
        for file, copy, target in zip(files, copies, targets, strict=True):
            made = work / "out" / f"{copy.stem}.pdf"
            if made.is_file() and made.stat().st_size:
                _put(made, target)
            else:
                failed.append(file.name)
    if failed:
        raise OutputFault(f"LibreOffice 没能转换 {'、'.join(failed)}", said or "用 Word、WPS 打开 .docx 另存为 PDF")
    return targets


def _run(program: Path, files: Sequence[Path], work: Path, environ: Mapping[str, str], timeout: int) -> str:
    """Run LibreOffice once over the files and return the last line that it printed."""
    command = [
        str(program),
        f"-env:UserInstallation={(work / 'profile').as_uri()}",
        "--headless",
        "--norestore",
        "--convert-to",
        "pdf:writer_pdf_Export",
        "--outdir",
        str(work / "out"),
        *map(str, files),
    ]
    with (work / "said").open("w+b") as said:
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                env=dict(environ),
                start_new_session=os.name == "posix",
            )
        except OSError as fault:
            raise EnvironmentFault(f"LibreOffice 启动不了：{fault.strerror}", _INSTALL, str(program)) from fault
        try:
            process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise EnvironmentFault(
                f"LibreOffice 在 {timeout} 秒内没有完成，已停止", "重试一次；仍不行就用 Word、WPS 打开 .docx 另存为 PDF"
            ) from None
        finally:
            if process.poll() is None:
                _kill(process)
        said.seek(0)
        lines = [line for line in said.read().decode("utf-8", "replace").splitlines() if line.strip()]
    return lines[-1].strip() if lines and process.returncode else ""


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End LibreOffice with its children: what was started is only a launcher."""
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/T", "/F", "/PID", str(process.pid)], capture_output=True, check=False)
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _put(made: Path, target: Path) -> None:
    """Move a finished PDF to its place in one step, so that no reader sees half of it."""
    beside = target.with_name(f"{target.name}.tmp")
    try:
        shutil.copyfile(made, beside)
        os.replace(beside, target)
    except OSError as fault:
        beside.unlink(missing_ok=True)
        raise OutputFault("PDF 写不进去，可能正被打开", "关掉打开它的窗口后再试", str(target)) from fault
