"""Finding units and divisions by what a person types: an id, a code, characters, full pinyin or initials, old names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gongkai.core.access import scoped
from gongkai.core.codes import Level, ancestors, format_code, parse_code, span
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.pinyin import keys_of_reading, reads_as
from gongkai.core.registry.labels import marked_uid
from gongkai.core.registry.models import Division, Unit

if TYPE_CHECKING:
    from gongkai.core.office import Office

TOWN = 1_000_000  # scopes in a township
EXACT, SHORT, START, INSIDE, FORMER = range(5)  # how well a name fits: whole, without its class, its beginning, a part
PAGE = 500  # of each way of finding, so many are ranked

# What the name of a division ends in: 平昌 is 平昌县 to anybody who types it.
CLASSES = frozenset((
    "特别行政区", "自治区", "自治州", "自治县", "自治旗", "林区", "地区", "省", "市", "县", "区", "旗", "盟",  # zh-data
    "街道办事处", "街道", "民族乡", "镇", "乡", "苏木", "村", "社区",  # zh-data
    "社区居委会", "社区居民委员会", "村民委员会", "村委会", "居委会",  # zh-data
))  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A division that was found.

    Attributes:
        was: the old name by which it was found; empty when it is called so now.
        ended: the day on which it ended; then there is none under its code, and nothing that took its place.
    """

    code: int
    name: str
    level: int
    kind: str
    fits: int = EXACT
    was: str = ""
    ended: str = ""


def find_divisions(
    office: "Office", text: str, level: Level | None = None, limit: int = 50, kind: str = "", ended: bool = False
) -> list[Place]:
    """Divisions whose code starts with the text, or whose name fits it: exact ones first, then those that begin with it,
    then those that hold it; the higher level first. Old names come last, with what they are called now.

    Everything above the village is found by an index. Villages are looked through only when that gave too few.

    Args:
        text: characters, full pinyin (quzhou), initials (qz), or the first digits of a code.
        ended: whether to give those that ended without a successor as well.
    """
    text = " ".join(text.split())
    if not text or limit < 1:
        return []
    digits = text.replace(" ", "")
    if digits.isascii() and digits.isdigit():
        return _by_code(office, digits, level, limit, kind)
    low = text.lower().replace(" ", "").replace("'", "") if text.isascii() else ""
    search = _Search(office, level, kind)
    found = _best(search.upper(text, low))
    if len(found) < limit and (level is None or level > Level.TOWNSHIP):
        found |= _best(search.villages(text, low, limit))
    if len(found) < limit:
        found = _best([*found.values(), *search.former(text, low, ended)])
    return sorted(found.values(), key=_order)[:limit]


def _order(place: Place) -> tuple[int, ...]:
    """A name that is whole but for its class stands with the whole ones, so that 衢州市 comes before 齐镇 for qz."""
    return (max(place.fits, SHORT), place.level, place.fits, place.code)


def _by_code(office: "Office", digits: str, level: Level | None, limit: int, kind: str) -> list[Place]:
    """Divisions under the first digits of a code, upper levels first."""
    if digits[0] == "0" or len(digits) > 15:
        return [Place(*row) for row in office.store.sql("SELECT code, name, level, kind FROM division WHERE code = 0")
                if not int(digits) and level in (None, Level.NATION)]  # fmt: skip
    low = int(digits) * 10 ** (15 - len(digits))
    rows = office.store.sql(
        "SELECT code, name, level, kind FROM division WHERE code BETWEEN ? AND ?"
        f"{' AND level = ?' if level is not None else ''}{' AND kind = ?' if kind else ''} ORDER BY level, code LIMIT ?",
        (
            low,
            low + 10 ** (15 - len(digits)) - 1,
            *((level.value,) if level is not None else ()),
            *((kind,) if kind else ()),
            limit,
        ),
    )
    return [Place(*row) for row in rows]


