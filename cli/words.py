"""click with texts in two languages, and help pages laid out by terminal cells.

A help text is chosen when it is shown, so the same command object speaks either language. Commands of plugins are
plain click; ``dress`` gives them the same headings and the options for output.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, TypeVar

import click

from gongkai.core.i18n import T

F = TypeVar("F", bound=Callable[..., Any])

# What click itself writes on a help page.
HEADINGS = {
    "Options": T("选项", "Options"),
    "Commands": T("命令", "Commands"),
    "Positional arguments": T("参数", "Arguments"),
}
PLAIN = {
    "Show this message and exit.": T("显示本帮助。", "Show this help."),
    "[required]": T("[必填]", "[required]"),
    "[default: ": T("[默认：", "[default: "),
    "[env var: ": T("[环境变量：", "[env var: "),
}
OPTIONS = T("[选项]", "[OPTIONS]")
COMMAND = T("命令 [参数]…", "COMMAND [ARGS]…")
FIRST_COLUMN = 28  # cells; longer terms get a line of their own


class Formatter(click.HelpFormatter):
    """Help pages measured in cells, with click's own words in the language in use."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line that shows how the command is called."""
        from gongkai.cli.wrapping import wrap
        from gongkai.core.text import cells

        start = f"{T('用法：', 'Usage: ')}{prog} "
        shown = args.replace("[OPTIONS]", str(OPTIONS))
        for written in ("[COMMAND] [ARGS]...", "COMMAND [ARGS]..."):
            shown = shown.replace(written, str(COMMAND))
        first, *rest = wrap(shown, max(self.width - cells(start), 20)) or [""]
        self.write(f"{start}{first}\n")
        for line in rest:
            self.write(f"{' ' * cells(start)}{line}\n")

    def write_heading(self, heading: str) -> None:
        """The heading of a section."""
        self.write(f"{'':{self.current_indent}}{HEADINGS.get(heading, heading)}{T('：', ':')}\n")

    def write_text(self, text: str) -> None:
        """Paragraphs, parted by an empty line; a single line break in the source is kept."""
        from gongkai.cli.wrapping import wrap

        for line in text.splitlines() or [""]:
            for part in wrap(line, self.width - self.current_indent) or [""]:
                self.write(f"{'':{self.current_indent}}{part}".rstrip() + "\n")

    def write_dl(self, rows: Any, col_max: int = FIRST_COLUMN, col_spacing: int = 2) -> None:
        """Terms and what they mean, in two columns."""
        from gongkai.cli.wrapping import wrap
        from gongkai.core.text import cells, pad

        listed = [(term, _said(text)) for term, text in rows]
        first = min(max((cells(term) for term, _ in listed), default=0), col_max) + col_spacing
        margin = " " * self.current_indent
        for term, text in listed:
            lines = wrap(text, max(self.width - self.current_indent - first, 20))
            if cells(term) > first - col_spacing:
                self.write(f"{margin}{term}\n")
            else:
                head = lines[0] if lines else ""
                self.write(f"{margin}{pad(term, first)}{head}".rstrip() + "\n")
                lines = lines[1:]
            for line in lines:
                self.write(f"{margin}{' ' * first}{line}\n")


def _said(text: str) -> str:
    for known, words in PLAIN.items():
        if known in text:
            text = text.replace(known, str(words))
    return text


class Context(click.Context):
    """A call whose help is laid out by ``Formatter``."""

    formatter_class = Formatter


class Option(click.Option):
    """An option with words in both languages; ``shown`` is what stands for its value."""

    def __init__(self, decls: Sequence[str], words: T, shown: T | None = None, **rest: Any) -> None:
        super().__init__(decls, **rest)
        self.words = words
        self.shown = shown

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The option's line on the help page."""
        self.help = str(self.words)
        return super().get_help_record(ctx)

    def make_metavar(self, ctx: click.Context) -> str:
        """What stands for the value."""
        return str(self.shown) if self.shown else super().make_metavar(ctx)


class Argument(click.Argument):
    """An argument with words in both languages."""

    def __init__(self, decls: Sequence[str], words: T, shown: T, **rest: Any) -> None:
        super().__init__(decls, **rest)
        self.words = words
        self.shown = shown

    def make_metavar(self, ctx: click.Context) -> str:
        """What stands for the value, in brackets when it may be left out."""
        text = str(self.shown) + ("…" if self.nargs != 1 else "")
        return text if self.required else f"[{text}]"

    def get_error_hint(self, ctx: click.Context | None) -> str:
        """What an error calls the argument."""
        return str(self.shown)


