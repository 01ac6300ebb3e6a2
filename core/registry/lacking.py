"""What the rules of the registry want and what is not so, as set-based questions: one statement for each.

A ``Lack`` is a sub-select of (unit, name, scope, said, record): the unit concerned, its name and place, what is to be
told of it, and the record of a register where there is one. It is listed, counted by place or by unit with the same
statement, for one town or for the nation.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.registry.models import FACILITIES, POSTS, UNITS
from gongkai.core.registry.select import any_of, units_sql
from gongkai.core.resource import Resource
from gongkai.core.rules import Body, FacilityKind, PostKind, Seat, Selector, UnitFact
from gongkai.core.text import nearest

if TYPE_CHECKING:
    from gongkai.core.office import Office

Range = tuple[int, int]
Sql = tuple[str, list[Any]]


@dataclass(frozen=True)
class Lack:
    """One question to the store.

    Attributes:
        code: kind of finding, stable for scripts.
        rule, item: id of the rule that asks, and the item of the profile (``post_kind:officer``) that stands for it.
        sql: the sub-select, with its values.
        tell: words for (name of the unit, what was said).
        remedy: how to mend it.
        register: the register that ``record`` belongs to.
    """

    code: str
    rule: str
    item: str
    sql: str
    params: list[Any]
    tell: Callable[[str, str], T]
    remedy: T
    register: str = ""


NAME_PERSON = T(
    "在岗位登记册中明确一人（gongkai post handover）。",
    "Name a person in the register of posts (gongkai post handover).",
)
MEND_POST = T("在岗位登记册中改正。", "Mend it in the register of posts.")


def held(alias: str, day: str) -> Sql:
    """Whether a post's row has a holder on a day, as a condition."""
    return (
        f"{alias}.person <> '' AND ({alias}.valid_from IS NULL OR {alias}.valid_from <= ?)"
        f" AND ({alias}.valid_to IS NULL OR {alias}.valid_to >= ?)",
        [day, day],
    )


def blanks(resource: Resource, alias: str, names: tuple[str, ...]) -> str:
    """The names of those fields that are empty, each with a comma behind it, as an expression; of ``email|website``
    one must be filled.

    Raises:
        BadInput: the register has no such field.
    """
    parts = []
    for name in names:
        for choice in name.split("|"):
            resource.meta(choice)
        empty = " AND ".join(f"COALESCE(CAST({alias}.{choice} AS TEXT), '') = ''" for choice in name.split("|"))
        parts.append(f"CASE WHEN {empty} THEN '{name},' ELSE '' END")
    return " || ".join(parts)


def post_named(office: "Office", section: str, item: str, key: str) -> PostKind:
    """The post that an item of the profile names.

    Raises:
        BadInput: there is none; names file and line.
    """
    kinds = office.profile.items("post_kind", PostKind)
    if key not in kinds:
        at = office.profile.origin(section, item)
        where = f"{at.file}:{at.line}" if at else section
        near = nearest(key, list(kinds))
        raise BadInput(
            T(f"{where}：{item} 所说的岗位 {key} 不存在。", f"{where}: {item} names a post {key} that is not there."),
            T(f"最接近的是 {near[0]}。", f"The nearest is {near[0]}.") if near
            else T("用 [[post_kind]] 声明它。", "Declare it as [[post_kind]]."),
        )  # fmt: skip
    return kinds[key]


def labels(resource: Resource, said: str) -> T:
    """The fields that ``blanks`` gave, in words."""
    found = []
    for name in filter(None, said.split(",")):
        choices = [resource.meta(choice).label for choice in name.split("|")]
        found.append(T("或".join(c.zh for c in choices), " or ".join(map(low, choices))))  # zh-data
    return T("、".join(label.zh for label in found), ", ".join(low(label) for label in found))  # zh-data


def low(words: T) -> str:
    """A label's English within a sentence."""
    return words.en[:1].lower() + words.en[1:]


def lacking(office: "Office", low: int, high: int) -> Iterator[Lack]:
    """Every question that the profile asks of a range of places."""
    from gongkai.core.registry.covering import coverages  # asks of divisions, not of units

    profile, span = office.profile, (low, high)
    for kind in profile.items("post_kind", PostKind).values():
        yield from _post(office, kind, span)
    for body in profile.items("body", Body).values():
        yield from _body(office, body, span)
    for facility in profile.items("facility", FacilityKind).values():
        yield from _facility(office, facility, span)
    for fact in profile.items("unit_fact", UnitFact).values():
        if fact.of is not None and fact.needs:
            yield _fact(office, fact, fact.of, span)
    yield from coverages(office, span)


# posts


