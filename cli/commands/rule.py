"""``gongkai rule``: every rule in force with its words, its source, what it sets, and the layer that set it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from gongkai.cli.words import Group, argument, option
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.rules import Rule, Source
from gongkai.core.text import clean_line, nearest

if TYPE_CHECKING:
    from gongkai.cli.context import Session
    from gongkai.core.profile import Profile

HEADS = (
    ("id", T("编号", "Id")),
    ("text", T("内容", "Rule")),
    ("source", T("来源", "Source")),
    ("clause", T("条款", "Clause")),
    ("layer", T("层次", "Layer")),
)
WORDS = {
    "id": T("编号", "Id"), "text": T("内容", "Rule"), "source": T("来源", "Source"), "number": T("文号", "Number"),
    "issuer": T("发文机关", "Issuer"), "clause": T("条款", "Clause"), "since": T("生效", "Since"), "until": T("失效", "Until"),
    "plugin": T("插件", "Plugin"), "kind": T("类别", "Kind"), "sets": T("设定", "Sets"), "layer": T("层次", "Layer"),
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
    option("--search", words=T("编号或内容含有该文字。", "Whose id or words hold this text."), shown=T("文字", "TEXT"), default=""),
)  # fmt: skip
@click.pass_obj
def list_(session: "Session", region: str, source: str, search: str) -> None:
    """The rules, narrowed."""
    profile = _profile(session, region)
    sources = profile.items("source", Source)
    if source and source not in sources:
        raise _unknown(T("文件", "document"), source, sources)
    word = clean_line(search).lower()

    def rows() -> Iterator[tuple[Any, ...]]:
        for key, found in profile.items("rule", Rule).items():
            origin = profile.origin("rule", key)
            layer = origin.layer if origin else ""
            if region and layer != f"region:{region}":
                continue
            if source and found.source != source:
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
    """One rule with the file and line of the layer that set it."""
    profile = _profile(session, region)
    rules = profile.items("rule", Rule)
    by_lower = {key.lower(): key for key in rules}
    key = by_lower.get(clean_line(name).lower())
    if key is None:
        raise _unknown(T("规则", "rule"), name, rules)
    found, origin = rules[key], profile.origin("rule", key)
    source = profile.items("source", Source).get(found.source)
    data: dict[str, Any] = {
        "id": key, "text": found.text, "source": source.title if source else found.source,
        "number": source.number if source else "", "issuer": source.issuer if source else "", "clause": found.clause,
        "since": found.since, "until": found.until, "plugin": found.plugin, "kind": found.kind, "sets": list(found.sets),
        "layer": origin.layer if origin else "", "where": f"{origin.file}:{origin.line}" if origin else "",
    }  # fmt: skip
    if session.tables:
        data = {name: value for name, value in data.items() if value not in ("", [])}
    session.emit_one(data, WORDS)


def _profile(session: "Session", region: str) -> "Profile":
    if not region or (session.has_office and region in session.office.settings.region):
        return session.profile
    return session.profile_with((region,))


def _title(sources: dict[str, Source], key: str) -> T | str:
    return sources[key].title if key in sources else key


def _unknown(what: T, name: str, known: Any) -> BadInput:
    near, shown = nearest(name, list(known)), clean_line(name)[:40]
    return BadInput(
        T(f"没有{what.zh} {shown}。", f"There is no {what.en} {shown}."),
        T(f"最接近的是 {near[0]}。", f"The nearest is {near[0]}.") if near
        else T("用 gongkai rule list 查看。", "See gongkai rule list."),
    )  # fmt: skip