class _Search:
    """One search: the statements, and how well a row fits."""

    def __init__(self, office: "Office", level: Level | None, kind: str) -> None:
        self.store = office.store
        self.level, self.kind = level, kind
        self.narrow = f"{' AND level = ?' if level is not None else ''}{' AND kind = ?' if kind else ''}"
        self.values: tuple[Any, ...] = (*((level.value,) if level is not None else ()), *((kind,) if kind else ()))

    def _rows(
        self, where: str, values: Iterable[Any], limit: int = PAGE, first: str = "", *ordering: Any
    ) -> list[tuple[Any, ...]]:
        # "+level": the order must not lure SQLite into walking the levels instead of using the key
        return self.store.sql(
            f"SELECT code, name, level, kind, initials, other_initials FROM division WHERE {where}{self.narrow}"
            f" ORDER BY {first}+level, code LIMIT ?",
            (*values, *self.values, *ordering, limit),
        )

    def upper(self, text: str, low: str) -> list[Place]:
        """What fits above the village, by the indexes that leave the villages out."""
        found: list[Place] = []
        if not low:
            for where, values in (
                ("name = ?", (text,)), ("name >= ? AND name < ?", (text, text + "\U0010ffff")), ("name LIKE ? ESCAPE '!'", (_like(text),)),
            ):  # fmt: skip
                found += (_named(row, text) for row in self._rows(f"level <= 4 AND {where}", values))
            return found
        for column, only in (("initials", "level <= 4"), ("other_initials", "other_initials <> ''")):
            for where, values in ((f"{column} = ?", (low,)), (f"{column} >= ? AND {column} < ?", (low, low + "{"))):
                found += (_keyed(row, low) for row in self._rows(f"{only} AND {where}", values))
            for key in sorted(keys_of_reading(low)):
                rows = self._rows(f"{only} AND {column} >= ? AND {column} < ?", (key, key + "{"), PAGE * 10)
                found += (place for row in rows if (place := _read(row, low)))
        return found

    def villages(self, text: str, low: str, limit: int) -> list[Place]:
        """What fits among villages and what an office added: these have no index, so the table is read once."""
        if not low:
            first = "CASE WHEN name = ? THEN 0 ELSE 1 END, "
            rows = self._rows("level > 4 AND name LIKE ? ESCAPE '!'", (_like(text),), limit, first, text)
            return [_named(row, text) for row in rows]
        first = "CASE WHEN initials = ? THEN 0 ELSE 1 END, "
        rows = self._rows("level > 4 AND initials >= ? AND initials < ?", (low, low + "{"), limit, first, low)
        found = [_keyed(row, low) for row in rows]
        for key in sorted(keys_of_reading(low)):
            if len(key) > 1:  # one syllable fits a tenth of all villages
                rows = self._rows("level > 4 AND initials >= ? AND initials < ?", (key, key + "{"), PAGE * 10)
                found += (place for row in rows if (place := _read(row, low)))
        return found

    def former(self, text: str, low: str, ended: bool) -> list[Place]:
        """Old names that fit, and what stands in their place now."""
        head = "SELECT code, name, level, kind, became, seq, valid_to, act FROM division_term WHERE state = 'valid'"
        if not low:
            rows = self.store.sql(
                f"{head} AND name LIKE ? ESCAPE '!' ORDER BY valid_to DESC LIMIT ?", (_like(text), PAGE)
            )
        else:
            rows = self.store.sql(
                f"{head} AND initials <> '' AND initials >= ? AND initials < ? ORDER BY valid_to DESC LIMIT ?",
                (low, low + "{", PAGE),
            )
            for key in sorted(keys_of_reading(low)):
                more = self.store.sql(
                    f"{head} AND initials <> '' AND initials >= ? AND initials < ? ORDER BY valid_to DESC LIMIT ?",
                    (key, key + "{", PAGE),
                )
                rows += [row for row in more if reads_as(row[1], low) > 0]
        found: list[Place] = []
        for code, name, level, kind, became, seq, day, act in rows:
            place = self._now(code, name, became, seq, act)
            if place is not None and place.was:
                found.append(place)
            elif place is None and ended:
                found.append(Place(code, name, level, kind or "", FORMER, name, day))
        return [
            place for place in found
            if (self.level is None or place.level == self.level.value) and (not self.kind or place.kind == self.kind)
        ]  # fmt: skip

    def _now(self, code: int, name: str, became: int | None, seq: int, act: str) -> Place | None:
        """The division that an old name means now; None when nothing took its place."""
        now = carried_on(self.store, became, seq) if became is not None else None
        if now is None:
            heirs = self.store.sql(
                "SELECT target FROM lineage WHERE act = ? AND source = ? AND main = 1 AND target <> '' AND target IS NOT NULL LIMIT 1",
                (act, format_code(code)),
            )
            now = carried_on(self.store, parse_code(heirs[0][0]), seq) if heirs and heirs[0][0].isdigit() else None
        if now is None:
            return None
        rows = self.store.sql("SELECT code, name, level, kind FROM division WHERE code = ?", (now,))
        return _place(rows[0], FORMER, name if rows[0][1] != name else "") if rows else None


def carried_on(store: Any, code: int, seq: int) -> int | None:
    """The code now of what had a code after a link of the ledger; None when it has ended since."""
    while True:
        terms = store.sql(
            "SELECT seq, became FROM division_term WHERE code = ? AND seq > ? AND state = 'valid' ORDER BY seq LIMIT 1",
            (code, seq),
        )
        shifts = store.sql(
            "SELECT seq, delta FROM place_shift WHERE ? BETWEEN low AND high AND seq > ? AND state <> 'never' ORDER BY seq LIMIT 1",
            (code, seq),
        )
        if terms and (not shifts or terms[0][0] <= shifts[0][0]):
            seq, became = terms[0]
            if became is None:
                return None
            code = became
        elif shifts:
            seq, code = shifts[0][0], code + shifts[0][1]
        else:
            return code if store.sql("SELECT 1 FROM division WHERE code = ?", (code,)) else None


