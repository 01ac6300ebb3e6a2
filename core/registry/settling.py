"""What must hold between rows of the registry when a change closes: no circle of parents, one holder of a single post.

One statement for each question and a few hundred rows, so that an import costs no more than what it writes.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.ledger.undo import REORGANISED
from gongkai.core.registry.models import LEVELS
from gongkai.core.rules import PostKind

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change

DEEPEST = 64  # more parents than any real chain has
CHUNK = 400
RANK = "CASE {0}.level " + " ".join(f"WHEN '{key}' THEN {n}" for n, (key, _) in enumerate(LEVELS)) + " ELSE 0 END"


def settle_units(change: "Change", written: Mapping[str, str]) -> None:
    """Parents run in no circle and stand on no lower level than what is below them.

    Raises:
        BadInput: they do; names the units. Levels are not judged where an act wrote, which moves them one by one.
    """
    for part, marks in _parts(written):
        for uid, name in change.store.sql(
            f"WITH RECURSIVE up(start, uid, depth) AS (SELECT uid, parent, 1 FROM unit WHERE uid IN ({marks}) AND parent IS NOT NULL"
            " UNION ALL SELECT up.start, u.parent, up.depth + 1 FROM up JOIN unit u ON u.uid = up.uid"
            f" WHERE u.parent IS NOT NULL AND up.uid <> up.start AND up.depth < {DEEPEST})"
            f" SELECT u.uid, u.name FROM up JOIN unit u ON u.uid = up.start WHERE up.uid = up.start OR up.depth >= {DEEPEST}"
            " ORDER BY u.scope, u.uid LIMIT 1",
            part,
        ):
            above = change.office.unit_name(change.store.sql("SELECT parent FROM unit WHERE uid = ?", (uid,))[0][0])
            raise BadInput(
                T(f"上级单位成环：{above} 在“{name}”之下。", f"The parents run in a circle: {above} stands below “{name}”."),
                T("另选上级单位。", "Choose another parent."),
            )  # fmt: skip
    for part, marks in _parts(uid for uid, action in written.items() if not action.startswith(REORGANISED)):
        for name, above in change.store.sql(
            f"SELECT u.name, p.name FROM unit u JOIN unit p ON p.uid = u.parent WHERE u.uid IN ({marks})"
            f" AND {RANK.format('p')} > {RANK.format('u')} ORDER BY u.scope, u.uid LIMIT 1",
            part,
        ):
            raise BadInput(
                T(f"{above}的层级低于{name}，不能作它的上级单位。", f"{above} is of a lower level than {name} and cannot stand above it."),
                T("另选上级单位，或改正层级。", "Choose another parent, or mend the level."),
            )  # fmt: skip


def settle_posts(change: "Change", written: Mapping[str, str]) -> None:
    """A post that one person holds at a time is not held by two on any day.

    Raises:
        BadInput: it would be; names both, with their terms.
    """
    kinds = change.office.profile.items("post_kind", PostKind)
    single = [key for key, kind in kinds.items() if kind.single]
    if not single:
        return
    of = ", ".join("?" for _ in single)
    for part, marks in _parts(written):
        for unit, kind, *terms in change.store.sql(
            "SELECT p.unit, p.kind, p.person, p.valid_from, p.valid_to, q.person, q.valid_from, q.valid_to"
            " FROM post p JOIN post q ON q.unit = p.unit AND q.kind = p.kind AND q.uid <> p.uid"
            f" WHERE p.uid IN ({marks}) AND p.kind IN ({of}) AND p.person <> '' AND q.person <> ''"
            " AND COALESCE(p.valid_from, '') <= COALESCE(q.valid_to, '9999') AND COALESCE(q.valid_from, '') <= COALESCE(p.valid_to, '9999')"
            " ORDER BY p.scope, p.uid LIMIT 1",
            [*part, *single],
        ):
            name, post = change.office.unit_name(unit), kinds[kind].name
            one, other = _term(*terms[:3]), _term(*terms[3:])
            raise BadInput(
                T(f"{name}的{post.zh}同时只能一人：{one}与{other}任期重叠。",
                  f"{name}: only one at a time is {post.en}; {one} and {other} overlap."),
                T("先写明前任的离任日期，或用 gongkai post handover 交接。",
                  "Give the day on which the predecessor left, or use gongkai post handover."),
            )  # fmt: skip


def _term(person: str, start: str | None, end: str | None) -> str:
    return f"{person} {start or ''}—{end or ''}"


def _parts(uids: Iterable[str]) -> Iterator[tuple[list[Any], str]]:
    """The uids in parts that one statement takes, with their marks."""
    wanted = sorted(uids)
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        yield part, ", ".join("?" for _ in part)
