"""Paragraphs that each tell of one part of an amount, in one wording, as a loop over its parts."""

from collections.abc import Sequence

from perfgen.making.fixed import applied
from perfgen.making.ledger import Ledger, Path, spelled
from perfgen.making.paper import Block, Para, put_for

_ITEM = "类"


def write_classes(blocks: Sequence[Block], ledger: Ledger) -> None:
    """Put loops in the place of paragraphs of which each tells of one part of an amount, one after another."""
    start = 0
    while start < len(blocks):
        taken = next(
            (
                len(names)
                for path, ways in ledger.parts.items()
                for names in ways
                if _written(blocks[start : start + len(names)], path, names, ledger)
            ),
            1,
        )
        start += taken


def _written(blocks: Sequence[Block], path: Path, names: Sequence[Path], ledger: Ledger) -> bool:
    """Whether ``blocks`` tell of the parts ``names`` of the amount at ``path``; if so a loop takes their place."""
    paras = [block for block in blocks if isinstance(block, Para)]
    if len(paras) < max(2, len(names)):
        return False
    wordings = {_wording(para, name) for para, name in zip(paras, names, strict=True)}
    sentence = next(iter(wordings))
    if len(wordings) > 1 or not sentence:
        return False
    whole = spelled(ledger.listed(path, names))
    lines = (f"{{%p if 有({whole}) %}}", f"{{%p for {_ITEM} in {whole} %}}", sentence, "{%p endfor %}", "{%p endif %}")
    put_for([para.element for para in paras], [paras[0].clone(line) for line in lines])
    for para in paras:
        para.edits = []
    return True


def _wording(para: Para, name: Path) -> str:
    """What a paragraph says of the part ``name``, for any part; empty where it tells of something else too."""
    label, own = name[-1], spelled(name)
    edits = sorted(para.edits)
    if not edits or edits[0][0] != len(label) or not para.text.startswith(label):
        return ""
    if not all(new.startswith((f"{{{{ {own} |", f"{{{{ {own} }}}}")) for _, _, new in edits):
        return ""
    general = [(start, end, new.replace(own, _ITEM)) for start, end, new in edits]
    return applied(para.text, [(0, len(label), f"{{{{ {_ITEM}.名称 }}}}"), *general])
