"""Findings on powers: what a rule wants of them and what is not so, each by one query over a whole subtree."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from gongkai.core.codes import span
from gongkai.core.errors import BadInput
from gongkai.core.findings import Finding
from gongkai.core.i18n import T
from gongkai.core.registry.select import selected
from gongkai.core.rules import Selector
from gongkai.plugins.catalog.powers.chart.graph import Node, chart_of
from gongkai.plugins.catalog.powers.codes import check_code
from gongkai.plugins.catalog.powers.flow import CONFIRMED
from gongkai.plugins.catalog.powers.limits import SAME_DAY, SIZES
from gongkai.plugins.catalog.powers.questions import ENDED
from gongkai.plugins.catalog.powers.rules import FEES, PowerCheck, PowerCode, PowerFields, PowerList, PowerTime
from gongkai.plugins.catalog.versions import PUBLISHED

if TYPE_CHECKING:
    from gongkai.core.office import Office

STAND = f"p.scope BETWEEN ? AND ? AND p.stage NOT IN ({', '.join('?' for _ in ENDED)})"
SETTLED = (CONFIRMED, PUBLISHED, "withheld")
EDIT = T(
    "用 gongkai power edit 补正（已确认的先退回清理，已公布的先调整）。",
    "Mend it with gongkai power edit (rework it first when it is confirmed, adjust it when it is public).",
)


class _Powers:
    """The powers in force of a range of places, as every query below asks for them."""

    def __init__(self, office: "Office", within: int | None) -> None:
        self.office = office
        self.low, self.high = span(office.scope if within is None else within)
        self._rules = office.profile.items("power_check", PowerCheck)

    def rule(self, code: str) -> str:
        """The rule behind a kind of finding, as the profile has it."""
        return self._rules[code].rule if code in self._rules else ""

    def ask(self, columns: str, test: str, values: Sequence[Any] = (), more: str = "") -> list[tuple[Any, ...]]:
        """uid, unit, name, drafted_on and more columns of the powers in force that pass a test."""
        return self.office.rows(
            f"SELECT p.uid, p.unit, p.name, COALESCE(p.drafted_on, ''){columns and ', ' + columns} FROM {{power}} p {more}"
            f" WHERE {STAND} AND ({test}) ORDER BY p.scope, p.id",
            (self.low, self.high, *ENDED, *values),
        )


def findings(office: "Office", within: int | None = None) -> list[Finding]:
    """Every finding on powers in a subtree that the acting account may see."""
    powers = _Powers(office, within)
    return [
        *_fields(powers), *_times(powers), *_steps(powers), *_joint(powers), *_codes(powers), *_reviews(powers),
        *_duties(powers), *_cuts(powers), *_lists(powers), *_counts(powers),
    ]  # fmt: skip


def _about(row: Sequence[Any], code: str, what: T, remedy: T, rule: str, item: str = "") -> Finding:
    told = T(f"“{row[2]}”{what.zh}", f"“{row[2]}” {what.en}")
    return Finding(code, told, remedy, row[1], rule, "power", row[0], row[3], item)


def _blank(name: str) -> str:
    """Whether one of the fields of ``a|b`` is filled, as a condition that is true when none is."""
    empty = " AND ".join(f"(p.{one} IS NULL OR CAST(p.{one} AS TEXT) = '')" for one in name.split("|"))
    return f"({empty}) AND COALESCE(p.charged, 1) <> 0" if set(name.split("|")) & set(FEES) else empty


def _fields(powers: _Powers) -> Iterator[Finding]:
    """Fields that the profile requires and that are empty."""
    office = powers.office
    resource = office.resource("power")
    for item in office.profile.items("power_fields", PowerFields).values():
        tests, values = ["1=1"], list[Any]()
        if item.kinds:
            tests.append(f"p.kind IN ({', '.join('?' for _ in item.kinds)})")
            values += item.kinds
        for name, value in item.only.items():
            tests.append(f"CAST(p.{resource.model._meta.fields[name].column_name} AS TEXT) = ?")
            values.append(value)
        meant = None if item.to == Selector() else {uid for uid, _, _ in selected(office, item.to)}
        flags = ", ".join(f"CASE WHEN {_blank(name)} THEN 1 ELSE 0 END" for name in item.fields)
        lacking = " OR ".join(f"({_blank(name)})" for name in item.fields)
        for row in powers.ask(flags, f"{' AND '.join(tests)} AND ({lacking})", values):
            if meant is not None and row[1] not in meant:
                continue
            missing = [
                resource.meta(name.partition("|")[0]).label
                for name, gone in zip(item.fields, row[4:], strict=True)
                if gone
            ]
            told = T(f"缺少{'、'.join(m.zh for m in missing)}。", f"lacks {', '.join(m.en for m in missing)}.")
            yield _about(row, "power-field", told, EDIT, item.rule, f"power_fields:{item.id}")


def _times(powers: _Powers) -> Iterator[Finding]:
    """Promised beyond statutory, real beyond promised, and not as much shorter as the profile wants."""
    rule = powers.office.profile.table("power_time", PowerTime)
    for row in powers.ask("", "p.promised_size > p.statutory_size"):
        yield _about(
            row,
            "power-promise",
            T("承诺时限超过法定时限。", "promises more time than the law allows."),
            EDIT,
            powers.rule("power-promise"),
        )
    for row in powers.ask(
        "", f"p.actual_size > CASE WHEN p.promised_size = 0 THEN {SAME_DAY} ELSE p.promised_size END"
    ):
        told = T("实际用时超过承诺时限。", "took longer than promised.")
        yield _about(
            row,
            "power-late",
            told,
            T("查明原因，兑现承诺。", "Find out why, and keep the promise."),
            powers.rule("power-late"),
        )
    if rule.shorter:
        share = Fraction(rule.shorter)
        test = "p.statutory_size > 0 AND p.promised_size * ? > p.statutory_size * ? AND p.promised_size <= p.statutory_size"
        for row in powers.ask("", test, (share.denominator, share.denominator - share.numerator)):
            told = T(
                f"承诺时限没有比法定时限缩短 {rule.shorter}。",
                f"does not promise a time that is {rule.shorter} shorter.",
            )
            yield _about(row, "power-shorter", told, EDIT, rule.rule or powers.rule("power-shorter"))


def _steps(powers: _Powers) -> Iterator[Finding]:
    """Steps that take longer than promised, lead nowhere, or that nothing leads to; one pass over all steps."""
    at: tuple[Any, ...] = ()
    nodes: list[Node] = []
    found = powers.office.stream(
        "SELECT p.uid, p.unit, p.name, COALESCE(p.drafted_on, ''), COALESCE(p.promised_size, -1), s.number, s.kind, s.goes_to,"
        f" s.together, s.size FROM {{power}} p JOIN {{power_step}} s ON s.power = p.uid WHERE {STAND}"
        " ORDER BY p.scope, p.id, s.number, s.id",
        (powers.low, powers.high, *ENDED),
    )
    for row in found:
        if at and row[0] != at[0]:
            yield from _walked(powers, at, nodes)
            nodes = []
        at = row[:5]
        nodes.append(
            Node(row[5], "", row[6] or "step", goes_to=row[7] or "", together=row[8] or "", size=int(row[9] or 0))
        )
    if at:
        yield from _walked(powers, at, nodes)


def _walked(powers: _Powers, row: Sequence[Any], nodes: list[Node]) -> Iterator[Finding]:
    """What is wrong with the steps of one power."""
    remedy = T("用 gongkai power_step edit 改正环节。", "Mend the steps with gongkai power_step edit.")
    chart, promised = chart_of("", nodes), int(row[4])
    rule = powers.rule("power-steps")
    if 0 <= promised < chart.longest:
        days = (Fraction(chart.longest, SIZES["wd"]), Fraction(promised, SIZES["wd"]))
        long, short = (f"{float(value):.2f}".rstrip("0").rstrip(".") for value in days)
        told = T(
            f"各环节时限合计 {long} 个工作日，超过承诺的 {short} 个工作日。",
            f"takes {long} working days by its steps, more than the {short} promised.",
        )
        yield _about(row, "power-steps-long", told, remedy, powers.rule("power-steps-long"))
    for number, target in chart.lost:
        told = T(
            f"第 {number} 环节转至第 {target} 环节，没有这一环节。",
            f"has a step {number} that goes to {target}, which is not there.",
        )
        yield _about(row, "power-steps-lost", told, remedy, rule)
    if chart.unreached:
        names = ", ".join(map(str, chart.unreached[:8]))
        yield _about(
            row,
            "power-steps-apart",
            T(f"环节 {names} 没有前一环节。", f"has steps that nothing leads to: {names}."),
            remedy,
            rule,
        )
    if not any(node.kind == "end" for node in nodes):
        yield _about(row, "power-steps-endless", T("流程没有结束环节。", "has no last step."), remedy, rule)
    numbers = [node.number for node in nodes]
    if len(set(numbers)) < len(numbers):
        yield _about(row, "power-steps-twice", T("有环节序号重复。", "has two steps of one number."), remedy, rule)


def _joint(powers: _Powers) -> Iterator[Finding]:
    """Joint approvals that are none: no group of steps in which several units work at once."""
    units = "SELECT COUNT(DISTINCT COALESCE(s.handler, p.unit)) FROM {power_step} s WHERE s.power = p.uid AND s.together <> ''"
    for row in powers.ask("", f"p.joint = 1 AND ({units}) < 2"):
        told = T(
            "列为并联审批，却没有几个单位同时办理的环节。",
            "is a joint approval without steps that several units handle at once.",
        )
        remedy = T(
            "给同时办理的环节填上并联组和办理单位。", "Give the steps done at once a parallel group and their units."
        )
        yield _about(row, "power-joint", told, remedy, powers.rule("power-joint"))


def _codes(powers: _Powers) -> Iterator[Finding]:
    """Codes against the profile's pattern, and codes of two powers."""
    rule = powers.office.profile.table("power_code", PowerCode)
    if rule.pattern:
        for row in powers.ask("p.code", "p.code IS NOT NULL"):
            if not check_code(rule, row[4]):
                yield _about(
                    row,
                    "power-code",
                    T(f"编码 {row[4]} 不合规则。", f"has the code {row[4]}, against the rule."),
                    EDIT,
                    rule.rule or powers.rule("power-code"),
                )
    twice = (
        "SELECT code FROM {power} WHERE code IS NOT NULL GROUP BY code HAVING COUNT(DISTINCT COALESCE(series, uid)) > 1"
    )
    for row in powers.ask("p.code", f"p.code IN ({twice})"):
        yield _about(
            row,
            "power-code-twice",
            T(f"编码 {row[4]} 与另一项重复。", f"shares the code {row[4]} with another."),
            EDIT,
            rule.rule or powers.rule("power-code"),
        )


