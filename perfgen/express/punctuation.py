"""Full-width punctuation inside tags, read as its ASCII twin; keys are compared folded on both sides."""

from functools import lru_cache

FULL_WIDTH = str.maketrans(
    {
        "（": "(", "）": ")", "，": ",", "．": ".", "。": ".", "＋": "+", "－": "-", "＊": "*", "／": "/", "｜": "|",
        "＝": "=", "＞": ">", "＜": "<", "！": "!", "％": "%", "［": "[", "］": "]", "｛": "{", "｝": "}",
        "：": ":", "　": " ", "“": '"', "”": '"', "＂": '"', "‘": "'", "’": "'", "＇": "'", "＿": "_",
    }
    | {chr(ord("０") + digit): str(digit) for digit in range(10)}
)  # fmt: skip

_QUOTES = {"“": '"', "”": '"', "＂": '"', '"': '"', "‘": "'", "’": "'", "＇": "'", "'": "'"}


def fold(expression: str) -> str:
    """``expression`` with full-width punctuation outside string literals made ASCII; its length never changes."""
    folded: list[str] = []
    closing = ""
    for character in expression:
        quote = _QUOTES.get(character)
        if closing:
            folded.append(character if quote != closing or character not in _closers(closing) else closing)
            if folded[-1] == closing and character in _closers(closing):
                closing = ""
        elif quote:
            closing = quote
            folded.append(quote)
        else:
            folded.append(character.translate(FULL_WIDTH))
    return "".join(folded)


def _closers(quote: str) -> str:
    return '"”“＂' if quote == '"' else "'’‘＇"


@lru_cache(maxsize=4096)
def fold_key(key: str) -> str:
    """``key`` as keys are compared: curly quotes straight, brackets and blanks ASCII."""
    return key.translate(FULL_WIDTH)
