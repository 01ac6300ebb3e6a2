"""``gongkai rule``: every rule in force with its words, its source, what it sets, and the layer that set it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from gongkai.cli.words import Group, argument, option
from gongkai.core.errors import BadInput
from gongkai.core.figures import differences
from gongkai.core.i18n import T
from gongkai.core.rules import Rule, Source
from gongkai.core.text import clean_line, nearest

if TYPE_CHECKING:
    from gongkai.cli.context import Session
    from gongkai.core.registry.ruled import Effect

HEADS = (
    ("id", T("编号", "Id")),
    ("text", T("内容", "Rule")),
    ("source", T("来源", "Source")),
    ("clause", T("条款", "Clause")),
    ("layer", T("层次", "Layer")),
)
WORDS = {
    "id": T("编号", "Id"), "text": T("内容", "Rule"), "source": T("来源", "Source"), "number": T("文号", "Number"),
    "issuer": T("发文机关", "Issuer"), "issued": T("日期", "Date"), "clause": T("条款", "Clause"),
    "since": T("生效", "Since"), "until": T("失效", "Until"),
    "plugin": T("插件", "Plugin"), "kind": T("类别", "Kind"), "sets": T("设定", "Sets"), "effects": T("在这里", "Here"),
    "data": T("文中数据", "Figures"), "differences": T("对不上", "Does not agree"), "layer": T("层次", "Layer"),
    "where": T("位置", "Where"),
}  # fmt: skip

rule = Group(
    "rule",
    T("规则：内容、出处、设定了什么、由哪一层设定。", "Rules: words, source, what they set, which layer set them."),
)


@rule.make(
    "list", T("列出生效的规则。", "List the rules in force."),
    option("--region", words=T("只看该地区设定的；没有采用的地区也可以看。",
                               "Only those of this region; also one that is not adopted here."),
           shown=T("名称", "NAME"), default=""),
    option("--source", words=T("只看出自该文件的（编号）。", "Only those of this document (its id)."), shown=T("文件", "ID"), default=""),
    option("--plugin", words=T("只看由该插件办的：registry、catalogue、tasks、inspection。",
                               "Only those that this plugin acts on: registry, catalogue, tasks, inspection."),
           shown=T("插件", "NAME"), default=""),
    option("--search", words=T("编号或内容含有该文字。", "Whose id or words hold this text."), shown=T("文字", "TEXT"), default=""),
)  # fmt: skip
@click.pass_obj
def list_(session: "Session", region: str, source: str, plugin: str, search: str) -> None:
    """The rules, narrowed."""
    profile = session.profile_of(region)
    sources = profile.items("source", Source)
    if source and source not in sources:
        raise _unknown(T("文件", "document"), source, sources)
    named = {rule.plugin for rule in profile.items("rule", Rule).values() if rule.plugin}
    if plugin and plugin not in named:
        raise _unknown(T("办理规则的插件", "plugin of rules"), plugin, named)
    word = clean_line(search).lower()

    def rows() -> Iterator[tuple[Any, ...]]:
        for key, found in profile.items("rule", Rule).items():
            origin = profile.origin("rule", key)
            layer = origin.layer if origin else ""
            if region and layer != f"region:{region}":
                continue
            if (source and found.source != source) or (plugin and found.plugin != plugin):
                continue
            if word and not any(word in text.lower() for text in (key, found.text.zh, found.text.en)):
                continue
            yield (key, found.text, _title(sources, found.source), found.clause, layer)

    session.emit(HEADS, rows(), keep=("id",))


@rule.make(
    "show", T("显示一条规则。", "Show one rule."),
    argument("name", T("规则编号，如 REG-12。", "The rule's id, such as REG-12."), T("编号", "ID")),
    option("--region", words=T("按该地区的规则看。", "As this region has it."), shown=T("名称", "NAME"), default=""),
)  # fmt: skip
@click.pass_obj
def show(session: "Session", name: str, region: str) -> None:
    """One rule: its words and source, what it does here, and the file and line of each layer that set it."""
    from gongkai.core.registry.ruled import effects

    profile = session.profile_of(region)
    rules = profile.items("rule", Rule)
    by_lower = {key.lower(): key for key in rules}
    key = by_lower.get(clean_line(name).lower())
    if key is None:
        raise _not_adopted(session, name) or _unknown(T("规则", "rule"), name, rules)
    found, origin = rules[key], profile.origin("rule", key)
    source = profile.items("source", Source).get(found.source)
    data: dict[str, Any] = {
        "id": key, "text": found.text, "source": source.title if source else found.source,
        "number": source.number if source else "", "issuer": source.issuer if source else "",
        "issued": source.issued if source else "", "clause": found.clause,
        "since": found.since, "until": found.until, "plugin": found.plugin, "kind": found.kind, "sets": list(found.sets),
        "effects": [_plain(effect) for effect in effects(profile, found, session.opened)],
        "data": dict(found.data), "differences": [str(said) for said in differences(found)],
        "layer": origin.layer if origin else "", "where": f"{origin.file}:{origin.line}" if origin else "",
    }  # fmt: skip
    if session.format not in ("json", "jsonl"):
        data["effects"] = "\n".join(_told(effect) for effect in data["effects"])
        data["data"] = "\n".join(f"{name}: {_figure(value)}" for name, value in found.data.items())
        data["differences"] = "\n".join(data["differences"])
    if session.tables:
        data = {name: value for name, value in data.items() if value not in ("", []) and name != "sets"}
    session.emit_one(data, WORDS)


def _plain(effect: "Effect") -> dict[str, Any]:
    """An effect with keys that stay, for scripts."""
    return {
        "sets": effect.mark, "name": str(effect.name), "binds": str(effect.binds), "units": effect.units,
        "places": effect.places, "covered": effect.covered, "records": effect.records, "findings": effect.findings,
        "layer": effect.layer, "where": effect.where,
    }  # fmt: skip


def _told(effect: dict[str, Any]) -> str:
    """An effect in a few lines: what, whom it binds, how it stands, where it is set."""
    lines = [f"{effect['name']}  [{effect['sets']}]"]
    if effect["binds"]:
        lines.append(str(T("适用于：{whom}", "binds: {whom}").format(whom=effect["binds"])))
    now = []
    if effect["units"] is not None:
        now.append(T("单位 {n} 个", "{n} units").format(n=effect["units"]))
    if effect["places"]:
        share = f"{effect['covered'] / effect['places']:.1%}"
        now.append(T("区划 {all} 个，已覆盖 {n} 个（{share}）", "{n} of {all} places covered ({share})").format(
            all=effect["places"], n=effect["covered"], share=share))  # fmt: skip
    if effect["records"] is not None:
        now.append(T("记录 {n} 条", "{n} records").format(n=effect["records"]))
    if effect["findings"]:
        now.append(T("问题 {n} 个", "{n} findings").format(n=effect["findings"]))
    elif effect["findings"] is not None:
        now.append(T("没有问题", "no findings"))
    if now:
        said = str(T("，", ", ")).join(str(part) for part in now)
        lines.append(str(T("现状：{now}", "now: {now}").format(now=said)))
    lines.append(f"{effect['layer']}  {effect['where']}")
    return "\n  ".join(lines)


def _figure(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _title(sources: dict[str, Source], key: str) -> T | str:
    return sources[key].title if key in sources else key


def _not_adopted(session: "Session", name: str) -> BadInput | None:
    """Which region states the rule, when it is one that is not adopted here."""
    from gongkai.core.levels import region_folders, region_layers

    wanted, folder = clean_line(name).lower(), session.folder if session.has_office else None
    brought = session.plugins.load().regions
    for each in region_folders(folder, brought):
        for layer in region_layers((each,), folder, brought):
            region = layer.name.removeprefix("region:")
            for item in layer.data.get("rule", ()):
                if str(item.get("id", "")).lower() == wanted:
                    key = clean_line(item["id"])
                    return BadInput(
                        T(f"规则 {key} 属于地区 {region}，这里没有采用。",
                          f"Rule {key} is of the region {region}, which is not adopted here."),
                        T(f"用 gongkai rule show {key} --region {region} 查看。", f"See gongkai rule show {key} --region {region}."),
                    )  # fmt: skip
    return None


def _unknown(what: T, name: str, known: Any) -> BadInput:
    near, shown = nearest(name, list(known)), clean_line(name)[:40]
    return BadInput(
        T(f"没有{what.zh} {shown}。", f"There is no {what.en} {shown}."),
        T(f"最接近的是 {near[0]}。", f"The nearest is {near[0]}.") if near
        else T("用 gongkai rule list 查看。", "See gongkai rule list."),
    )  # fmt: skip
