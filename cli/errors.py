"""Whatever goes wrong becomes one line on stderr and an exit code."""

import re
import sys
import traceback

import click

from gongkai.cli.output import debugging, narrate
from gongkai.core.errors import BadInput, ExitCode, GongkaiError, UsageError
from gongkai.core.i18n import T
from gongkai.core.text import clean_line, nearest

INTERRUPTED = 130
_EXTRA = re.compile(r"^Got unexpected extra arguments? \((.*)\)$", re.DOTALL)


def report(error: BaseException) -> int:
    """Say what happened in one line and give the exit code."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        sys.stderr.write(error.format_message() + "\n")
        return int(ExitCode.USAGE)
    if debugging():
        traceback.print_exception(error, file=sys.stderr)
    if isinstance(error, KeyboardInterrupt | click.exceptions.Abort):
        narrate(str(T("已中断。", "Interrupted.")))
        return INTERRUPTED
    known = in_words(error)
    said = T("错误：", "Error: ") + known.message
    narrate(str(T(f"{said.zh}{known.hint.zh}", f"{said.en} {known.hint.en}") if known.hint else said))
    return int(known.exit_code)


def in_words(error: BaseException) -> GongkaiError:
    """The error as one that a person can act on."""
    if isinstance(error, GongkaiError):
        return error
    if isinstance(error, click.UsageError):
        return _usage(error)
    if isinstance(error, UnicodeEncodeError):
        return BadInput(
            T("有文字不能用当前编码 {encoding} 输出。", "Some characters cannot be printed as {encoding}.").format(
                encoding=error.encoding
            ),
            T(
                "设置环境变量 PYTHONUTF8=1，或用 --output 写入文件。",
                "Set PYTHONUTF8=1, or write a file with --output.",
            ),
        )
    if isinstance(error, OSError) and error.strerror:
        name = f"（{clean_line(str(error.filename))}）" if error.filename else ""  # zh-data
        shown = f" ({clean_line(str(error.filename))})" if error.filename else ""
        return GongkaiError(
            T(f"系统拒绝了操作{name}：{error.strerror}。", f"The system refused{shown}: {error.strerror}."),
            T("检查路径、权限和磁盘空间。", "Check the path, its permissions and the free space."),
        )
    kind = type(error).__name__
    first = clean_line(str(error))[:200]
    said = f"：{first}" if first else ""  # zh-data
    return GongkaiError(
        T(f"程序内部出错（{kind}{said}）。", f"Something failed inside ({kind}{': ' if first else ''}{first})."),
        T("设置 GONGKAI_DEBUG=1 再运行一次可看到详情。", "Run it again with GONGKAI_DEBUG=1 to see the details."),
    )


def _usage(error: click.UsageError) -> UsageError:
    """click's complaint about the words of the call, in the language in use."""
    path = error.ctx.command_path if error.ctx is not None else "gongkai"
    return UsageError(_complaint(error), T(f"用 {path} --help 查看用法。", f"See {path} --help."))


def _complaint(error: click.UsageError) -> T:
    if isinstance(error, click.NoSuchOption):
        return _no_option(error)
    if isinstance(error, click.MissingParameter):
        name = _name_of(error)
        return T(f"缺少 {name}。", f"{name} is missing.")
    if isinstance(error, click.BadParameter):
        return _bad_value(error)
    if isinstance(error, click.BadOptionUsage):
        name, without = error.option_name, "does not take" in error.message
        if without:
            return T(f"选项 {name} 不带值。", f"Option {name} takes no value.")
        return T(f"选项 {name} 后面要有值。", f"Option {name} needs a value.")
    extra = _EXTRA.match(error.message)
    if extra:
        words = clean_line(extra[1])[:80]
        return T(f"多出的参数：{words}。", f"Unexpected arguments: {words}.")
    name = getattr(error, "command_name", "")
    if name:
        near = nearest(name, getattr(error, "possibilities", None) or ())
        return T(f"没有命令 {clean_line(name)[:40]}。", f"There is no command {clean_line(name)[:40]}.") + (
            T(f"是不是 {near[0]}？", f" Did you mean {near[0]}?") if near else T("", "")
        )
    if error.message == "Missing command.":
        return T("缺少命令。", "A command is missing.")
    return T(clean_line(error.message), clean_line(error.message))


def _no_option(error: click.NoSuchOption) -> T:
    name = clean_line(error.option_name)[:40]
    options = [o for p in error.ctx.command.params for o in p.opts if o.startswith("--")] if error.ctx else []
    near = nearest(error.option_name, options)
    return T(f"没有选项 {name}。", f"There is no option {name}.") + (
        T(f"是不是 {near[0]}？", f" Did you mean {near[0]}?") if near else T("", "")
    )


def _bad_value(error: click.BadParameter) -> T:
    name = _name_of(error)
    kind = error.param.type if error.param is not None else None
    if isinstance(kind, click.Choice):
        known = [str(choice) for choice in kind.choices]
        return T(f"{name} 只能是：{'、'.join(known)}。", f"{name} must be one of: {', '.join(known)}.")
    if isinstance(kind, click.IntRange):
        least = kind.min if kind.min is not None else 0
        return T(f"{name} 须为不小于 {least} 的整数。", f"{name} must be a whole number, {least} or more.")
    if isinstance(kind, click.types.IntParamType):
        return T(f"{name} 须为整数。", f"{name} must be a whole number.")
    message = clean_line(error.message)
    return T(f"{name} 的值不对：{message}", f"The value of {name} is wrong: {message}")


def _name_of(error: click.BadParameter) -> str:
    if error.param is None:
        return str(error.param_hint or T("参数", "the argument"))
    if isinstance(error.param, click.Option):
        return max(error.param.opts, key=len)
    return error.param.get_error_hint(error.ctx).strip("'")