def _post(office: "Office", kind: PostKind, span: Range) -> Iterator[Lack]:
    if kind.required is not None:
        yield _missing(office, kind, kind.required, span)
    name = kind.name
    if kind.same_as:
        other = post_named(office, "post_kind", kind.key, kind.same_as).name
        now, days = held("q", office.today.isoformat())
        there = f"SELECT 1 FROM post q WHERE q.unit = p.unit AND q.kind = ? AND {now}"
        values = [kind.same_as, *days]
        yield _holders(
            office, kind, span, "post-other-person",
            f"EXISTS ({there}) AND NOT EXISTS ({there} AND q.person = p.person)", [*values, *values],
            lambda unit, said: T(f"{unit}的{name.zh}{said}不是{other.zh}本人。", f"{unit}: {low(name)} {said} is not the {low(other)}."),
        )  # fmt: skip
    if kind.not_same_as:
        now, days = held("q", office.today.isoformat())
        marks = ", ".join("?" for _ in kind.not_same_as)
        same = f"SELECT 1 FROM post q WHERE q.unit = p.unit AND q.kind IN ({marks}) AND q.person = p.person AND {now}"
        others = [post_named(office, "post_kind", kind.key, key).name for key in kind.not_same_as]
        zh, en = "、".join(o.zh for o in others), ", ".join(o.en for o in others)  # zh-data
        yield _holders(
            office, kind, span, "post-same-person", f"EXISTS ({same})", [*kind.not_same_as, *days],
            lambda unit, said: T(f"{unit}的{name.zh}{said}兼任了{zh}。", f"{unit}: {low(name)} {said} is also {en}."),
        )  # fmt: skip
    if kind.needs:
        empty = blanks(POSTS, "p", kind.needs)
        yield replace(
            _holders(
                office, kind, span, "post-field", f"{empty} <> ''", [],
                lambda unit, said: (lambda what: T(f"{unit}的{name.zh}没有填写{what.zh}。", f"{unit}: {low(name)} lacks {what.en}."))(
                    labels(POSTS, said)
                ),
                empty,
            ),
            remedy=T("在岗位登记册中补上。", "Fill it in in the register of posts."),
        )  # fmt: skip
    if kind.min_months:
        yield _short(office, kind, span)
    if kind.full_time is not None:
        want = T("应为专职", "must be full-time") if kind.full_time else T("应为兼职", "must not be full-time")
        yield _holders(
            office, kind, span, "post-full-time", "COALESCE(p.full_time, 0) <> ?", [int(kind.full_time)],
            lambda unit, said: T(f"{unit}的{name.zh}{said}{want.zh}。", f"{unit}: {low(name)} {said} {want.en}."),
        )  # fmt: skip
    if kind.titles:
        like, words = any_of("p.title", kind.titles)
        zh, en = "、".join(kind.titles), ", ".join(kind.titles)  # zh-data
        yield _holders(
            office, kind, span, "post-title", f"NOT COALESCE({like}, FALSE)", list(words),
            lambda unit, said: T(f"{unit}的{name.zh}{said}的职务应为{zh}。", f"{unit}: the title of {low(name)} {said} must be {en}."),
        )  # fmt: skip


def _missing(office: "Office", kind: PostKind, required: Selector, span: Range) -> Lack:
    units, values = units_sql(office, required, *span)
    now, days = held("p", office.today.isoformat())
    name, least = kind.name, kind.at_least

    def tell(unit: str, said: str) -> T:
        if said == "0":
            return T(f"{unit}没有{name.zh}。", f"{unit} has no {low(name)}.")
        return T(
            f"{unit}的{name.zh}只有 {said} 人，应不少于 {least} 人。", f"{unit} has {said} of {least}: {low(name)}."
        )

    return Lack(
        "post-missing", kind.rule, f"post_kind:{kind.key}",
        "SELECT u.uid AS unit, u.name, u.scope, CAST(COALESCE(h.n, 0) AS TEXT) AS said, '' AS record"
        f" FROM {units} u LEFT JOIN (SELECT p.unit, count(DISTINCT p.person) AS n FROM post p WHERE p.kind = ?"
        f" AND p.scope BETWEEN ? AND ? AND {now} GROUP BY p.unit) h ON h.unit = u.uid WHERE COALESCE(h.n, 0) < ?",
        [*values, kind.key, *span, *days, least], tell, NAME_PERSON,
    )  # fmt: skip


