"""``gongkai config``: every value in force with the layer, file and line that set it; the check of the rules."""

import re
from typing import TYPE_CHECKING

import click

from gongkai.cli.words import Group, argument, option
from gongkai.core.errors import BadInput, CheckFailed
from gongkai.core.i18n import T
from gongkai.core.text import clean_line, nearest

if TYPE_CHECKING:
    from gongkai.cli.context import Session

_PASSWORD = re.compile(r"(://[^/@:]*:)[^/@]*@")
KEY, VALUE = ("key", T("键", "Key")), ("value", T("值", "Value"))
ORIGIN = (("layer", T("层次", "Layer")), ("file", T("文件", "File")), ("line", T("行", "Line")))

config = Group("config", T("生效的设置和规则。", "Settings and rules in force."))


@config.make(
    "show", T("列出生效的值。", "List the values in force."),
    argument("start", T("只看这一部分，如 office、role 或 rule.REG-12；不写时为全部。",
                        "Only this part, such as office, role or rule.REG-12; else all."),
             T("部分", "PART"), required=False, default=""),
    option("--origin", words=T("同时给出由哪一层、哪个文件的哪一行设定。", "Also which layer, file and line set it."), is_flag=True),
)  # fmt: skip
@click.pass_obj
def show(session: "Session", start: str, origin: bool) -> None:
    """Values as dotted names."""
    profile = session.profile
    wanted = clean_line(start).rstrip(".")
    section = wanted.partition(".")[0]
    if section and section not in profile.sections:
        near = nearest(section, list(profile.sections))
        raise BadInput(
            T(f"没有 {section} 这一部分。", f"There is no part {section}."),
            T(f"最接近的是 {near[0]}。", f"The nearest is {near[0]}.") if near
            else T(f"可用的有：{'、'.join(profile.sections)}。", f"Known ones: {', '.join(profile.sections)}."),
        )  # fmt: skip
    found = [
        (name, _masked(value), where)
        for name, value, where in profile.origins(section)
        if not wanted or name == wanted or name.startswith(f"{wanted}.")
    ]
    if session.format in ("json", "jsonl"):
        rows = ((name, value, *((w.layer, w.file, w.line) if origin else ())) for name, value, w in found)
    else:
        rows = ((name, _words(value), *((w.layer, w.file, w.line) if origin else ())) for name, value, w in found)
    session.emit((KEY, VALUE, *(ORIGIN if origin else ())), rows, keep=("line",))


@config.make(
    "check",
    T("检查规则：规则设定的东西在不在，引用的规则和文件在不在，文中数字对不对得上。有错时退出码为 1。",
      "Check the rules: is what they set there, are rules and documents that are named there, do figures agree? Exit 1 on a fault."),
    option("--region", words=T("连同该地区的规则一起检查；没有采用的地区也可以。", "With the rules of this region, adopted here or not."),
           shown=T("名称", "NAME"), default=""),
)  # fmt: skip
@click.pass_obj
def check(session: "Session", region: str) -> None:
    """Every fault with file and line; figures that a document itself has wrong are told and do not fail the check."""
    from gongkai.core.rulecheck import faults

    found = list(faults(session.profile_of(region)))
    session.emit(
        [("where", T("位置", "Where")), ("rule", T("规则", "Rule")), ("state", T("结果", "State")),
         ("what", T("情况", "What")), ("remedy", T("怎么办", "Remedy"))],
        [(f.where, f.rule, T("注意", "note") if f.doubt else T("错误", "fault"), f.what, f.remedy) for f in found],
        keep=("rule", "state"),
    )  # fmt: skip
    wrong = [f for f in found if not f.doubt]
    if wrong:
        raise CheckFailed(T(f"规则有 {len(wrong)} 处错误。", f"{len(wrong)} faults in the rules."))


def _words(value: object) -> str:
    """A value of TOML in one line; a text in two languages in the one in use."""
    if isinstance(value, dict):
        if value.keys() == {"zh", "en"}:
            return str(T(str(value["zh"]), str(value["en"])))
        return ", ".join(f"{key}={_words(part)}" for key, part in value.items())
    if isinstance(value, list):
        return ", ".join(_words(part) for part in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _masked(value: object) -> object:
    """A store's address without its password."""
    return _PASSWORD.sub(r"\1***@", value) if isinstance(value, str) else value
