"""Commands with Chinese aliases, Chinese help, and one way to end on every error."""

import errno
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from perfgen.cli import chinese, crash, say, streams
from perfgen.cli.helptext import Context
from perfgen.errors import EnvironmentFault, PerfgenError
from perfgen.frozen import frozen

DONE, REFUSED, NOT_RUN, INTERRUPTED = 0, 1, 2, 130
"""Exit codes: done; findings, refusals or conflicts; could not run; Ctrl-C (as shells say it)."""

HELP = {"help_option_names": ["-h", "--help"]}


def _meant(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"你是不是想写“{close[0]}”？" if close else ""


class Command(click.Command):
    """A command with our help pages."""

    context_class = Context

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["context_settings"] = {**HELP, **(kwargs.get("context_settings") or {})}
        kwargs.setdefault("options_metavar", "[选项]")
        super().__init__(*args, **kwargs)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse; a missing argument is named by its Chinese name, an unknown option answered with the nearest one."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            known = [name for param in self.get_params(ctx) for name in param.opts if name.startswith("--")]
            ctx.fail(f"没有选项“{error.option_name}”。{_meant(error.option_name, known)}")
        except click.MissingParameter as error:
            if error.param is None:
                raise
            ctx.fail(f"缺少参数“{error.param.make_metavar(ctx)}”。")

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The help option, described in Chinese."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示这一页帮助。"
        return option


@frozen
class Entry:
    """A command of a group that is imported when it is asked for: ``module:name``, and its Chinese name."""

    where: str
    alias: str

    def load(self) -> click.Command:
        """The command."""
        module, name = self.where.split(":")
        command: click.Command = getattr(import_module(module), name)
        return command


class Group(Command, click.Group):
    """A group of commands that are imported when asked for, and also answer to Chinese names."""

    command_class = Command

    def __init__(self, *args: Any, entries: Mapping[str, Entry], **kwargs: Any) -> None:
        self.entries = dict(entries)
        self.aliases = {entry.alias: name for name, entry in self.entries.items()}
        kwargs.setdefault("subcommand_metavar", "命令 [参数]…")
        super().__init__(*args, **kwargs)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name or Chinese alias."""
        name = self.aliases.get(cmd_name, cmd_name)
        return self.entries[name].load() if name in self.entries else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is meant; an unknown name is answered with the nearest one, Chinese names included."""
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            ctx.fail(f"没有命令“{name}”。{_meant(name, [*self.list_commands(ctx), *self.aliases])}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with their Chinese names, in the order of their use."""
        widest = max(map(len, self.entries), default=0)
        rows = [
            (f"{name:<{widest}}  {entry.alias}", entry.load().get_short_help_str(200))
            for name, entry in self.entries.items()
        ]
        with formatter.section("命令"):
            formatter.write_dl(rows)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order in which they are declared."""
        return list(self.entries)


class Program(Group):
    """The outermost group: it prepares streams and language and turns every error into a message and an exit code."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run with safe streams and Chinese messages."""
        say.verbose(False)
        streams.make_safe()
        chinese.install()
        return super().main(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; known errors are said, unknown ones logged, neither shows a traceback."""
        try:
            return super().invoke(ctx)
        except PerfgenError as error:
            say.fault(error)
            ctx.exit(NOT_RUN if isinstance(error, EnvironmentFault) else REFUSED)
        except KeyboardInterrupt:
            say.aside("\n已中断。已经写好的文件都是完整的。")
            ctx.exit(INTERRUPTED)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise
            say.fault(crash.report(error))
            ctx.exit(NOT_RUN)
        except Exception as error:
            say.fault(crash.report(error))
            ctx.exit(NOT_RUN)


def _turn_on(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value:
        say.verbose()


def verbose_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """``--verbose``, which every command takes."""
    return click.option(
        "--verbose", is_flag=True, expose_value=False, callback=_turn_on, help="把每一步写到标准错误输出。"
    )(function)


def templates_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """``--templates DIR``, where packs are looked for first."""
    return click.option(
        "--templates", "templates", metavar="文件夹", type=click.Path(path_type=Path), help="先在这个文件夹里找模板。"
    )(function)
