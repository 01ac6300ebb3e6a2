"""What the obligations of a profile ask for, row by row: for lists on the screen and for scripts."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T, same
from gongkai.core.registry.ruled import binding
from gongkai.core.registry.select import units_meant
from gongkai.core.rules import Selector, Source
from gongkai.core.text import clean_line, nearest
from gongkai.plugins.catalog.models import IMPORTANCE, MANNERS, MATTERS, PHASES, PRIORITIES, limit_words
from gongkai.plugins.catalog.rules import CONFIDENCE, Domain, Obligation
from gongkai.plugins.catalog.timing import finals, marks
from gongkai.plugins.catalog.wanted import basis_words

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.core.profile import Profile

HEADS = (
    ("id", T("编号", "Id")),
    ("name", T("公开事项", "Item")),
    ("topic", T("栏目", "Topic")),
    ("limit", T("公开时限", "Time limit")),
    ("binds", T("适用于", "Binds")),
    ("units", T("单位", "Units")),
    ("entries", T("条目", "Entries")),
    ("basis", T("依据", "Basis")),
    ("rule", T("规则", "Rule")),
    ("in_force", T("生效", "In force")),
)
DOMAIN_HEADS = (
    ("key", T("编号", "Key")),
    ("name", T("领域", "Domain")),
    ("binds", T("责任单位", "Seen to by")),
    ("units", T("单位", "Units")),
    ("obligations", T("义务", "Obligations")),
    ("in_force", T("生效", "In force")),
    ("entries", T("条目", "Entries")),
    ("confidence", T("依据核对", "How sure")),
)
WORDS = {
    **dict(HEADS), "elements": T("要素", "Elements"), "required": T("必备要素", "Required"),
    "subject": T("主体", "Who discloses"), "channels": T("渠道", "Channels"), "audience": T("对象", "Audience"),
    "manner": T("方式", "Manner"), "phase": T("环节", "Phase"), "matter": T("事项类型", "Kind of matter"),
    "marks": T("重点标记", "Marks of priority"), "importance": T("重要程度", "Importance"), "stages": T("阶段", "Stages"),
    "example": T("示例来自", "Example from"), "confidence": T("依据核对", "How sure"), "since": T("自", "Since"),
    "until": T("至", "Until"), "layer": T("层次", "Layer"), "where": T("位置", "Where"),
}  # fmt: skip


def found(
    profile: "Profile", *, search: str = "", domain: str = "", source: str = "", rule: str = ""
) -> list[Obligation]:
    """Obligations of a profile, those that bind nobody too, narrowed.

    Args:
        search: part of the id, a name or a topic.
        domain: the key or name of a domain.
        source: the id of a document that it names as its basis.
        rule: the id of a rule that it carries.

    Raises:
        BadInput: there is no such domain, document or rule; names the nearest.
    """
    word, topic = clean_line(search).lower(), ""
    if domain:
        topic = _one(T("领域", "domain"), domain, profile.items("domain", Domain)).name.zh
    if source:
        source = _one(T("文件", "document"), source, profile.items("source", Source)).id
    carried = {item.rule for item in profile.items("obligation", Obligation).values()}
    if rule and (rule := clean_line(rule).upper()) not in carried:
        raise _unknown(T("公开义务的规则", "rule of an obligation"), rule, carried)
    return [
        item for item in profile.items("obligation", Obligation).values()
        if (not topic or topic in (part.zh for part in item.topic))
        and (not source or source in (text.partition(":")[0] for text in item.basis))
        and (not rule or rule == item.rule)
        and (not word or any(word in text.lower() for text in _said(item)))
    ]  # fmt: skip


def _said(item: Obligation) -> Iterator[str]:
    for text in (item.name, *item.topic):
        yield from (text.zh, text.en)
    yield item.id


def listed(profile: "Profile", items: list[Obligation], office: "Office | None") -> Iterator[tuple[Any, ...]]:
    """A row for each obligation, in the order of ``HEADS``; counts are None without an office."""
    count = _Counts(office, profile)
    sources = profile.items("source", Source)
    for item in items:
        yield (
            item.id, item.name, _path(item), limit_words(item.limit), binding(profile, item.to), count.units(item.to),
            count.entries.get(item.id, 0) if office else None,
            "；".join(basis_words(text, sources) for text in item.basis), item.rule, _force(item),  # zh-data
        )  # fmt: skip


def domains(profile: "Profile", office: "Office | None") -> Iterator[tuple[Any, ...]]:
    """A row for each domain, in the order of ``DOMAIN_HEADS``."""
    count = _Counts(office, profile)
    for key, domain in profile.items("domain", Domain).items():
        own = found(profile, domain=key)
        entries = sum(count.entries.get(item.id, 0) for item in own) if office else None
        yield (
            key, domain.name, binding(profile, domain.to), count.units(domain.to), len(own),
            sum(item.in_force for item in own), entries, CONFIDENCE[domain.confidence],
        )  # fmt: skip


def told(profile: "Profile", key: str, office: "Office | None") -> dict[str, Any]:
    """Everything about one obligation, by the keys of ``WORDS``.

    Raises:
        BadInput: there is no such obligation; names the nearest.
    """
    item = _one(T("公开义务", "obligation"), key, profile.items("obligation", Obligation))
    names = {name: dict(profile.choices.get(name, ())) for name in ("channel", "audience")}
    [row] = listed(profile, [item], office)
    origin = profile.origin("obligation", item.id)
    return {
        **dict(zip((name for name, _ in HEADS), row, strict=True)),
        "elements": _joined(item.elements), "required": "、".join(item.required),  # zh-data
        "subject": item.subject or "", "channels": _joined(names["channel"].get(c, same(c)) for c in item.channels),
        "audience": names["audience"].get(item.audience, same(item.audience)), "manner": dict(MANNERS)[item.manner],
        "phase": _joined(dict(PHASES)[one] for one in item.phase), "matter": dict(MATTERS).get(item.matter, ""),
        "marks": _joined(dict(PRIORITIES)[one] for one in item.marks), "importance": dict(IMPORTANCE)[item.importance],
        "stages": _joined(item.stages), "example": item.example, "confidence": CONFIDENCE[item.confidence],
        "since": item.since, "until": item.until,
        "layer": origin.layer if origin else "", "where": f"{origin.file}:{origin.line}" if origin else "",
    }  # fmt: skip


class _Counts:
    """Units that selectors mean and entries that obligations have, as the acting account sees them; each asked once."""

    def __init__(self, office: "Office | None", profile: "Profile") -> None:
        self._office = office.under(profile) if office else None
        self._units: dict[str, int] = {}
        self.entries: dict[str, int] = {}
        if self._office:
            out = finals(self._office)
            self.entries = dict(
                self._office.rows(
                    "SELECT obligation, count(*) FROM {entry} WHERE obligation IS NOT NULL"
                    f" AND stage NOT IN ({marks(out)}) GROUP BY obligation",
                    out,
                )
            )

    def units(self, selector: Selector) -> int | None:
        """How many units there are; None without an office."""
        if self._office is None:
            return None
        key = repr(selector)
        if key not in self._units:
            self._units[key] = units_meant(self._office, selector)
        return self._units[key]


def _path(item: Obligation) -> T:
    return T("/".join(part.zh for part in item.topic), " / ".join(part.en for part in item.topic))


def _force(item: Obligation) -> T:
    return T("是", "yes") if item.in_force else T("否，待采用", "no, to be adopted")


def _joined(words: Any) -> T:
    texts = list(words)
    return T("、".join(text.zh for text in texts), ", ".join(text.en for text in texts))  # zh-data


def _one(what: T, name: str, known: dict[str, Any]) -> Any:
    """The item of this key, or of this name."""
    wanted = clean_line(name).lower()
    for key, item in known.items():
        said = getattr(item, "name", None) or getattr(item, "title", None)
        if wanted == key.lower() or (said is not None and wanted in (said.zh, said.en.lower())):
            return item
    raise _unknown(what, name, known)


def _unknown(what: T, name: str, known: Any) -> BadInput:
    near, shown = nearest(clean_line(name), list(known)), clean_line(name)[:40]
    return BadInput(
        T(f"没有{what.zh} {shown}。", f"There is no {what.en} {shown}."),
        T(f"最接近的是 {near[0]}。", f"The nearest is {near[0]}.") if near
        else T("用 gongkai catalog obligations 查看。", "See gongkai catalog obligations."),
    )  # fmt: skip