def paths_of(office: "Office", codes: Iterable[int]) -> dict[int, list[tuple[Any, ...]]]:
    """Each division with those above it by stored parents, from the top: (code, level, name, kind, parent).

    What stands above a code is among those that its digits name, so a few statements do for any number of codes.
    """
    asked = list(codes)
    wanted = list({*asked, *(above for code in asked for above in ancestors(code))})
    rows: dict[int, tuple[Any, ...]] = {}
    for start in range(0, len(wanted), PAGE):
        part = wanted[start : start + PAGE]
        marks = ", ".join("?" for _ in part)
        found = office.store.sql(f"SELECT code, level, name, kind, parent FROM division WHERE code IN ({marks})", part)
        rows |= {row[0]: row for row in found}
    paths: dict[int, list[tuple[Any, ...]]] = {}
    for code in asked:
        path: list[tuple[Any, ...]] = []
        at: int | None = code
        while at is not None and at in rows and len(path) <= Level.BELOW:
            path.append(rows[at])
            at = rows[at][4]
        paths[code] = path[::-1]
    return paths


def former_names(office: "Office", code: int) -> list[str]:
    """What a division was called before, the latest first, as far as it is known under its present code."""
    names: dict[str, None] = {}
    rows = office.store.sql(
        "SELECT t.name FROM division_term t JOIN division d ON d.code = ? WHERE t.became = ? AND t.state = 'valid'"
        " AND t.name <> d.name ORDER BY t.valid_to DESC, t.seq DESC",
        (code, code),
    )
    for (name,) in rows:
        names[name] = None
    return list(names)


def _like(text: str) -> str:
    return "%" + text.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%"


def _short(name: str, length: int) -> bool:
    """Whether what follows the first characters of a name is only its class."""
    return name[length:] in CLASSES


def _place(row: Sequence[Any], fits: int, was: str = "") -> Place:
    code, name, level, kind = row[:4]
    return Place(code, name, level, kind, fits, was)


def _best(places: Iterable[Place]) -> dict[int, Place]:
    """Each division once, as it fits best."""
    found: dict[int, Place] = {}
    for place in places:
        known = found.get(place.code)
        if known is None or place.fits < known.fits:
            found[place.code] = place
    return found


def _named(row: tuple[Any, ...], text: str) -> Place:
    name = row[1]
    if name == text:
        fits = EXACT
    elif name.startswith(text):
        fits = SHORT if _short(name, len(text)) else START
    else:
        fits = INSIDE
    return _place(row, fits)


def _keyed(row: tuple[Any, ...], low: str) -> Place:
    """A row whose initials begin with what was typed."""
    if low in row[4:6]:
        fits = EXACT
    else:
        fits = SHORT if _short(row[1], len(low)) else START
    return _place(row, fits)


def _read(row: tuple[Any, ...], low: str) -> Place | None:
    """A row whose name is read as what was typed."""
    length = reads_as(row[1], low)
    if length < 0:
        return None
    if length == len(row[1]):
        return _place(row, EXACT)
    return _place(row, SHORT if length and _short(row[1], length) else START)


def children(office: "Office", parent: int | None, after: int = -1, limit: int = 500) -> list[Division]:
    """The divisions directly below one, in order of code, after a code; below None stands the nation.

    Villages are found by the code range of their town, everything above by the index on parents: one small query.
    """
    if parent is None:
        return office.store.fetch(Division.select().where(Division.parent.is_null(), Division.level <= 4).limit(limit))
    return office.store.fetch(below(parent, after).limit(limit))


def below(parent: int, after: int = -1) -> Any:
    """The query of ``children``, for more columns."""
    low, high = span(parent)
    query = Division.select().where((Division.parent == parent) & (Division.code > after))
    if high - low < TOWN:
        query = query.where(Division.code.between(low, high))
    else:
        query = query.where(Division.level <= 4)
    return query.order_by(Division.code)


