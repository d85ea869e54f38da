"""The child process in which foreign packs are tried out: limited first, then it answers one question after another.

A question is pickled by the parent, whom the child trusts; an answer is JSON, because the parent trusts no child that
has read a foreign pack.
"""

import base64
import json
import os
import pickle
import struct
import sys
from contextlib import suppress
from typing import Any, BinaryIO

MEMORY = 2 * 1024**3
"""Bytes of address space."""
SECONDS = 60
"""Processor time of one question."""
MOST = 1000
"""Characters of one reason in an answer."""


def limit() -> None:
    """Bound this process: memory, no files written, no core file, few files open, no processes of its own."""
    if sys.platform == "win32":
        return  # there the parent's clock is the only limit
    import resource

    for kind, bound in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_NPROC, 0),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (bound, bound))


def _allow_time() -> None:
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    with suppress(ValueError, OSError):
        bound = int(used.ru_utime + used.ru_stime) + SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (bound, resource.RLIM_INFINITY))


def main() -> None:
    """Answer questions until there are no more."""
    questions, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints by mistake is no answer
    limit()
    from perfgen.install.trial import try_out  # after the limits, but before the first question

    send(answers, {"ready": True})
    while (question := receive(questions)) is not None:
        _allow_time()
        try:
            contents, options = pickle.loads(question)
            answer = _spoken(try_out(contents, **options))
        except MemoryError:
            answer = {"refused": ["检查时用的内存太多"]}
        except RecursionError:
            answer = {"refused": ["嵌套太深"]}
        except Exception as error:  # a fault of ours, which must not be taken for a sound pack
            answer = {"refused": [f"检查时出了没有料到的错（{type(error).__name__}）"], "mishap": _mishap(error)}
        send(answers, answer)


def _mishap(error: BaseException) -> list[str]:
    from perfgen.mishap import Mishap

    return list(Mishap.of(error).lines)


def _spoken(verdict: Any) -> dict[str, Any]:
    return {
        "refused": [reason[:MOST] for reason in verdict.refused],
        "warnings": [reason[:MOST] for reason in verdict.warnings],
        "id": verdict.id,
        "name": verdict.name[:MOST],
        "version": verdict.version,
        "made": [name[:MOST] for name in verdict.made],
        "documents": [base64.b64encode(data).decode() for data in verdict.documents],
    }


def send(stream: BinaryIO, answer: dict[str, Any]) -> None:
    """Write one answer."""
    data = json.dumps(answer).encode()
    stream.write(struct.pack("<L", len(data)) + data)
    stream.flush()


def receive(stream: BinaryIO) -> bytes | None:
    """Read one question; None where there are no more."""
    head = stream.read(4)
    if len(head) < 4:
        return None
    return stream.read(struct.unpack("<L", head)[0])


if __name__ == "__main__":
    main()
