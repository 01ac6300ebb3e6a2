"""``check_tree``: every derived column of the registry worked out again and compared, for ``gongkai doctor``.

A record's scope follows its unit's place, a unit's its division; parents stand above, exist and run in no circle; a
unit's past has neither gaps nor overlaps. Each check is one query over a whole table.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gongkai.core.codes import Level, contains, format_code, parse_code
from gongkai.core.i18n import T
from gongkai.core.ledger.shifts import place_columns
from gongkai.core.ledger.verify import batches
from gongkai.core.pinyin import initials, initials_many
from gongkai.core.registry.acts import SHARE_PLACES

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.core.resource import Resource

NAMED = 5  # records that are named in one finding

RESTORE = T(
    "由系统推算的内容被改动；用 gongkai verify 查看，从备份恢复（gongkai restore）。",
    "What gongkai works out itself was changed; see gongkai verify, restore a backup (gongkai restore).",
)
RELOAD = T("重新载入区划名录（gongkai division load）。", "Load the list of divisions again (gongkai division load).")
MEND = T("运行 gongkai doctor --mend 改正。", "gongkai doctor --mend puts it right.")
EDIT = T(
    "用 gongkai unit edit 改正上级单位（parent=）。",
    "Mend the parent unit with gongkai unit edit (parent=).",
)


@dataclass(frozen=True)
class Difference:
    """What is not as it should be, and what a person can do about it."""

    what: T
    remedy: T

    def __str__(self) -> str:
        return str(T(f"{self.what.zh}。{self.remedy.zh}", f"{self.what.en}. {self.remedy.en}"))


_LOST = (
    "WITH RECURSIVE reached(uid) AS (SELECT uid FROM unit WHERE COALESCE(parent, '') = ''"
    " UNION SELECT u.uid FROM unit u JOIN reached r ON u.parent = r.uid)"
    " SELECT u.uid, u.name FROM unit u LEFT JOIN unit p ON p.uid = u.parent"
    " WHERE p.uid IS NOT NULL AND u.uid NOT IN (SELECT uid FROM reached) ORDER BY u.uid"
)
_LOST_PLACES = (
    "WITH RECURSIVE reached(code) AS (SELECT code FROM division WHERE parent IS NULL"
    " UNION SELECT d.code FROM division d JOIN reached r ON d.parent = r.code)"
    " SELECT code, name FROM division WHERE code NOT IN (SELECT code FROM reached) ORDER BY code"
)


def check_tree(office: "Office") -> list[Difference]:
    """What differs from what it should be; empty when all is well."""
    return [
        *_own(office),
        *_divisions(office),
        *_units(office),
        *(finding for resource in office.resources.values() for finding in _records(office, resource)),
        *_unit_terms(office),
        *_division_terms(office),
        *_lineage(office),
    ]


def _own(office: "Office") -> Iterator[Difference]:
    code, said = format_code(office.scope), format_code(parse_code(office.settings.division))
    if code != said:
        zh = f"gongkai.toml 的 division = {said} 已过时，现为 {code}"  # zh-data
        yield Difference(T(zh, f"division = {said} in gongkai.toml is outdated: it is {code} now"), MEND)
    elif not office.store.sql("SELECT 1 FROM division WHERE code = ?", (office.scope,)):
        what = T(
            f"gongkai.toml 的 division = {said} 不在本库的区划中",
            f"division = {said} in gongkai.toml is not in this store",
        )
        yield Difference(what, T("改正 gongkai.toml，或从备份恢复。", "Mend gongkai.toml, or restore a backup."))


def _finding(what: T, rows: Sequence[Sequence[Any]], remedy: T = RESTORE) -> Iterator[Difference]:
    """One finding for all rows of a kind, some of them by name."""
    if rows:
        names = "；".join(" ".join(map(str, row)) for row in rows[:NAMED])  # zh-data
        more = T("等", " and others") if len(rows) > NAMED else T("", "")
        latin = names.replace("；", "; ")  # zh-data
        told = T(f"{what.zh}：{len(rows)} 条（{names}{more.zh}）", f"{what.en}: {len(rows)} ({latin}{more.en})")
        yield Difference(told, remedy)


def _divisions(office: "Office") -> Iterator[Difference]:
    store = office.store
    pairs = store.stream(
        "SELECT d.code, d.name, d.level, p.code, p.level, d.parent FROM division d LEFT JOIN division p ON p.code = d.parent"
        " WHERE d.parent IS NOT NULL"
    )
    orphans, wrong_level, outside = [], [], []
    for code, name, level, above, above_level, _ in pairs:
        if above is None:
            orphans.append((name, format_code(code)))
        elif above_level >= level:
            wrong_level.append((name, format_code(code)))
        elif not contains(above, code):
            outside.append((name, format_code(code)))
    yield from _finding(T("区划的上级不存在", "divisions whose parent is missing"), orphans)
    yield from _finding(
        T("区划的层级不低于上级", "divisions that are not below the level of their parent"), wrong_level
    )
    yield from _finding(T("区划的代码不在上级范围内", "divisions outside the codes of their parent"), outside)
    yield from _finding(
        T("区划的首字母与名称不符", "divisions whose initials are not their name's"), _initials(office), RELOAD
    )
    lost = store.sql(_LOST_PLACES) if wrong_level or outside else []
    yield from _finding(T("区划的上级成环", "divisions whose parents run in a circle"), lost if not orphans else [])


def _initials(office: "Office") -> list[tuple[str, str]]:
    """Divisions that would not be found by the initials of their name."""
    wrong: list[tuple[str, str]] = []
    county = Level.COUNTY.value
    for above in (True, False):
        test = "level <= ?" if above else "level > ?"
        rows = office.store.stream(f"SELECT code, name, initials FROM division WHERE {test} ORDER BY code", (county,))
        for batch in batches(rows):
            names = [row[1] for row in batch]
            right = [initials(name, phrase_aware=True) for name in names] if above else initials_many(names)
            wrong += [
                (row[1], format_code(row[0])) for row, mark in zip(batch, right, strict=True) if row[2] != mark
            ]  # fmt: skip
    return wrong


def _units(office: "Office") -> Iterator[Difference]:
    store, today = office.store, office.today.isoformat()
    yield from _finding(
        T("单位的范围与所在区划不符", "units whose scope is not their division"),
        store.sql("SELECT name, uid FROM unit WHERE scope <> COALESCE(division, 0) OR unit <> uid ORDER BY uid"),
    )
    yield from _finding(
        T("单位所在的区划不存在", "units in a division that is not there"),
        store.sql(
            "SELECT u.name, u.uid FROM unit u LEFT JOIN division d ON d.code = u.division WHERE d.code IS NULL ORDER BY u.uid"
        ),
    )
    yield from _finding(
        T("上级单位不存在", "units whose parent unit is missing"),
        store.sql(
            "SELECT u.name, u.uid FROM unit u LEFT JOIN unit p ON p.uid = u.parent"
            " WHERE COALESCE(u.parent, '') <> '' AND p.uid IS NULL ORDER BY u.uid"
        ),
        EDIT,
    )
    yield from _finding(
        T("上级单位已撤销", "units whose parent unit has ended"),
        store.sql(
            "SELECT u.name, u.uid FROM unit u JOIN unit p ON p.uid = u.parent WHERE p.valid_to <= ?"
            " AND (u.valid_to IS NULL OR u.valid_to > ?) ORDER BY u.uid", (today, today),
        ),
        EDIT,
    )  # fmt: skip
    yield from _finding(T("上级单位成环", "units whose parents run in a circle"), store.sql(_LOST), EDIT)
    rows = store.stream("SELECT name, uid, initials FROM unit ORDER BY uid")
    wrong = [
        row[:2]
        for batch in batches(rows)
        for row, mark in zip(batch, initials_many([row[0] or "" for row in batch]), strict=True)
        if (row[2] or "") != mark
    ]
    yield from _finding(T("单位的首字母与名称不符", "units whose initials are not their name's"), wrong)


def _records(office: "Office", resource: "Resource") -> Iterator[Difference]:
    if resource.key == "unit":
        return
    store, name = office.store, resource.name
    if resource.placed:
        yield from _finding(
            T(f"{name.zh}没有单位", f"records without a unit ({name.en})"),
            store.sql(
                f"SELECT r.uid FROM {resource.table} r LEFT JOIN unit u ON u.uid = r.unit WHERE u.uid IS NULL ORDER BY r.uid"
            ),
        )
    if resource.placed or resource.key == "grant":  # a grant on a unit lies where that does
        yield from _finding(
            T(f"{name.zh}的范围与单位所在地不符", f"records away from their unit's place ({name.en})"),
            store.sql(
                f"SELECT r.uid FROM {resource.table} r JOIN unit u ON u.uid = r.unit WHERE r.scope <> u.scope ORDER BY r.uid"
            ),
        )
    # the superior's deployment lies above this office, but concerns it
    if not resource.placed and resource.key != "deployment" and "division" in place_columns(resource):
        yield from _finding(
            T(f"{name.zh}的范围与区划不符", f"records whose scope is not their division ({name.en})"),
            store.sql(
                f"SELECT uid FROM {resource.table} WHERE unit IS NULL AND scope <> COALESCE(division, 0) ORDER BY uid"
            ),
        )


def _unit_terms(office: "Office") -> Iterator[Difference]:
    """Each interval begins where the one before ended."""
    rows = office.store.sql(
        "SELECT e.name, e.uid FROM (SELECT name, uid, state, valid_from, LAG(valid_to) OVER (PARTITION BY unit"
        " ORDER BY valid_to, seq) AS ended FROM unit_term WHERE state <> 'never') e"
        " WHERE e.ended IS NOT NULL AND COALESCE(e.valid_from, '') <> e.ended ORDER BY e.uid"
    )
    yield from _finding(T("单位沿革有空档或重叠", "gaps or overlaps in the past of units"), rows)
    backwards = office.store.sql("SELECT name, uid FROM unit_term WHERE valid_from > valid_to ORDER BY uid")
    yield from _finding(T("单位沿革止于开始之前", "intervals of units that end before they begin"), backwards)
    alone = office.store.sql(
        "SELECT e.name, e.uid FROM unit_term e LEFT JOIN unit u ON u.uid = e.unit WHERE u.uid IS NULL ORDER BY e.uid"
    )
    yield from _finding(T("沿革没有单位", "a past without a unit"), alone)


def _division_terms(office: "Office") -> Iterator[Difference]:
    store = office.store
    rows = store.sql(
        "SELECT name, code FROM division_term WHERE valid_from > valid_to UNION ALL"
        " SELECT d.name, d.code FROM division_term d JOIN division_term e ON e.code = d.code AND e.id > d.id"
        " AND d.state <> 'never' AND e.state <> 'never' AND e.valid_from < d.valid_to ORDER BY 2"
    )
    yield from _finding(
        T("区划沿革重叠", "overlaps in the past of divisions"), [(name, format_code(code)) for name, code in rows]
    )
    lost = store.sql(
        "SELECT DISTINCT t.name, t.code FROM division_term t LEFT JOIN division d ON d.code = t.became"
        " WHERE t.state <> 'never' AND t.became IS NOT NULL AND d.code IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM division_term e WHERE e.code = t.became AND e.seq > t.seq AND e.state <> 'never')"
        " AND NOT EXISTS (SELECT 1 FROM place_shift s WHERE t.became BETWEEN s.low AND s.high AND s.seq > t.seq"
        " AND s.state <> 'never') ORDER BY 2"
    )
    yield from _finding(
        T("区划不知去向", "divisions that went nobody knows where"), [(name, format_code(code)) for name, code in lost]
    )


def _lineage(office: "Office") -> Iterator[Difference]:
    """Edges whose ends or whose act are not there, and shares of one source that do not add up."""
    store = office.store
    for end, words in (
        ("source", T("沿革关系的原单位不存在", "lineage from a unit that is not there")),
        ("target", T("沿革关系的现单位不存在", "lineage to a unit that is not there")),
    ):
        rows = store.sql(  # a division stands there by its code, 12 or 15 digits; an id has 16 characters
            f"SELECT l.{end}_name, l.uid FROM lineage l LEFT JOIN unit u ON u.uid = l.{end}"
            f" WHERE length(l.{end}) = 16 AND u.uid IS NULL ORDER BY l.uid"
        )
        yield from _finding(words, rows)
    alone = store.sql(
        "SELECT l.source_name, l.uid FROM lineage l LEFT JOIN reorg_act a ON a.uid = l.act AND a.stage = 'applied'"
        " WHERE a.uid IS NULL ORDER BY l.uid"
    )
    yield from _finding(T("沿革关系没有对应的已实施决定", "lineage of an act that is not in force"), alone)
    shares = store.sql(
        "SELECT min(source_name), source FROM lineage WHERE share IS NOT NULL GROUP BY act, source"
        " HAVING sum(share) > ? ORDER BY source", (10**SHARE_PLACES,),
    )  # fmt: skip
    yield from _finding(T("沿革比例之和大于 1", "shares of lineage that add up to more than 1"), shares)
