"""``perfgen template lint``: all faults of a pack in one run, each at heading, paragraph, cell or line, with its cure.

``lint(pack)`` gives the findings; ``examine(pack)`` gives them with the paragraphs that ``annotate`` puts comments at.
"""

from perfgen.lint.linting import examine, lint
from perfgen.lint.mark import Mark

__all__ = ["Mark", "examine", "lint"]
