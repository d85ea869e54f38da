"""The template language of Word files: Jinja in a sandbox, exact numbers, ``有(路径)``, values printed for XML."""

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from decimal import Decimal
from functools import lru_cache
from numbers import Rational, Real
from typing import Any

from jinja2 import StrictUndefined, Undefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import UndefinedError
from jinja2.lexer import Lexer, Token
from jinja2.sandbox import ImmutableSandboxedEnvironment

from perfgen.express.values import Group

from . import bounds, merge, printing

HAS = "有"
"""The word that asks whether a path leads anywhere."""


class Numeral(Decimal):
    """A number of a template: exact, but beside a binary number of the caller it calculates and prints as that does.

    So ``{{ 决算.支出 * 0.1 }}`` is exact for our Decimals, and a docxtpl template fed with binary numbers prints what
    docxtpl prints.
    """

    def __str__(self) -> str:
        if self == self.to_integral_value() and self.adjusted() < 16:
            return f"{Decimal(self):.1f}"
        return str(self.__float__())

    def __hash__(self) -> int:
        return Decimal.__hash__(self)


def _is_binary(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, Rational)


def _meeting_binary(name: str, function: Callable[[Any, Any], Any], swapped: bool) -> Callable[[Numeral, Any], Any]:
    exact = getattr(Decimal, name)

    def operation(self: Numeral, other: Any) -> Any:
        if _is_binary(other):
            binary = type(other)(Decimal(self))
            return function(other, binary) if swapped else function(binary, other)
        return exact(self, other)

    return operation


for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow"):
    _function = getattr(operator, _name)
    setattr(Numeral, f"__{_name}__", _meeting_binary(f"__{_name}__", _function, swapped=False))
    setattr(Numeral, f"__r{_name}__", _meeting_binary(f"__r{_name}__", _function, swapped=True))
for _name in ("eq", "ne", "lt", "le", "gt", "ge"):
    setattr(Numeral, f"__{_name}__", _meeting_binary(f"__{_name}__", getattr(operator, _name), swapped=False))


class _Lexer(Lexer):
    def wrap(
        self, stream: Iterable[tuple[int, str, str]], name: str | None = None, filename: str | None = None
    ) -> Iterator[Token]:
        spellings: list[str] = []

        def spelled() -> Iterator[tuple[int, str, str]]:
            for lineno, kind, text in stream:
                spellings[:] = [text]
                yield lineno, kind, text

        for token in super().wrap(spelled(), name, filename):
            if token.type == "float":
                exact: Any = Numeral(spellings[0].replace("_", ""))
                token = Token(token.lineno, token.type, exact)
            yield token


class Generator(CodeGenerator):
    """Python code for a template: values go through ``show``, numbers stay exact, ``有(路径)`` is asked unevaluated."""

    def write_commons(self) -> None:
        """Begin a piece of code; ``show`` is at hand in it."""
        super().write_commons()
        self.writeline("show = environment.show")
        self.writeline("show_raw = environment.show_raw")

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:
        const = node.as_const(frame.eval_ctx)
        if isinstance(node, nodes.TemplateData):
            return str(const)
        return str(printing.show(const) if frame.eval_ctx.autoescape else printing.show_raw(const))

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile:
            self.write("(show if context.eval_ctx.autoescape else show_raw)(")
        else:
            self.write("show(" if frame.eval_ctx.autoescape else "show_raw(")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write(")")

    def visit_Const(self, node: nodes.Const, frame: Frame) -> None:
        """Write a constant; a number with a point is exact."""
        value = node.as_const(frame.eval_ctx)
        if isinstance(value, Decimal):
            self.write(f"environment.numeral({Decimal.__str__(value)!r})")
        else:
            super().visit_Const(node, frame)

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        """Write a call; what ``有`` asks for is not evaluated beforehand."""
        if isinstance(node.node, nodes.Name) and node.node.name == HAS and len(node.args) == 1:
            self.write("environment.has(lambda: ")
            self.visit(node.args[0], frame)
            self.write(")")
        elif (
            isinstance(node.node, nodes.Name)
            and node.node.name == bounds.EACH
            and getattr(self.environment, "restricted", False)
        ):
            self.visit(node.node, frame)  # no template may say this name: it is ours, and there is nothing to check
            self.write("(")
            self.visit(node.args[0], frame)
            self.write(")")
        else:
            super().visit_Call(node, frame, forward_caller=forward_caller)


