"""The guesses of a new pack as a page to go through: what was guessed, where, how sure that is."""

from collections.abc import Iterable, Iterator, Sequence

from perfgen.making.plan import Guess

NOTES = "说明.txt"
"""The file of the pack that holds them."""

_KINDS = {
    "要改": "原报告里必须改的问题；改好以前，样例印不出来",
    "矛盾": "原报告里互相矛盾的数",
    "没有照印": "印出来与原报告不同的地方，在 Word 模板里核对",
    "版式": "版式",
    "图片": "图片",
    "除去": "从报告里除去的",
    "没有用": "没有用上的行",
    "单位": "单位和年度",
    "部分": "四个必备部分各是哪一个标题",
    "标题": "哪些标题是县里固定的，哪些是镇里自己拟的",
    "内容": "每个标题下面写什么",
    "表": "表里认不出的栏",
    "评分": "分数怎样算",
    "字句": "说数大数小的字，写死在模板里",
    "字段": "每个数用哪个字段",
    "附件": "附件",
    "依据": "依据",
    "核实": "原报告里有疑问的数，样例里先写了核实说明",
}


def notes(name: str, guesses: Sequence[Guess]) -> bytes:
    """The page as a text file: by kind, the least sure first."""
    lines = [
        f"{name}：做模板时猜的地方",
        "",
        "把握不到 80% 的行前面有 ★，先看这些。改提纲、字段在 manifest.toml 里改，改句子、标签在 Word 文件里改，",
        "改完运行 perfgen template lint 检查。看完以后，这个文件可以删去。",
    ]
    for kind in _order(guesses):
        lines += ["", f"【{kind}】{_KINDS.get(kind, '')}"]
        lines += [described(each) for each in sorted(_of(kind, guesses), key=lambda each: each.sureness)]
    return ("\n".join(lines) + "\n").encode("utf-8-sig")


def described(guess: Guess) -> str:
    """One guess as a line."""
    mark = "★" if guess.doubtful else "　"
    hint = f"　（{guess.hint}）" if guess.hint else ""
    return f"{mark}{guess.sureness:>3}%　{guess.where}：{guess.text}{hint}"


def summary(guesses: Sequence[Guess]) -> Iterator[tuple[str, int, int]]:
    """For each kind: how many guesses there are, and how many of them are doubtful."""
    for kind in _order(guesses):
        found = list(_of(kind, guesses))
        yield kind, len(found), sum(each.doubtful for each in found)


def _order(guesses: Iterable[Guess]) -> list[str]:
    known = {guess.kind for guess in guesses}
    return [kind for kind in _KINDS if kind in known] + sorted(known - set(_KINDS))


def _of(kind: str, guesses: Iterable[Guess]) -> Iterator[Guess]:
    return (guess for guess in guesses if guess.kind == kind)
