"""Reading tags by themselves: the template language with every text read once, since most tags stand many times."""

from functools import lru_cache

from jinja2 import nodes
from jinja2.exceptions import TemplateSyntaxError

from perfgen.express import words
from perfgen.render import diagnosis
from perfgen.render.patch import Tag
from perfgen.render.sandbox import Environment


class _Remembering(Environment):
    """The template language with the words of perfgen; a text is parsed once, and its tree is for reading only."""

    def parse(self, source: str, name: str | None = None, filename: str | None = None) -> nodes.Template:
        """The tree of ``source``."""
        return _tree(source)


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The template language in which tags are read."""
    return _Remembering(filters=words.FUNCTIONS)


@lru_cache(maxsize=4096)
def _tree(source: str) -> nodes.Template:
    return Environment.parse(environment(), source)


def tree_of(tag: Tag) -> nodes.Template | None:
    """The tree of one tag, made whole; None where it cannot be read."""
    if tag.code in ("{{", "{%", "{#") or (tag.word and not diagnosis.is_statement(tag.word)):
        return None
    try:
        return environment().parse(diagnosis.alone(tag))
    except (TemplateSyntaxError, RecursionError):
        return None
