"""``gongkai plugin``: what plugins there are and how they are.

They are loaded in a process of their own (``gongkai.cli.probe``), so a plugin that hangs, crashes or ends the process
is named like any other, and this command works on.
"""

from typing import TYPE_CHECKING, Any

import click

from gongkai.cli.words import Group, argument
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.text import clean_line, nearest

if TYPE_CHECKING:
    from gongkai.cli.context import Session

HEADS = (
    ("name", T("名称", "Name")),
    ("origin", T("来源", "Origin")),
    ("version", T("版本", "Version")),
    ("state", T("状态", "State")),
    ("fault", T("故障", "Fault")),
)
ORIGINS = {
    "bundled": T("自带", "bundled"),
    "installed": T("已安装", "installed"),
    "office": T("本单位", "this office"),
}
STATES = {
    "": T("启用", "on"),
    "office": T("在 gongkai.toml 中停用", "off in gongkai.toml"),
    "GONGKAI_PLUGINS": T("被 GONGKAI_PLUGINS 停用", "off by GONGKAI_PLUGINS"),
    "fault": T("有故障", "faulty"),
}
ADDS = {
    "register": T("登记册", "Registers"), "section": T("规则部分", "Parts of the rules"), "rules": T("规则文件", "Rule files"),
    "measure": T("度量", "Measures"), "region": T("地区规则", "Regions"),
    "hook": T("钩子", "Hooks"), "command": T("命令", "Commands"), "screen": T("界面", "Screens"),
}  # fmt: skip

plugin = Group(
    "plugin", T("插件：有哪些、状态如何、提供什么。", "Plugins: which there are, how they are, what they add.")
)


@plugin.make("list", T("列出插件和状态。", "List the plugins and how they are."))
@click.pass_obj
def list_(session: "Session") -> None:
    """Every plugin that is found."""
    from gongkai.cli.probe import probe

    session.emit(HEADS, [_row(found) for found in probe(session)["plugins"]], keep=("name", "state"))


def _row(found: dict[str, Any]) -> tuple[Any, ...]:
    return (
        found["name"],
        ORIGINS.get(found["origin"], found["origin"]),
        found["version"],
        state_of(found),
        found["fault"],
    )


def state_of(found: dict[str, Any]) -> T:
    """How a plugin is, in words."""
    return STATES.get("fault" if found["fault"] else found["disabled"], T(found["disabled"], found["disabled"]))


@plugin.make(
    "show", T("显示一个插件提供什么；有故障时给出原因。", "Show what a plugin adds; when it is faulty, why."),
    argument("name", T("插件名称。", "The plugin's name."), T("名称", "NAME")),
)  # fmt: skip
@click.pass_obj
def show(session: "Session", name: str) -> None:
    """One plugin."""
    from gongkai.cli.probe import probe

    known = probe(session)["plugins"]
    wanted = clean_line(name)
    found = next((p for p in known if p["name"] == wanted), None)
    if found is None:
        near = nearest(wanted, [p["name"] for p in known])
        raise BadInput(
            T(f"没有插件 {wanted[:40]}。", f"There is no plugin {wanted[:40]}."),
            T(f"最接近的是 {near[0]}。", f"The nearest is {near[0]}.") if near
            else T("用 gongkai plugin list 查看。", "See gongkai plugin list."),
        )  # fmt: skip
    if not session.tables:
        session.emit_one({**found, "state": str(state_of(found))})
        return
    words = dict(HEADS) | {"target": T("位置", "Where")} | ADDS
    data: dict[str, Any] = {
        "name": found["name"], "origin": ORIGINS.get(found["origin"], found["origin"]), "version": found["version"],
        "target": found["target"], "state": state_of(found), "fault": found["fault"], **found["adds"],
    }  # fmt: skip
    session.emit_one({key: value for key, value in data.items() if value}, words)


from gongkai.cli.commands import plugincare, plugincheck  # noqa: E402, F401 - they join the group