class Command(click.Command):
    """A command with words in both languages. ``after`` stands below the options."""

    context_class = Context

    def __init__(self, name: str, words: T, *, after: T | None = None, **rest: Any) -> None:
        super().__init__(name, **rest)
        self.words = words
        self.after = after

    def get_short_help_str(self, limit: int = 45) -> str:
        """The command's line in a list: the first sentence of its help."""
        return first_sentence(self.words)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What the command does."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(str(self.words))

    def format_arguments(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Written with the options, so that every click lays them out alike."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Arguments, then options."""
        write_arguments(self, ctx, formatter)
        super().format_options(ctx, formatter)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What stands below the options."""
        if self.after:
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(str(self.after))


class Group(Command, click.Group):
    """A group of commands with words in both languages."""

    context_class = Context

    def __init__(self, name: str, words: T, **rest: Any) -> None:
        rest.setdefault("no_args_is_help", True)
        super().__init__(name, words, **rest)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Arguments, options, then the commands."""
        write_arguments(self, ctx, formatter)
        click.Command.format_options(self, ctx, formatter)
        self.format_commands(ctx, formatter)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the words mean; a misspelled one is answered with the nearest."""
        name = args[0]
        command = self.get_command(ctx, name)
        if command is None and not ctx.resilient_parsing and not name.startswith("-"):
            raise unknown_command(ctx, name, self.list_commands(ctx))
        return super().resolve_command(ctx, args) if command is None else (name, command, args[1:])

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order in which they were added."""
        return list(self.commands)

    def make(
        self, name: str, words: T, *params: click.Parameter, after: T | None = None, output: bool = True
    ) -> Callable[[F], F]:
        """A decorator: the function becomes the command ``name`` of this group."""

        def decorate(function: F) -> F:
            self.add_command(command(name, words, *params, after=after, output=output)(function))
            return function

        return decorate


def command(
    name: str, words: T, *params: click.Parameter, after: T | None = None, output: bool = True
) -> Callable[[Callable[..., Any]], Command]:
    """A decorator: the function becomes a command.

    Args:
        output: whether it prints data, and so takes ``--format`` and ``--output``.
    """

    def decorate(function: Callable[..., Any]) -> Command:
        made = Command(name, words, after=after, callback=function, params=list(params))
        if output:
            add_output(made)
        return made

    return decorate


def option(*decls: str, words: T, shown: T | None = None, **rest: Any) -> Option:
    """An option."""
    return Option(decls, words, shown, **rest)


def argument(name: str, words: T, shown: T, **rest: Any) -> Argument:
    """An argument."""
    return Argument([name], words, shown, **rest)


def write_arguments(made: click.Command, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    """The section of a command's arguments, when it has any."""
    found = [p for p in made.get_params(ctx) if isinstance(p, Argument)]
    if found:
        with formatter.section("Positional arguments"):
            formatter.write_dl([(p.make_metavar(ctx), str(p.words)) for p in found])


def first_sentence(words: T) -> str:
    """Up to the first full stop, without it."""
    zh, en = words.zh.partition("。")[0], words.en.partition(". ")[0]  # zh-data
    return str(T(zh, en.removesuffix("."))).splitlines()[0]


def unknown_command(ctx: click.Context, name: str, known: Sequence[str]) -> Exception:
    """The error for a word that is no command."""
    from gongkai.core.errors import UsageError
    from gongkai.core.text import clean_line, nearest

    near = nearest(name, known)
    path, shown = ctx.command_path, clean_line(name)[:40]
    return UsageError(
        T(f"{path} 没有命令 {shown}。", f"{path} has no command {shown}."),
        T(f"是不是 {near[0]}？", f"Did you mean {near[0]}?") if near
        else T(f"用 {path} --help 查看全部命令。", f"See {path} --help for all of them."),
    )  # fmt: skip


FORMATS = ("table", "json", "jsonl", "csv", "tsv", "xlsx")


def add_output(made: click.Command) -> None:
    """Give a command ``--format`` and ``--output``, kept by the session and not handed to the function."""
    taken = {decl for param in made.params for decl in (*param.opts, *param.secondary_opts)}
    if "--format" in taken:
        return

    def keep(ctx: click.Context, param: click.Parameter, value: Any) -> None:
        if value is not None and not ctx.resilient_parsing:
            ctx.obj.choose(**{str(param.name): value})

    made.params.append(
        Option(
            ["--format"],
            T("输出格式；不写时为表格，有 --output 时按后缀。", "Output format; a table, or what the suffix of --output says."),
            type=click.Choice(FORMATS), expose_value=False, callback=keep,
        )
    )  # fmt: skip
    if not taken & {"--output", "-o"}:
        made.params.append(
            Option(
                ["--output", "-o"], T("写入文件，不显示。", "Write to a file instead of the screen."), T("文件", "FILE"),
                expose_value=False, callback=keep,
            )
        )  # fmt: skip
    run = made.callback
    if run is None:
        return

    def into(*args: Any, **values: Any) -> Any:
        session = click.get_current_context().obj
        redirected: AbstractContextManager[None] = session.redirected()
        with redirected:
            return run(*args, **values)

    made.callback = into


def dress(made: click.Command) -> click.Command:
    """A plugin's command with gongkai's help pages, and the options for output on each of its commands."""
    if not isinstance(made, Command):
        made.context_class = Context
        if made.help and not made.short_help:  # click's own cuts an English one and drops a Chinese one that is long
            made.short_help = first_sentence(T(made.help, made.help))
    if isinstance(made, click.Group):
        for inner in made.commands.values():
            dress(inner)
    else:
        add_output(made)
    return made
