"""A pack from another one: the same files under a new 编号, 名称 and 版本."""

import re

from perfgen.making.plan import Guess, Made
from perfgen.new.wording import quoted
from perfgen.packs import Pack
from perfgen.packs.read import MANIFEST, SAMPLE

_KEY = r'^[ \t]*(?:"{key}"|\'{key}\'|{key})[ \t]*=[ \t]*'
_VALUE = r'(?:"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\')'


def copied(pack: Pack, pack_id: str, name: str, version: str) -> Made:
    """The files of ``pack`` as another pack; comments and layout of its texts stay."""
    files = dict(pack.files)
    manifest = _text(files[MANIFEST])
    for key, value in (("编号", pack_id), ("名称", name), ("版本", version)):
        manifest = _put(manifest, key, value)
    files[MANIFEST] = manifest.encode()
    if SAMPLE in files:
        sample = _put(_text(files[SAMPLE]), "模板", pack_id)
        files[SAMPLE] = _put(sample, "模板版本", version).encode()
    told = (
        [Guess("依据", MANIFEST, pack.contract.source, 60, "照抄原模板的；换成本县的文号")]
        if pack.contract.source
        else []
    )
    return Made(files, tuple(told))


def _text(data: bytes) -> str:
    return data.decode("utf-8-sig").replace("\r\n", "\n")


def _put(text: str, key: str, value: str) -> str:
    """``text`` with another value of a top-level key; a key that is not there is not added."""
    top = re.search(r"^[ \t]*\[", text, re.MULTILINE)
    end = top.start() if top else len(text)
    pattern = re.compile(f"({_KEY.format(key=key)}){_VALUE}", re.MULTILINE)
    return pattern.sub(lambda match: match[1] + quoted(value), text[:end], count=1) + text[end:]