def review_stamps(office: "Office") -> list[str]:
    """The fields that the reviews of the profile's workflow stamp with who did them, submission first."""
    flow = office.workflow(office.resource("power"))
    ahead = [a for a in flow.action if a.target and not a.back and a.target != PUBLISHED and a.key not in ENDED]
    return [name for action in ahead for name, what in action.stamps.items() if what == "actor"]


def _reviews(powers: _Powers) -> Iterator[Finding]:
    """Powers that stand as confirmed without one of the reviews: brought in from elsewhere."""
    office = powers.office
    resource, stamps = office.resource("power"), review_stamps(office)
    flags = ", ".join(f"CASE WHEN p.{name} IS NULL THEN 1 ELSE 0 END" for name in stamps)
    lacking = " OR ".join(f"p.{name} IS NULL" for name in stamps)
    if not stamps:
        return
    for row in powers.ask(flags, f"p.stage IN ({', '.join('?' for _ in SETTLED)}) AND ({lacking})", SETTLED):
        missing = [resource.meta(name).label for name, gone in zip(stamps, row[4:], strict=True) if gone]
        told = T(
            f"列入目录却没有{'、'.join(m.zh for m in missing)}。",
            f"is in the catalogue without {', '.join(m.en for m in missing)}.",
        )
        yield _about(
            row,
            "power-unreviewed",
            told,
            T(
                "退回清理（已公布的先调整），重新审核。",
                "Rework it (adjust it when it is public), and have it reviewed.",
            ),
            powers.rule("power-unreviewed"),
        )