def _holders(
    office: "Office", kind: PostKind, span: Range, code: str, test: str, params: list[Any], tell: Callable[[str, str], T],
    said: str = "p.person",
) -> Lack:  # fmt: skip
    """Today's holders of a post for whom something is so that must not be."""
    units, values = units_sql(office, Selector(), *span)
    now, days = held("p", office.today.isoformat())
    return Lack(
        code, kind.rule, f"post_kind:{kind.key}",
        f"SELECT u.uid AS unit, u.name, u.scope, {said} AS said, p.uid AS record FROM post p JOIN {units} u ON u.uid = p.unit"
        f" WHERE p.kind = ? AND p.scope BETWEEN ? AND ? AND {now} AND {test}",
        [*values, kind.key, *span, *days, *params], tell, MEND_POST, "post",
    )  # fmt: skip


def _short(office: "Office", kind: PostKind, span: Range) -> Lack:
    """Terms shorter than the rule wants, of those that run or ended within the last year."""
    units, values = units_sql(office, Selector(), *span)
    months, name, today = int(kind.min_months), kind.name, office.today
    last = (
        f"date(p.valid_from, '+{months} months', '-1 day')" if office.store.kind == "sqlite"
        else f"to_char(CAST(p.valid_from AS date) + interval '{months} months' - interval '1 day', 'YYYY-MM-DD')"
    )  # fmt: skip
    return Lack(
        "post-short", kind.rule, f"post_kind:{kind.key}",
        f"SELECT u.uid AS unit, u.name, u.scope, p.person AS said, p.uid AS record FROM post p JOIN {units} u ON u.uid = p.unit"
        " WHERE p.kind = ? AND p.scope BETWEEN ? AND ? AND p.person <> '' AND p.valid_from IS NOT NULL AND p.valid_to >= ?"
        f" AND p.valid_to < {last}",
        [*values, kind.key, *span, f"{today.year - 1}{today.isoformat()[4:]}"],
        lambda unit, said: T(f"{unit}的{name.zh}{said}任期不足 {months} 个月。",
                             f"{unit}: the term of {low(name)} {said} is shorter than {months} months."),
        T("核对起止日期；确需提前更换的写明原因。", "Check the dates; where an early change is needed, say why."), "post",
    )  # fmt: skip


# bodies


def _body(office: "Office", body: Body, span: Range) -> Iterator[Lack]:
    if body.of is None:
        return
    units, values = units_sql(office, body.of, *span)
    name, item = body.name, f"body:{body.key}"
    for seat in body.seats:
        called = _called(seat, post_named(office, "body", body.key, seat.post))
        if seat.same_as:
            post_named(office, "body", body.key, seat.same_as)
        test, params = _sits(office, seat)
        yield Lack(
            "seat-empty", body.rule, item,
            "SELECT u.uid AS unit, u.name, u.scope, CAST(COALESCE(h.n, 0) AS TEXT) AS said, '' AS record"
            f" FROM {units} u LEFT JOIN (SELECT p.unit, count(DISTINCT p.person) AS n FROM post p WHERE p.scope BETWEEN ? AND ?"
            f" AND {test} GROUP BY p.unit) h ON h.unit = u.uid WHERE COALESCE(h.n, 0) < ?",
            [*values, *span, *params, seat.at_least],
            lambda unit, said, called=called: T(f"{unit}的{name.zh}缺{called.zh}。", f"{unit}: {low(name)} lacks {low(called)}."),  # type: ignore[misc]
            NAME_PERSON,
        )  # fmt: skip
    if body.office:
        today = office.today.isoformat()
        where = body.office
        yield Lack(
            "body-office", body.rule, item,
            f"SELECT u.uid AS unit, u.name, u.scope, '' AS said, '' AS record FROM {units} u WHERE NOT EXISTS (SELECT 1 FROM unit o"
            " WHERE o.scope = u.scope AND (o.valid_to IS NULL OR o.valid_to > ?) AND (o.template = ? OR o.name = ? OR o.uid = ?))",
            [*values, today, where, where, where],
            lambda unit, said: T(f"{unit}的{name.zh}没有办事机构。", f"{unit}: {low(name)} has no unit to work in."),
            T("在单位登记册中补上该机构。", "Add that unit to the register."),
        )  # fmt: skip


def _sits(office: "Office", seat: Seat) -> Sql:
    now, days = held("p", office.today.isoformat())
    tests, params = [f"p.kind = ? AND {now}"], [seat.post, *days]
    if seat.same_as:
        also, more = held("q", office.today.isoformat())
        tests.append(
            f"EXISTS (SELECT 1 FROM post q WHERE q.unit = p.unit AND q.kind = ? AND q.person = p.person AND {also})"
        )
        params += [seat.same_as, *more]
    if seat.titles:
        like, words = any_of("p.title", seat.titles)
        tests.append(like)
        params += words
    if seat.units:
        marks = ", ".join("?" for _ in seat.units)
        like, words = any_of("p.title", seat.units)
        tests.append(
            f"({like} OR EXISTS (SELECT 1 FROM unit o WHERE o.uid = p.from_unit AND (o.template IN ({marks}) OR o.name IN ({marks})"
            f" OR o.uid IN ({marks}))))"
        )
        params += [*words, *seat.units, *seat.units, *seat.units]
    return " AND ".join(tests), params


