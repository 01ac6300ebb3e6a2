"""Which places have too few units of a sort, or too many: the ``[[coverage]]`` of the rules."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from gongkai.core.access import scope_sql
from gongkai.core.codes import Level
from gongkai.core.i18n import T
from gongkai.core.registry.lacking import Lack, Range
from gongkai.core.registry.select import any_of, units_sql
from gongkai.core.rules import Coverage

if TYPE_CHECKING:
    from gongkai.core.office import Office

WIDTHS = {
    Level.NATION: 10**15, Level.PROVINCE: 10**13, Level.PREFECTURE: 10**11, Level.COUNTY: 10**9,
    Level.TOWNSHIP: 10**6, Level.VILLAGE: 10**3,
}  # fmt: skip
"""How many places lie in a division of a level."""


def coverages(office: "Office", span: Range) -> Iterator[Lack]:
    """The questions of every coverage, level by level."""
    for item in office.profile.items("coverage", Coverage).values():
        for level in Level:
            if level.key in item.levels and level in WIDTHS:
                if item.at_least:
                    yield _question(office, item, level, span, few=True)
                if item.at_most is not None:
                    yield _question(office, item, level, span, few=False)


def _question(office: "Office", item: Coverage, level: Level, span: Range, few: bool) -> Lack:
    units, values = units_sql(office, item.of, *span)
    width = WIDTHS[level] if item.whole else 1
    places, seen = _places(office, item, level, span)
    name, limit = item.name, item.at_least if few else item.at_most
    test = "COALESCE(h.n, 0) < ?" if few else "COALESCE(h.n, 0) > ?"

    def tell(place: str, said: str) -> T:
        if few:
            return T(
                f"{place}的{name.zh}有 {said} 个，应不少于 {limit} 个。", f"{place} has {said} of {limit}: {name.en}."
            )
        return T(
            f"{place}的{name.zh}有 {said} 个，应不多于 {limit} 个。", f"{place} has {said}, at most {limit}: {name.en}."
        )

    today = office.today.isoformat()
    return Lack(
        "coverage-few" if few else "coverage-many", item.rule, f"coverage:{item.key}",
        "SELECT COALESCE((SELECT g.uid FROM unit g WHERE g.scope = d.scope AND (g.valid_to IS NULL OR g.valid_to > ?)"
        " ORDER BY g.id LIMIT 1), '') AS unit, d.name, d.scope, CAST(COALESCE(h.n, 0) AS TEXT) AS said, '' AS record"
        f" FROM {places} d LEFT JOIN (SELECT u.scope / {width} AS place, count(*) AS n FROM {units} u GROUP BY u.scope / {width}) h"
        f" ON h.place = d.scope / {width} WHERE {test}",
        [today, *seen, *values, limit], tell,
        T("用 gongkai unit generate 或 unit add 补上单位。", "Add the unit: gongkai unit generate, or unit add.") if few
        else T("核对是否重复设置；确属重复的用机构改革合并。", "Check for doubles; merge them by an act (gongkai act)."),
    )  # fmt: skip


def tally(office: "Office", item: Coverage, span: Range) -> tuple[int, int]:
    """How many divisions a coverage counts, and in how many of them there is at least one such unit."""
    units, values = units_sql(office, item.of, *span)
    all_of_them = covered = 0
    for level in Level:
        if level.key not in item.levels or level not in WIDTHS:
            continue
        width = WIDTHS[level] if item.whole else 1
        places, seen = _places(office, item, level, span)
        row = office.store.sql(
            f"SELECT count(*), count(h.place) FROM {places} d LEFT JOIN (SELECT DISTINCT u.scope / {width} AS place"
            f" FROM {units} u) h ON h.place = d.scope / {width}",
            [*seen, *values],
        )[0]
        all_of_them, covered = all_of_them + int(row[0]), covered + int(row[1])
    return all_of_them, covered


def _places(office: "Office", item: Coverage, level: Level, span: Range) -> tuple[str, list[Any]]:
    """The divisions of a level that the acting account may see, but for those that stand for others."""
    visible, rights = scope_sql(office, "v")
    tests, params = [f"level = {level.value}", "kind NOT IN ('pseudo', 'virtual')", "code BETWEEN ? AND ?"], [*span]
    values: list[Any] = list(params)
    if item.place_ends:
        text, words = _ending(item.place_ends)
        tests.append(text)
        values += words
    if item.place_not_ends:
        text, words = _ending(item.place_not_ends)
        tests.append(f"NOT {text}")
        values += words
    inner = f"SELECT code AS scope, '' AS unit, name FROM division WHERE {' AND '.join(tests)}"
    return f"(SELECT v.scope, v.name FROM ({inner}) v WHERE {visible})", [*values, *rights]


def _ending(words: tuple[str, ...]) -> tuple[str, list[str]]:
    text, values = any_of("name", words)
    return text, [value.removesuffix("%") for value in values]
