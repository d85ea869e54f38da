"""The parent's side of the child process: questions out, answers back, an end to what takes too long."""

import base64
import json
import os
import pickle
import queue
import struct
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from perfgen.errors import EnvironmentFault
from perfgen.install.contents import Contents
from perfgen.install.trial import Verdict

SECONDS = 90
"""How long one pack may take, start of the child and a slow machine included."""
_LONGEST = 64 * 1024**2
_KEPT = ("PATH", "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "TEMP", "TMP", "LANG", "LC_ALL", "LD_LIBRARY_PATH")
"""What of the environment the child is given: nothing that leads to the user's folders."""


class Worker:
    """A child process that tries out packs, one after the other; one that died or hangs is replaced by the next."""

    def __init__(self, *, seconds: int = SECONDS) -> None:
        """Start no process yet."""
        self._seconds = seconds
        self._folder = tempfile.TemporaryDirectory(prefix="perfgen-trial-", ignore_cleanup_errors=True)
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: queue.Queue[bytes | None] = queue.Queue()

    @property
    def folder(self) -> Path:
        """The empty folder in which the child works; nothing can be written there."""
        return Path(self._folder.name)

    def ask(self, contents: Contents, *, linting: bool = True, documents: bool = False) -> Verdict:
        """The verdict on ``contents``; a child that dies or hangs over them refuses them."""
        question = pickle.dumps((contents, {"linting": linting, "documents": documents}))
        process = self._started()
        assert process.stdin is not None
        try:
            process.stdin.write(struct.pack("<L", len(question)) + question)
            process.stdin.flush()
            answer = self._answers.get(timeout=self._seconds)
        except queue.Empty:
            self.close()
            return Verdict(refused=(f"检查用的时间太长，超过 {self._seconds} 秒",))
        except OSError:
            answer = None
        if answer is None:
            self.close()
            return Verdict(refused=("检查时用的内存或时间太多，检查的进程中断了",))
        return _heard(json.loads(answer))

    def _started(self) -> "subprocess.Popen[bytes]":
        if self._process is not None and self._process.poll() is None:
            return self._process
        self.close()
        package = str(Path(__file__).resolve().parent.parent.parent)
        environ = {name: os.environ[name] for name in _KEPT if name in os.environ}
        path = os.pathsep.join((package, *(each for each in sys.path if each)))
        environ |= {"PYTHONPATH": path, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "perfgen.install.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self._folder.name,
            env=environ,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._answers = queue.Queue()
        assert self._process.stdout is not None
        threading.Thread(target=_listen, args=(self._process.stdout, self._answers), daemon=True).start()
        try:
            ready = self._answers.get(timeout=self._seconds)
        except queue.Empty:
            ready = None
        if ready is None:
            self.close()
            raise EnvironmentFault("检查模板的进程启动不了", "内存不够时关掉别的程序；还不行就重新安装 perfgen")
        return self._process

    def close(self) -> None:
        """End the child."""
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(OSError):
            process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        self._folder.cleanup()


def examine(contents: Contents, *, linting: bool = True) -> Verdict:
    """The verdict on one pack, by a child process of its own."""
    with Worker() as worker:
        return worker.ask(contents, linting=linting)


def _listen(stream: BinaryIO, answers: "queue.Queue[bytes | None]") -> None:
    """Hand on every answer, and None when there will be no more; an answer beyond all measure is none."""
    with suppress(OSError, ValueError):
        while len(head := stream.read(4)) == 4:
            size = struct.unpack("<L", head)[0]
            if size > _LONGEST:
                break
            answers.put(stream.read(size))
    answers.put(None)


def _heard(answer: Any) -> Verdict:
    """The verdict that an answer gives; what is no answer refuses."""
    try:
        verdict = Verdict(
            refused=tuple(map(str, answer["refused"])),
            warnings=tuple(map(str, answer.get("warnings", ()))),
            id=str(answer.get("id", "")),
            name=str(answer.get("name", "")),
            version=str(answer.get("version", "")),
            made=tuple(map(str, answer.get("made", ()))),
            documents=tuple(base64.b64decode(each) for each in answer.get("documents", ())),
            mishap=tuple(map(str, answer.get("mishap", ()))),
        )
    except (TypeError, KeyError, ValueError):
        return Verdict(refused=("检查的进程答非所问",))
    return verdict


__all__ = ["Worker", "examine"]