def _called(seat: Seat, kind: PostKind) -> T:
    if seat.name is not None:
        return seat.name
    name = kind.name
    of = [*seat.titles, *(unit for unit in seat.units if not unit.isascii())]
    zh, en = "、".join(of), ", ".join(of)  # zh-data
    return T(f"{name.zh}（{zh}）", f"{low(name)} ({en})") if of else name


# facilities and facts


def _facility(office: "Office", kind: FacilityKind, span: Range) -> Iterator[Lack]:
    if kind.of is None:
        return
    units, values = units_sql(office, kind.of, *span)
    today = office.today.isoformat()
    name, item = kind.name, f"facility:{kind.key}"
    there = "f.kind = ? AND (f.valid_from IS NULL OR f.valid_from <= ?) AND (f.valid_to IS NULL OR f.valid_to >= ?)"
    params = [kind.key, today, today]
    remedy = T("设好后登记（gongkai facility add）。", "Set it up and register it (gongkai facility add).")
    below = "d.code > u.scope AND d.code < u.scope + 1000 AND d.parent = u.scope"
    without = f"NOT EXISTS (SELECT 1 FROM division d WHERE {below}) AND" if kind.each_below else ""
    yield Lack(
        "facility-missing", kind.rule, item,
        "SELECT u.uid AS unit, u.name, u.scope, CAST(COALESCE(h.n, 0) AS TEXT) AS said, '' AS record"
        f" FROM {units} u LEFT JOIN (SELECT f.unit, sum(COALESCE(f.number, 1)) AS n FROM facility f WHERE f.scope BETWEEN ? AND ?"
        f" AND {there} GROUP BY f.unit) h ON h.unit = u.uid WHERE {without} COALESCE(h.n, 0) < ?",
        [*values, *span, *params, kind.at_least],
        lambda unit, said: T(f"{unit}没有{name.zh}。", f"{unit} has no {low(name)}.") if said == "0"
        else T(f"{unit}的{name.zh}只有 {said} 处。", f"{unit} has only {said}: {low(name)}."),
        remedy,
    )  # fmt: skip
    if kind.each_below:
        yield Lack(
            "facility-missing", kind.rule, item,
            f"SELECT u.uid AS unit, u.name, u.scope, d.name AS said, '' AS record FROM {units} u JOIN division d ON {below}"
            f" WHERE NOT EXISTS (SELECT 1 FROM facility f WHERE f.unit = u.uid AND f.division = d.code AND {there})",
            [*values, *params],
            lambda unit, said: T(f"{unit}的{said}没有{name.zh}。", f"{unit}: {said} has no {low(name)}."), remedy,
        )  # fmt: skip
    if kind.needs:
        empty = blanks(FACILITIES, "f", kind.needs)
        yield Lack(
            "facility-field", kind.rule, item,
            f"SELECT u.uid AS unit, u.name, u.scope, {empty} AS said, f.uid AS record FROM facility f JOIN {units} u ON u.uid = f.unit"
            f" WHERE f.scope BETWEEN ? AND ? AND {there} AND {empty} <> ''",
            [*values, *span, *params],
            lambda unit, said: (lambda what: T(f"{unit}的{name.zh}没有填写{what.zh}。", f"{unit}: {low(name)} lacks {what.en}."))(
                labels(FACILITIES, said)
            ),
            T("在设施登记册中补上。", "Fill it in in the register of facilities."), "facility",
        )  # fmt: skip


def _fact(office: "Office", fact: UnitFact, of: Selector, span: Range) -> Lack:
    units, values = units_sql(office, of, *span)
    empty = blanks(UNITS, "u", fact.needs)
    return Lack(
        "unit-fact", fact.rule, f"unit_fact:{fact.key}",
        f"SELECT u.uid AS unit, u.name, u.scope, {empty} AS said, u.uid AS record FROM {units} u WHERE {empty} <> ''",
        values,
        lambda unit, said: (lambda what: T(f"{unit}没有填写{what.zh}。", f"{unit} lacks {what.en}."))(labels(UNITS, said)),
        T("在单位登记册中补上。", "Fill it in in the register of units."), "unit",
    )  # fmt: skip
