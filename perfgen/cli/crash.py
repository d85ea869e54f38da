"""Errors that nobody foresaw: a log that holds no data of the clerk's, and a line that says where it is."""

import os
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from perfgen import __version__
from perfgen.errors import EnvironmentFault
from perfgen.mishap import Mishap

HOME = "PERFGEN_HOME"


def folder() -> Path:
    """Where logs go; PERFGEN_HOME overrides its place."""
    home = os.environ.get(HOME)
    if home:
        return Path(home) / "logs"
    from platformdirs import user_log_path

    return user_log_path("perfgen", appauthor=False)


def report(error: BaseException) -> EnvironmentFault:
    """Write the log of ``error`` and return what to say."""
    return log(Mishap.of(error))


def log(mishap: Mishap) -> EnvironmentFault:
    """Write the log of what happened, here or in a worker, and return what to say."""
    now = datetime.now()
    text = "\n".join((*_head(now), *mishap.lines)) + "\n"
    path = folder() / f"perfgen-{now:%Y%m%d-%H%M%S}-{os.getpid()}.log"
    message = f"程序内部出错（{mishap.kind}），这不是数据的问题"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(text)
    except OSError:
        return EnvironmentFault(f"{message}；日志也没能写到 {path}", text)
    return EnvironmentFault(message, f"把日志 {path} 交给维护人员；里面只有出错的位置，没有数据")


def _head(now: datetime) -> Iterator[str]:
    import platform

    yield f"perfgen {__version__}, Python {platform.python_version()}, {platform.platform()}"
    yield f"{now.isoformat(timespec='seconds')} {Path(sys.argv[0]).name}"
