"""An edited paragraph back to the text of the data: every expression whose print stands unbroken is kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from perfgen.align import SAME, likeness
from perfgen.frozen import frozen
from perfgen.pull.hunks import NUMBER, Hunk, hunks
from perfgen.pull.segments import Kind, Segment

_DIGITS = frozenset("0123456789０１２３４５６７８９")
_SIGNS = _DIGITS | frozenset(".．")


def escaped(text: str, before_expression: bool = False) -> str:
    """``text`` as it is typed in the data so that it prints as itself: marks of expressions become expressions."""
    made = ""
    position = 0
    while position < len(text):
        pair = text[position : position + 2]
        if pair in ("{{", "｛｛", "{%", "%}"):
            made += f"{{{{ '{pair}' }}}}"
            position += 2
        elif pair in ("}}", "｝｝"):
            made += f"{pair[0]}{{{{ '{pair[0]}' }}}}"
            position += 2
        else:
            made += text[position]
            position += 1
    if before_expression and made[-1:] in ("{", "｛"):
        made = f"{made[:-1]}{{{{ '{made[-1]}' }}}}"
    return made


@frozen
class Figured:
    """A printed figure that was overtyped: its segment, what was printed and what stands there now."""

    segment: Segment
    old: str
    new: str


@dataclass
class Piece:
    """A stretch of the edited text: kept typed characters, an expression, or new text."""

    text: str
    segment: Segment | None = None
    """The expression that is kept, or the typed text that the characters are part of."""
    source: str = ""
    """What stands for it in the data; empty for new text."""
    new: bool = False
    chunk: int = -1
    """Which edit it belongs to."""


@dataclass
class Merged:
    """The edited paragraph: its pieces, and the figures that were overtyped."""

    pieces: list[Piece] = field(default_factory=list)
    figures: list[Figured] = field(default_factory=list)

    @property
    def source(self) -> str:
        """The text for the data."""
        made = ""
        for number, piece in enumerate(self.pieces):
            following = self.pieces[number + 1] if number + 1 < len(self.pieces) else None
            opens = following is not None and not following.new and following.source.startswith(("{{", "｛｛"))
            made += escaped(piece.text, opens) if piece.new else piece.source
        return made


def has_digits(text: str) -> bool:
    """Whether ``text`` prints a number."""
    return any(sign in _DIGITS for sign in text)


@dataclass
class _Chunk:
    start: int
    end: int
    text: str
    exact: bool = True
    """Whether only what expressions printed was overtyped, no typed text beside it."""


def merge(old: str, new: str, segments: Sequence[Segment], raw: str, pool: list["Lost"] | None = None) -> Merged:
    """The text of the data for ``new``, which was ``old``; ``segments`` cover ``old`` and are all of one text ``raw``.

    ``pool`` are expressions that edits elsewhere have taken away; one whose print stands in the new text is put there
    and leaves the pool.
    """
    atoms = [each for each in segments if each.kind is Kind.MADE]
    chunks = _whole_atoms(old, new, atoms)
    pieces: list[Piece] = []
    position = 0
    for number, chunk in enumerate(chunks):
        pieces += _kept(old, segments, raw, position, chunk.start)
        pieces.append(Piece(chunk.text, new=True, chunk=number))
        position = chunk.end
    pieces += _kept(old, segments, raw, position, len(old))
    left = lost_of(old, new, segments, raw)
    pieces = _restored(pieces, left)
    merged = Merged()
    figures = [each for each in left if each.atom.expression and has_digits(each.text)]
    pieces = _overtyped(pieces, chunks, figures, merged)
    if pool:
        foreign = [each for each in pool if each.atom not in atoms]
        pieces = _restored(pieces, foreign)
        pool[:] = [each for each in pool if each.atom in atoms or each in foreign]
    merged.pieces = pieces
    return merged


@frozen
class Lost:
    """An expression whose print an edit took away: its segment, the print, its source, the characters around it."""

    atom: Segment
    text: str
    source: str
    around: tuple[str, str]


def lost_of(old: str, new: str, segments: Sequence[Segment], raw: str) -> list[Lost]:
    """The expressions that an edit of a paragraph takes away from it."""
    atoms = [each for each in segments if each.kind is Kind.MADE]
    return [
        Lost(atom, old[atom.start : atom.end], raw[atom.source : atom.stop], _around(old, atom))
        for chunk in _whole_atoms(old, new, atoms)
        for atom in atoms
        if _covers(chunk, atom)
    ]


def restored(text: str, pool: list[Lost]) -> str:
    """``text``, which is new, as it is typed in the data; expressions of ``pool`` that it prints are put back."""
    return Merged(_restored([Piece(text, new=True)], pool)).source


def _around(text: str, atom: Segment) -> tuple[str, str]:
    return text[atom.start - 1 : atom.start] if atom.start else "", text[atom.end : atom.end + 1]


def _covers(chunk: _Chunk, atom: Segment) -> bool:
    return chunk.start <= atom.start and atom.end <= chunk.end and atom.start < atom.end


def _whole_atoms(old: str, new: str, atoms: Sequence[Segment]) -> list[_Chunk]:
    """The hunks between the texts, joined and widened so that each atom is touched as a whole or not at all."""
    groups = [(hunk.start, hunk.end, [hunk]) for hunk in hunks(old, new)]
    for atom in atoms:
        touching = [group for group in groups if any(_touches(hunk, atom, old) for hunk in group[2])]
        if touching:
            start = min(atom.start, *(group[0] for group in touching))
            end = max(atom.end, *(group[1] for group in touching))
            groups = [group for group in groups if group not in touching]
            groups.append((start, end, [hunk for group in touching for hunk in group[2]]))
    chunks = []
    for start, end, inside in sorted(groups, key=lambda group: group[:2]):
        text, position = "", start
        for hunk in sorted(inside, key=lambda hunk: hunk.start):
            text += old[position : hunk.start] + hunk.text
            position = hunk.end
        exact = all(any(a.start <= h.start < a.end and h.end <= a.end for a in atoms) for h in inside)
        chunks.append(_Chunk(start, end, text + old[position:end], exact))
    return chunks


def _touches(chunk: Hunk, atom: Segment, old: str) -> bool:
    if chunk.start < atom.end and atom.start < chunk.end:
        return True
    if chunk.start == chunk.end and atom.start < chunk.start < atom.end:
        return True
    if chunk.end == atom.start and old[atom.start : atom.start + 1] in _DIGITS:
        return _ends_a_number(chunk.text)
    return chunk.start == atom.end and old[atom.end - 1 : atom.end] in _DIGITS and _goes_on(chunk.text)


def _kept(old: str, segments: Sequence[Segment], raw: str, start: int, end: int) -> Iterator[Piece]:
    for each in segments:
        low, high = max(each.start, start), min(each.end, end)
        if low >= high:
            continue
        if each.kind is Kind.MADE:
            yield Piece(old[low:high], each, raw[each.source : each.stop])
        else:
            source = each.source + low - each.start
            yield Piece(old[low:high], each, raw[source : source + high - low])


def _restored(pieces: list[Piece], lost: list[Lost]) -> list[Piece]:
    """The pieces with lost expressions put where their print stands unbroken in new text; they leave ``lost``."""
    for each in sorted(lost, key=lambda each: -len(each.text)):
        best: tuple[int, int, int] | None = None
        for number, piece in enumerate(pieces):
            at = piece.text.find(each.text) if piece.new and each.text else -1
            while at >= 0:
                before = (pieces[number - 1].text[-1:] if number else "") + piece.text[:at]
                after = piece.text[at + len(each.text) :]
                after += "".join(following.text for following in pieces[number + 1 : number + 3])[:2]
                score = _fit(each, before[-2:], after[:2])
                if score and (best is None or score > best[0]):
                    best = (score, number, at)
                at = piece.text.find(each.text, at + 1)
        if best is not None:
            _, number, at = best
            _put(pieces, number, at, at + len(each.text), each)
            lost.remove(each)
    return pieces


def _put(pieces: list[Piece], number: int, start: int, end: int, lost: Lost) -> None:
    """Put an expression in the place of characters of new text."""
    whole = pieces[number]
    made = [
        Piece(whole.text[:start], new=True, chunk=whole.chunk),
        Piece(lost.text, lost.atom, lost.source, chunk=whole.chunk),
        Piece(whole.text[end:], new=True, chunk=whole.chunk),
    ]
    pieces[number : number + 1] = [piece for piece in made if piece.text]


def _fit(lost: Lost, before: str, after: str) -> int:
    """How well a lost expression fits between new characters; 0 where it does not."""
    if lost.text[0] in _DIGITS and _ends_a_number(before):
        return 0
    if lost.text[-1] in _DIGITS and _goes_on(after):
        return 0
    same = (bool(before) and before[-1:] == lost.around[0]) + (bool(after) and after[:1] == lost.around[1])
    return 0 if len(lost.text) < 3 and not same else 1 + same


def _ends_a_number(text: str) -> bool:
    return text[-1:] in _SIGNS and bool(text) and (text[-1] in _DIGITS or (text[-2:-1] in _DIGITS and len(text) > 1))


def _goes_on(text: str) -> bool:
    return bool(text) and (text[0] in _DIGITS or (text[0] in ".．" and len(text) > 1 and text[1] in _DIGITS))


def _overtyped(pieces: list[Piece], chunks: Sequence[_Chunk], lost: list[Lost], merged: Merged) -> list[Piece]:
    """The pieces with the figures that were overtyped: each stays, and what was typed for it is noted.

    A number stands for a figure where it alone takes its place, or where what is printed around both is the same; of
    several, for the one that it is most like.
    """
    found: list[tuple[int, int, int, int, Lost]] = []
    for number, piece in enumerate(pieces):
        numbers = list(NUMBER.finditer(piece.text)) if piece.new else []
        for each in lost if numbers else ():
            home = chunks[piece.chunk]
            own = _covers(home, each.atom)
            if own and home.exact and (home.start, home.end) == (each.atom.start, each.atom.end):
                found.append((3 * SAME, number, 0, len(piece.text), each))
                continue
            beyond = "".join(following.text for following in pieces[number + 1 : number + 3])[:4]
            for match in numbers:
                extent = _extent(each, piece.text, match.start(), match.end(), beyond)
                if extent is not None:
                    alike = likeness(each.text, piece.text[slice(*extent)])
                    found.append((alike + (SAME if own else 0), number, *extent, each))
    taken: list[tuple[int, int, int, Lost]] = []
    for _, number, start, end, each in sorted(found, key=lambda one: (-one[0], one[1], one[2])):
        meets = any(n == number and start < e and s < end for n, s, e, _ in taken)
        if not meets and not any(other is each for *_, other in taken):
            taken.append((number, start, end, each))
    for number, start, end, each in sorted(taken, key=lambda one: one[:2], reverse=True):
        merged.figures.append(Figured(each.atom, each.text, pieces[number].text[start:end]))
        _put(pieces, number, start, end, each)
    return pieces


def _extent(lost: Lost, text: str, start: int, end: int, beyond: str) -> tuple[int, int] | None:
    """The characters that stand where the figure stood: a number and what the figure prints around it."""
    number = NUMBER.search(lost.text)
    if number is None:
        return None
    head, tail = lost.text[: number.start()], lost.text[number.end() :]
    if tail:
        if not text.startswith(tail, end):
            return None
        end += len(tail)
    else:
        following = (text[end:] + beyond)[:1]
        if following != lost.around[1]:
            return None
    if head and text[:start].endswith(head):
        start -= len(head)
    return start, end