def _duties(powers: _Powers) -> Iterator[Finding]:
    """The unit's own list against the duties it was given, both ways; only units whose duties are on record."""
    office = powers.office
    within = "(',' || COALESCE(p.duty, '') || ',') LIKE ('%,' || d.number || ',%')"
    known = "EXISTS (SELECT 1 FROM {power_duty} d WHERE d.unit = p.unit)"
    held = f"EXISTS (SELECT 1 FROM {{power_duty}} d WHERE d.unit = p.unit AND {within})"
    for row in powers.ask("", f"{known} AND NOT {held}"):
        told = T("在“三定”职责中找不到对应。", "answers to no duty of its unit.")
        remedy = T(
            "填写对应职责的序号；没有的应清理。", "Give the number of the duty; without one it is to be cleared."
        )
        yield _about(row, "power-without-duty", told, remedy, powers.rule("power-without-duty"))
    lone = office.rows(
        "SELECT d.uid, d.unit, d.number, d.name FROM {power_duty} d WHERE d.scope BETWEEN ? AND ? AND COALESCE(d.empowers, 1) = 1"
        f" AND NOT EXISTS (SELECT 1 FROM {{power}} p WHERE p.unit = d.unit AND {within} AND p.stage NOT IN"
        f" ({', '.join('?' for _ in ENDED)})) ORDER BY d.scope, d.id",
        (powers.low, powers.high, *ENDED),
    )
    for uid, unit, number, name in lone:
        what = T(f"职责 {number}“{name}”没有报出职权。", f"No power was reported for duty {number} “{name}”.")
        remedy = T("由该单位补报，或注明不涉及职权。", "Have the unit report it, or mark the duty as giving none.")
        yield Finding("duty-without-power", what, remedy, unit, powers.rule("duty-without-power"), "power_duty", uid)