def one_place(office: "Office", text: str) -> int:
    """The scope meant by a code, a name (also without its class, also an old one), full pinyin or initials.

    Raises:
        BadInput: none or several; says what to type instead.
    """
    text = text.strip()
    if text.replace(" ", "").isdigit():
        code = parse_code(text)
        if office.store.sql("SELECT 1 FROM division WHERE code = ?", (code,)):
            return code
        raise BadInput(
            T(f"本库没有区划 {format_code(code)}。", f"This store has no division {format_code(code)}."),
            T("用 gongkai division find 查找；本库只含本级及其上下级。",
              "Look with gongkai division find; the store holds its own subtree and its ancestors."),
        )  # fmt: skip
    found = find_divisions(office, text, limit=6)
    for best in (EXACT, SHORT, INSIDE, FORMER):
        hits = [place for place in found if place.fits <= best]
        if len(hits) == 1:
            return hits[0].code
        if hits:
            break
    else:
        raise BadInput(
            T(f"找不到区划“{text}”。", f"There is no division “{text}”."),
            T("输入代码、名称、全拼或拼音首字母。", "Type a code, a name, pinyin or its initials."),
        )
    names = [f"{place.name} {format_code(place.code)}" for place in hits[:5]]
    raise BadInput(
        T(f"“{text}”对应多个区划。", f"“{text}” fits several divisions."),
        T(f"用代码指明：{'；'.join(names)}。", f"Give the code: {'; '.join(names)}."),
    )


def one_node(office: "Office", text: str) -> Any:
    """The division (its scope) or the unit (its record) meant by a text; digits are a division's.

    Raises:
        BadInput: neither, or several.
    """
    text = text.strip()
    if not text.replace(" ", "").isdigit():
        exact = office.store.fetch(
            scoped(office, Unit.select(), Unit).where((Unit.uid == text.lower()) | (Unit.name == text)).limit(2)
        )
        if len(exact) == 1:
            return exact[0]
        if not find_divisions(office, text, limit=1):
            return one_unit(office, text)
    return one_place(office, text)


def find_units(office: "Office", text: str, limit: int = 20) -> list[Any]:
    """Units the acting account may see whose id, name or initials fit; exact ones first."""
    text = text.strip()
    base = scoped(office, Unit.select(), Unit)
    exact = office.store.fetch(
        base.where((Unit.uid == text.lower()) | (Unit.name == text) | (Unit.initials == text.lower())).limit(limit)
    )
    if exact:
        return exact
    if text.isascii():
        low = text.lower()
        query = base.where((Unit.initials >= low) & (Unit.initials < low + "{"))
    else:
        query = base.where(Unit.name.contains(text))
    found = office.store.fetch(query.order_by(Unit.scope, Unit.id).limit(limit))
    if found or not text.isascii() or not text.isalnum():
        return found
    # initials with letters left out: jyj for 教育科技局
    inside = Unit.initials ** ("%" + "%".join(text.lower()) + "%")
    return office.store.fetch(base.where(inside).order_by(Unit.scope, Unit.id).limit(limit))


def units_named(office: "Office", texts: Iterable[str]) -> dict[str, str]:
    """Whole names (also with the id in brackets) to the uids of the units they mean, by a few statements.

    A name that is no unit's or several units' is left out: ``one_unit`` says what is wrong with it.
    """
    asked = {text: marked_uid(text) or text.strip() for text in texts if not text.isascii()}
    wanted = list(dict.fromkeys(asked.values()))
    found: dict[str, set[str]] = {}
    for start in range(0, len(wanted), PAGE * 10):
        part = wanted[start : start + PAGE * 10]
        query = scoped(office, Unit.select(Unit.uid, Unit.name), Unit).where(Unit.uid.in_(part) | Unit.name.in_(part))
        for uid, name in office.store.fetch(query.tuples()):
            found.setdefault(uid, set()).add(uid)
            found.setdefault(name, set()).add(uid)
    return {text: next(iter(uids)) for text, key in asked.items() if len(uids := found.get(key, set())) == 1}


def units_seen(office: "Office", uids: Iterable[str]) -> set[str]:
    """Those of some uids that are units which the acting account may see."""
    wanted, found = list(dict.fromkeys(uids)), set[str]()
    for start in range(0, len(wanted), PAGE * 10):
        query = scoped(office, Unit.select(Unit.uid), Unit).where(Unit.uid.in_(wanted[start : start + PAGE * 10]))
        found.update(uid for (uid,) in office.store.fetch(query.tuples()))
    return found


def one_unit(office: "Office", text: str) -> Any:
    """The unit meant by an id, a name, a part of a name, or pinyin initials.

    Raises:
        BadInput: none or several; names the candidates.
    """
    found = find_units(office, text, limit=6)
    if len(found) == 1:
        return found[0]
    if not found:
        raise BadInput(
            T(f"找不到单位“{text}”。", f"There is no unit “{text}”."),
            T("用 gongkai unit list --search 查找名称、首字母或编号。",
              "Look with gongkai unit list --search for a name, initials or id."),
        )  # fmt: skip
    names = [f"{unit.name}（{unit.uid}）" for unit in found[:5]]  # zh-data
    raise BadInput(
        T(f"“{text}”对应多个单位。", f"“{text}” fits several units."),
        T(f"写全名或编号：{'；'.join(names)}。", f"Give the full name or the id: {'; '.join(names)}."),
    )
