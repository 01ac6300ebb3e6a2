"""What an act asks for: of itself, and of each of its steps by kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from gongkai.core.errors import BadInput, GongkaiError
from gongkai.core.i18n import T
from gongkai.core.registry.actfile import Head, Item, Part, share_of
from gongkai.core.registry.acts import GRANTS, KINDS
from gongkai.core.registry.models import UNITS
from gongkai.core.resource import NO, YES, choices_of, parse_value
from gongkai.core.text import clean, clean_line

if TYPE_CHECKING:
    from gongkai.core.office import Office

UNIT, DIVISION = "unit", "division"
NONE = T("", "")
WHAT = {UNIT: T("单位", "unit"), DIVISION: T("区划", "division")}

Value = str | tuple[Any, ...]
"""What a line of a form holds: a text or a key; several keys; the parts of a split."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One line of a form.

    Attributes:
        kind: ``text``, ``date``, ``lines`` (several), ``pairs`` (old code, new code a line), ``choice``, ``flag``,
            ``pick`` (one unit or division), ``picks`` (several), ``parts``.
        of: what is picked (``unit``, ``division``, or both when empty; ``ended``: units that ended).
        field: the field of the register of units whose choices are meant.
    """

    name: str
    label: T
    kind: str = "text"
    need: bool = False
    help: T = NONE
    of: str = ""
    field: str = ""


HEAD = (
    Ask("title", T("名称", "Title"), help=T("空着按步骤自动命名。", "Left empty, it is named after its steps.")),
    Ask("basis", T("文号", "Legal basis"), help=T("批准文件的文号。", "Number of the document.")),
    Ask("effective", T("生效日期", "Effective"), "date", need=True),
    Ask("announced", T("公布日期", "Announced"), "date"),
    Ask("grants", T("授权处理", "Grants"), "choice", help=T(
        "区划代码变动时，区划上的授权怎么办。", "What becomes of grants on divisions whose codes change.")),
    Ask("note", T("说明", "Note"), "lines"),
)  # fmt: skip

_NAME = Ask("name", T("名称", "Name"), need=True)
_NEW_NAME = Ask("name", T("新名称", "New name"), help=T("名称不变时空着。", "Left empty where the name stays."))
_KIND = Ask("kind", T("单位类别", "Kind"), "choice", field="kind")
_LINE = Ask("line", T("条线", "Line"), "choice", field="line")
_LEADERSHIP = Ask("leadership", T("领导体制", "Leadership"), "choice", field="leadership")
_USCC = Ask("uscc", T("统一社会信用代码", "Unified social credit code"))
_CODES = Ask(
    "codes", T("下级新代码", "New codes"), "pairs",
    help=T("随之移动的区划，每行写原代码和新代码；不写的自动编。", "What goes along: old and new code a line; others by themselves."),
)  # fmt: skip
_SHARE = Ask("share", T("比例", "Share"), help=T("0 到 1，如 0.35。", "0 to 1, such as 0.35."))
_BASIS = Ask("basis", T("比例依据", "Basis of share"))
_RENAME = Ask("rename_units", T("单位随之更名", "Rename units"), "flag", help=T(
    "名称以该区划开头的单位是否一并改名。", "Whether units named after the division take its new name."))  # fmt: skip


def _one(of: str, ended: bool = False) -> Ask:
    label = T("单位", "Unit") if of == UNIT else T("区划", "Division")
    return Ask("of", label, "pick", need=True, of="ended" if ended else of)


def _several(of: str) -> Ask:
    label = T("单位", "Units") if of == UNIT else T("区划", "Divisions")
    return Ask("of", label, "picks", need=True, help=T("可选多个，空格勾选。", "One or several; Space ticks."), of=of)


def _to(label: T, of: str, need: bool = True, help: T = NONE) -> Ask:
    return Ask("to", label, "pick", need=need, of=of, help=help)


_INTO = T("并入", "Into")
_INTO_HELP = T("空着时，第一个以新名称继续。", "Left empty, the first one goes on under the new name.")
_HEIR = T("由谁承接", "Who carries on")
_HEIR_HELP = T("有未办结事项、下级时必须写。", "Needed where work is open or something lies below.")
_MATTERS = Ask("matters", T("划转事项", "What goes over"), "lines", help=T("每行一项。", "One a line."))
_PARENT_PLACE = Ask(
    "parent", T("上级区划", "Parent"), "pick", of=DIVISION, help=T("空着按代码。", "Left empty, by its code.")
)

STEPS: dict[tuple[str, str], tuple[Ask, ...]] = {
    ("create", UNIT): (
        _NAME, Ask("kind", T("单位类别", "Kind"), "choice", need=True, field="kind"),
        Ask("at", T("所在区划", "Division"), "pick", need=True, of=DIVISION),
        Ask("parent", T("上级单位", "Parent unit"), "pick", of=UNIT), _LINE, _LEADERSHIP, _USCC,
    ),
    ("rename", UNIT): (_one(UNIT), Ask("name", T("新名称", "New name"), need=True), _KIND, _LINE),
    ("recode", UNIT): (_one(UNIT), Ask("code", T("新统一社会信用代码", "New credit code"), need=True)),
    ("move", UNIT): (
        _several(UNIT), _to(T("移到", "Goes to"), "", help=T("区划，或新的上级单位。", "A division, or the new parent unit.")),
        _LEADERSHIP,
    ),
    ("merge", UNIT): (_several(UNIT), _to(_INTO, UNIT, False, _INTO_HELP), _NEW_NAME, _KIND, _LINE),
    ("split", UNIT): (_one(UNIT), Ask("part", T("各部分", "Parts"), "parts", need=True)),
    ("transfer", UNIT): (_several(UNIT), _to(T("划给", "Receiver"), UNIT), _MATTERS, _LINE, _SHARE, _BASIS),
    ("abolish", UNIT): (_several(UNIT), _to(_HEIR, UNIT, False, _HEIR_HELP)),
    ("restore", UNIT): (_one(UNIT, ended=True), Ask("at", T("所在区划", "Division"), "pick", of=DIVISION)),
    ("create", DIVISION): (_NAME, Ask("code", T("代码", "Code"), need=True), _PARENT_PLACE),
    ("rename", DIVISION): (_one(DIVISION), Ask("name", T("新名称", "New name"), need=True), _RENAME),
    ("recode", DIVISION): (_one(DIVISION), Ask("code", T("新代码", "New code"), need=True), _NEW_NAME, _RENAME),
    ("move", DIVISION): (
        _several(DIVISION), _to(T("移到", "Goes to"), DIVISION),
        Ask("code", T("新代码", "New code"), help=T("空着自动编。", "Left empty, it is numbered by itself.")), _CODES,
    ),
    ("merge", DIVISION): (_several(DIVISION), _to(_INTO, DIVISION, False, _INTO_HELP), _NEW_NAME, _CODES),
    ("split", DIVISION): (_one(DIVISION), Ask("part", T("各部分", "Parts"), "parts", need=True), _CODES),
    ("transfer", DIVISION): (_several(DIVISION), _to(T("划给", "Receiver"), DIVISION), _SHARE, _BASIS, _MATTERS),
    ("abolish", DIVISION): (_several(DIVISION), _to(_HEIR, DIVISION, False, _HEIR_HELP), _CODES),
    ("restore", DIVISION): (
        Ask("of", T("原代码", "Former code"), need=True, help=T("已撤销区划的代码。", "Code of a division that ended.")),
        _PARENT_PLACE,
    ),
}  # fmt: skip

PARTS: dict[str, tuple[Ask, ...]] = {
    UNIT: (
        Ask("unit", T("由原单位继续", "Goes on"), "flag", help=T("这一部分就是原单位本身。", "This part is the unit itself.")),
        Ask("name", T("名称", "Name")), Ask("at", T("所在区划", "Division"), "pick", of=DIVISION), _KIND, _LINE, _USCC,
        _SHARE, _BASIS, Ask("main", T("主要承接", "Carries on"), "flag", help=T("未办结事项由它承接。", "It takes on open work.")),
    ),
    DIVISION: (
        Ask("code", T("代码", "Code"), help=T("原区划继续的部分写原代码。", "The part that goes on keeps the old code.")),
        Ask("name", T("名称", "Name")), Ask("children", T("所含下级", "Divisions below"), "picks", of=DIVISION),
        _SHARE, _BASIS, Ask("main", T("主要承接", "Carries on"), "flag", help=T("未办结事项由它承接。", "It takes on open work.")),
    ),
}  # fmt: skip


def step_name(op: str, what: str) -> T:
    """A kind of step in words: what happens to what."""
    if (op, what) == ("transfer", DIVISION):
        return T("区域划转", "Transfer a part: division")
    return T(f"{WHAT[what].zh}{KINDS[op].zh}", f"{KINDS[op].en}: {WHAT[what].en}")


def what_of(item: Item) -> str:
    """Whether a step is about units or divisions, for one that says so or can be told by its names."""
    if item.what:
        return item.what
    names = item.subjects
    if item.op == "create":
        return UNIT if item.at != "" else DIVISION
    return DIVISION if names and all(name.isdigit() and len(name) <= 15 for name in names) else UNIT


def choices(office: "Office", ask: Ask) -> Sequence[tuple[str, T]]:
    """What a line may be chosen from."""
    if ask.kind == "flag":
        return (("yes", YES), ("no", NO))
    if ask.name == "grants":
        return GRANTS
    return choices_of(office, UNITS.meta(ask.field))


# values in and out


def values_of(asks: Sequence[Ask], thing: Any) -> dict[str, Value]:
    """What a head, a step or a part says, as a form holds it."""
    return {ask.name: _held(ask, getattr(thing, ask.name)) for ask in asks}


def _held(ask: Ask, value: Any) -> Value:
    if ask.kind in ("picks", "parts"):
        return tuple(value) if isinstance(value, tuple) else ((value,) if value else ())
    if ask.kind == "pairs":
        return "\n".join(f"{old} {new}" for old, new in value.items())
    if ask.kind == "flag":
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "\n".join(map(str, value)) if ask.kind == "lines" else str(value[0] if value else "")
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def wrong(office: "Office", ask: Ask, value: Value) -> T | None:
    """What is wrong with a value while it is typed."""
    if not value or (isinstance(value, str) and not value.strip()):
        return T(f"{ask.label.zh}必填。", f"{ask.label.en} is required.") if ask.need else None
    try:
        read(office, ask, value)
    except GongkaiError as error:
        return error.message + (error.hint or T("", ""))
    return None


def read(office: "Office", ask: Ask, value: Value) -> Any:
    """A value as an act keeps it.

    Raises:
        BadInput: it cannot be read; says what would fit.
    """
    if isinstance(value, tuple):
        return value
    text = clean(value).strip()
    if ask.kind == "date":
        return parse_value(office, _date_of(ask), text)
    if ask.kind == "flag":
        return text == "yes"
    if ask.name == "share":
        share_of(text)
        return text or None
    if ask.kind == "pairs":
        return _pairs(text)
    if ask.kind == "lines" and ask.name == "matters":
        return tuple(line for part in text.splitlines() if (line := clean_line(part).strip()))
    return text if ask.kind == "lines" else clean_line(text)


def _date_of(ask: Ask) -> Any:
    from gongkai.core.registry.acts import ACTS

    return ACTS.meta(ask.name)


def _pairs(text: str) -> dict[str, str]:
    found = {}
    for line in text.splitlines():
        words = clean_line(line).replace("→", " ").replace("=", " ").split()
        if len(words) == 2:
            found[words[0]] = words[1]
        elif words:
            raise BadInput(
                T(f"“{clean_line(line)}”读不懂。", f"“{clean_line(line)}” cannot be read."),
                T("每行写原代码和新代码，中间空格。", "Write the old code, a blank, and the new code."),
            )
    return found


def make_head(office: "Office", values: Mapping[str, Value], kind: str = "") -> Head:
    """A head from a form; its day is today's when none is given."""
    said = {ask.name: read(office, ask, values.get(ask.name, "")) for ask in HEAD}
    said["effective"] = said["effective"] or office.today
    return Head(kind=kind, **said)


def make_step(office: "Office", op: str, what: str, values: Mapping[str, Value], before: Item | None = None) -> Item:
    """A step from a form; what the form does not ask for stays as it was."""
    said = {ask.name: read(office, ask, values.get(ask.name, "")) for ask in STEPS[op, what]}
    item = (
        before if before is not None and before.op == op else Item(op, what=what if op in ("create", "restore") else "")
    )
    return msgspec.structs.replace(item, **_plain(said))


def make_part(office: "Office", what: str, values: Mapping[str, Value], whole: str = "") -> Part:
    """One part of a split; ``whole`` is the unit that is split."""
    said = {ask.name: read(office, ask, values.get(ask.name, "")) for ask in PARTS[what]}
    if what == UNIT:
        said["unit"] = whole if said["unit"] else ""
    return Part(**_plain(said))


def _plain(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value is not None or name == "share"}