class Gap(str):
    """The message of an undefined value that remembers what was looked up where."""

    owner: Any
    name: Any


def _remembering(undefined: type[Undefined]) -> type[Undefined]:
    class Remembering(undefined):  # type: ignore[valid-type,misc]
        __slots__ = ()

        @property
        def _undefined_message(self) -> str:
            gap = Gap(undefined._undefined_message.__get__(self))
            gap.owner, gap.name = self._undefined_obj, self._undefined_name
            return gap

    return Remembering


_BOUNDED = frozenset({"+", "-", "*", "/"})
_DICT_ATTRIBUTES = frozenset(dir(dict))


class Environment(ImmutableSandboxedEnvironment):
    """The sandbox with the options of docxtpl and the additions of perfgen."""

    code_generator_class: type[CodeGenerator] = Generator
    intercepted_binops = frozenset({"/"})
    restricted = False
    show = staticmethod(printing.show)
    show_raw = staticmethod(printing.show_raw)
    numeral = staticmethod(lru_cache(maxsize=1024)(Numeral))

    def __init__(
        self,
        *,
        filters: Mapping[str, Callable[..., Any]] | None = None,
        undefined: type[Undefined] = StrictUndefined,
        autoescape: bool = True,
        restricted: bool = False,
    ) -> None:
        """Take the filters that are added to those of Jinja.

        ``restricted`` is for the template of a pack, which a stranger may have made: it has these filters only, calls
        no methods, and its loops and sums are bounded (see ``bounds``).
        """
        super().__init__(undefined=_remembering(undefined), autoescape=autoescape)
        self.restricted = restricted
        if restricted:
            self.intercepted_binops = _BOUNDED
            self.filters = {}
            self.globals = {}
        self.filters.update(filters or {})
        self.globals.update(merge.GLOBALS)
        shown = printing.show if autoescape else printing.show_raw
        self.filters["perfgen_run"] = printing.as_run(shown)
        self.filters["perfgen_block"] = printing.as_block(shown)
        self.filters["perfgen_colour"] = printing.as_colour
        self._lexer = _Lexer(self)

    @property
    def lexer(self) -> Lexer:
        """The lexer, which reads numbers with a point exactly."""
        return self._lexer

    def getattr(self, obj: Any, attribute: str) -> Any:
        """``obj.attribute``; of plain dictionaries and of views without the detour over an exception."""
        if type(obj) is dict and attribute not in _DICT_ATTRIBUTES:
            try:
                return obj[attribute]
            except KeyError:
                return self.undefined(obj=obj, name=attribute)
        if isinstance(obj, Group) and not attribute.isascii():  # what a view has of its own has an English name
            with suppress(KeyError):
                return obj[attribute]
        return super().getattr(obj, attribute)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """A division, of two whole numbers exact; where the environment is restricted, a sum or product too."""
        if operator != "/":
            return bounds.computed(self.binop_table[operator], left, right)
        if isinstance(left, int) and isinstance(right, int):
            return Numeral(Decimal(left) / Decimal(right))
        return super().call_binop(context, operator, left, right)

    def is_safe_callable(self, obj: Any) -> bool:
        """Whether a template may call ``obj``."""
        return super().is_safe_callable(obj) and (not self.restricted or bounds.may_call(obj))

    @staticmethod
    def has(value: Callable[[], Any]) -> bool:
        """``有(路径)``: whether the path leads to a value that is there, or is still to come (待填)."""
        try:
            found = value()
        except (UndefinedError, LookupError):
            return False
        if getattr(type(found), "absent", False) is True:
            return getattr(found, "pending", False) is True
        return not isinstance(found, Undefined)
