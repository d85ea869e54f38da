"""LibreOffice's own accept-all and reject-all, run headless through its UNO bridge by a Python that has one."""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from perfgen.pdf import find_soffice

_SCRIPT = """
import sys, time, uno
from com.sun.star.beans import PropertyValue

def prop(name, value):
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made

local = uno.getComponentContext()
resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
for _ in range(300):
    try:
        office = resolver.resolve(f"uno:pipe,name={sys.argv[1]};urp;StarOffice.ComponentContext")
        break
    except Exception:
        time.sleep(0.1)
else:
    sys.exit("LibreOffice does not answer")
manager = office.ServiceManager
desktop = manager.createInstanceWithContext("com.sun.star.frame.Desktop", office)
dispatcher = manager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", office)
for entry in open(sys.argv[2], encoding="utf-8").read().splitlines():
    source, accepted, rejected = entry.split("|")
    for target, command in ((accepted, ".uno:AcceptAllTrackedChanges"), (rejected, ".uno:RejectAllTrackedChanges")):
        document = desktop.loadComponentFromURL(source, "_blank", 0, (prop("Hidden", True),))
        dispatcher.executeDispatch(document.CurrentController.Frame, command, "", 0, ())
        document.storeToURL(target, (prop("FilterName", "MS Word 2007 XML"),))
        document.close(True)
try:
    desktop.terminate()
except Exception:
    pass
"""


@cache
def uno_python() -> str | None:
    """The Python that can talk to LibreOffice: the system's with python3-uno, or LibreOffice's own."""
    beside: list[str] = []
    try:
        beside = [str(each) for each in Path(find_soffice()).resolve().parent.glob("python*")]
    except Exception:
        return None
    for program in (shutil.which("python3", path="/usr/bin:/bin"), sys.executable, *beside):
        if program and shutil.which(program):
            done = subprocess.run([program, "-c", "import uno"], capture_output=True, check=False)
            if done.returncode == 0:
                return program
    return None


def accepted_and_rejected(files: Sequence[bytes]) -> list[tuple[bytes, bytes]]:
    """What LibreOffice makes of each file when all its tracked changes are accepted, and when all are rejected."""
    program = uno_python()
    assert program is not None, "python3-uno missing (see .ci/run)"
    with tempfile.TemporaryDirectory(prefix="perfgen-tracked-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        made = []
        for number, data in enumerate(files):
            made.append([folder / f"{number}{kind}.docx" for kind in ("", "-new", "-old")])
            made[-1][0].write_bytes(data)
        listed = folder / "list.txt"
        listed.write_text("\n".join("|".join(path.as_uri() for path in each) for each in made), encoding="utf-8")
        pipe = folder.name
        office = subprocess.Popen(
            [
                *(str(find_soffice()), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"),
                *("--norestore", "--nologo", "--nodefault", f"--accept=pipe,name={pipe};urp;"),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            script = [program, "-c", _SCRIPT, pipe, str(listed)]
            done = subprocess.run(script, capture_output=True, check=False, timeout=90 + 30 * len(files))
            assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
            return [(new.read_bytes(), old.read_bytes()) for _, new, old in made]
        finally:
            for _ in range(50):
                if office.poll() is not None:
                    break
                time.sleep(0.1)
            else:
                office.kill()
                office.wait()
