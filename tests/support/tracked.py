"""LibreOffice's own accept-all and reject-all, run headless by a Basic macro in a profile of its own."""

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from perfgen.pdf import find_soffice

_MACRO = """
Sub Run(listed As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  Dim word(0) As New com.sun.star.beans.PropertyValue
  word(0).Name = "FilterName" : word(0).Value = "MS Word 2007 XML"
  dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
  number = FreeFile
  Open listed For Input As #number
  Do While Not EOF(number)
    Line Input #number, source
    Line Input #number, target
    Line Input #number, command
    document = StarDesktop.loadComponentFromURL(source, "_blank", 0, hidden())
    dispatcher.executeDispatch(document.CurrentController.Frame, command, "", 0, Array())
    document.storeToURL(target, word())
    document.close(True)
  Loop
  Close #number
  StarDesktop.terminate()
End Sub
"""
_COMMANDS = (".uno:AcceptAllTrackedChanges", ".uno:RejectAllTrackedChanges")
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_LIBRARY = "http://openoffice.org/2000/library"
_SCRIPT = "http://openoffice.org/2000/script"


def accepted_and_rejected(files: Sequence[bytes]) -> list[tuple[bytes, bytes]]:
    """What LibreOffice makes of each file when all its tracked changes are accepted, and when all are rejected."""
    with tempfile.TemporaryDirectory(prefix="perfgen-tracked-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        program = [str(find_soffice()), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
        subprocess.run([*program, "--terminate_after_init"], capture_output=True, check=True, timeout=90)
        _install(folder / "profile" / "user" / "basic")  # a new profile is filled at its first start
        made, lines = [], []
        for number, data in enumerate(files):
            source = folder / f"{number}.docx"
            source.write_bytes(data)
            made.append([folder / f"{number}{kind}.docx" for kind in ("-new", "-old")])
            for target, command in zip(made[-1], _COMMANDS, strict=True):
                lines += [source.as_uri(), target.as_uri(), command]
        listed = folder / "list.txt"
        listed.write_text("\n".join(lines), encoding="ascii")
        program += ["--norestore", "--nologo", "--nodefault", f'macro:///Standard.Tracked.Run("{listed}")']
        done = subprocess.run(program, capture_output=True, check=False, timeout=90 + 30 * len(files))
        missing = [path.name for pair in made for path in pair if not path.exists()]
        assert not missing, f"{missing} {done.stderr.decode('utf-8', 'replace')}"
        return [(new.read_bytes(), old.read_bytes()) for new, old in made]


def _install(basic: Path) -> None:
    """Put the macro into the library that a profile has from the start."""
    (basic / "Standard" / "script.xlb").write_text(
        f'{_XML}<library:library xmlns:library="{_LIBRARY}" library:name="Standard" library:readonly="false" '
        f'library:passwordprotected="false"><library:element library:name="Tracked"/></library:library>',
        encoding="utf-8",
    )
    (basic / "Standard" / "Tracked.xba").write_text(
        f'{_XML}<script:module xmlns:script="{_SCRIPT}" script:name="Tracked" script:language="StarBasic">'
        f"{escape(_MACRO)}</script:module>",
        encoding="utf-8",
    )