def _cuts(powers: _Powers) -> Iterator[Finding]:
    """Kept although a test of the review says that it should go."""
    for row in powers.ask("", "p.cut_tests IS NOT NULL AND p.cut_tests <> '' AND p.stage <> 'draft'"):
        told = T("有应减情形，应减未减。", "should have been cut and was not.")
        yield _about(
            row,
            "power-uncut",
            told,
            T("取消它，或改正应减情形。", "Cancel it, or mend the grounds."),
            powers.rule("power-uncut"),
        )


def _lists(powers: _Powers) -> Iterator[Finding]:
    """Units that must have a catalogue of powers and have none."""
    office = powers.office
    have = {
        row[0]
        for row in office.rows(
            "SELECT DISTINCT unit FROM {power} WHERE scope BETWEEN ? AND ?", (powers.low, powers.high)
        )
    }
    seen = {
        row[0] for row in office.rows("SELECT uid FROM {unit} WHERE scope BETWEEN ? AND ?", (powers.low, powers.high))
    }
    for item in office.profile.items("power_list", PowerList).values():
        for uid, name, scope in selected(office, item.to):
            if powers.low <= scope <= powers.high and uid in seen and uid not in have:
                remedy = T("由该单位清理报送职权：谁行使、谁清理。", "The unit that exercises powers reports them.")
                what = T(f"{name}没有职权目录。", f"{name} has no catalogue of powers.")
                yield Finding("power-list", what, remedy, uid, item.rule, item=f"power_list:{item.id}")


def _counts(powers: _Powers) -> Iterator[Finding]:
    """Units whose changes do not add up to the powers that they have in the catalogue."""
    office = powers.office
    from gongkai.plugins.catalog.powers.counting import count_now

    there = dict(
        office.rows(
            "SELECT unit, COUNT(DISTINCT COALESCE(series, uid)) FROM {power} WHERE scope BETWEEN ? AND ? AND"
            f" (stage IN ({', '.join('?' for _ in SETTLED)}) OR (stage NOT IN ({', '.join('?' for _ in ENDED)})"
            " AND changed_on IS NOT NULL)) GROUP BY unit",
            (powers.low, powers.high, *SETTLED, *ENDED),
        )
    )
    for unit, number in count_now(office, powers.low, powers.high).items():
        if unit in there and there[unit] != number:
            what = T(
                f"职权底数按变动为 {number} 项，目录中为 {there[unit]} 项。",
                f"By its changes the unit has {number} powers, in the catalogue {there[unit]}.",
            )
            remedy = T("补记变动，或核定底数。", "Record the missing changes, or a base number.")
            yield Finding("power-count", what, remedy, unit, powers.rule("power-count"), "power_change")


def check_rules(office: "Office") -> Iterator[T]:
    """What is wrong with the profile's rules for powers, for ``gongkai doctor``."""
    from gongkai.plugins.catalog.powers.codes import check_rule
    from gongkai.plugins.catalog.powers.drawing import standard_nodes
    from gongkai.plugins.catalog.powers.rules import PowerSteps

    profile, fields = office.profile, office.resource("power").fields
    kinds = {key for key, _ in profile.choices["power_kind"]}
    wrong = check_rule(profile.table("power_code", PowerCode))
    if wrong is not None:
        yield wrong
    time = profile.table("power_time", PowerTime)
    if time.shorter and not _is_share(time.shorter):
        yield T(f"[power_time] shorter {time.shorter} 不是分数。", f"[power_time] shorter {time.shorter} is no share.")
    for item in profile.items("power_fields", PowerFields).values():
        names = [part for name in item.fields for part in name.split("|")] + list(item.only)
        for name in [n for n in names if n not in fields] + [k for k in item.kinds if k not in kinds]:
            yield T(
                f"职权要素 {item.id} 用到了没有的 {name}。", f"power_fields {item.id} names {name}, which is not there."
            )
    for steps in profile.items("power_steps", PowerSteps).values():
        try:
            chart = chart_of("", standard_nodes(steps))
        except BadInput as error:
            yield T(f"标准环节 {steps.key}：{error.message.zh}", f"power_steps {steps.key}: {error.message.en}")
            continue
        if chart.lost or chart.unreached:
            yield T(f"标准环节 {steps.key} 有环节接不上。", f"power_steps {steps.key} has steps that do not join.")


def _is_share(text: str) -> bool:
    try:
        return 0 < Fraction(text) < 1
    except (ValueError, ZeroDivisionError):
        return False
