"""Ladders climbed: every step that matters have reached by a day and that is not recorded yet, found by one pass.

A step is reached on the day that its offset gives, counted from the due date by the calendar; a matter that was
answered before that day never reached it. Nothing depends on when one looks: a week late, the same steps are found with
the days on which they were reached.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.nightly import Done
from gongkai.core.rules import Kind, UnitTemplate
from gongkai.core.store.record import derived_uids
from gongkai.core.text import clean_line
from gongkai.plugins.tasks.supervision.rules import Ladder, LadderStep
from gongkai.plugins.tasks.supervision.superiors import Superiors

if TYPE_CHECKING:
    from gongkai.core.clock import Calendar
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office
    from gongkai.core.resource import Resource

BLOCK = 100_000
OPEN_FOR = 400
"""Days after which an answered matter is looked at no more; a run that comes later than that has lost its steps."""
_AT = re.compile(r"([+-]?)(\d{1,4})(wd|d)")
FROM = "template:"
Climbed = dict[tuple[str, str], Counter[str]]


def reached_on(at: str, due: date, calendar: "Calendar") -> date:
    """The day on which a step is reached.

    Raises:
        BadInput: ``at`` is no offset.
    """
    found = _AT.fullmatch(at.strip())
    if found is None:
        shown = clean_line(at)[:20]
        raise BadInput(
            T(f"督办时点“{shown}”看不懂。", f"“{shown}” is no offset from a due date."),
            T("写作 -5wd、0d、1d、10wd。", "Write -5wd, 0d, 1d or 10wd."),
        )
    amount = -int(found[2]) if found[1] == "-" else int(found[2])
    return calendar.add_working_days(due, amount) if found[3] == "wd" else due + timedelta(days=amount)


def ladders(office: "Office") -> list[Ladder]:
    """The ladders whose registers this office has.

    Raises:
        BadInput: one of them names a column, a step or an offset that does not exist.
    """
    steps = office.profile.items("reminder_step", Kind)
    found = [one for one in office.profile.items("ladder", Ladder).values() if one.register in office.resources]
    for ladder in found:
        _check(office, ladder, set(steps))
    return found


def _check(office: "Office", ladder: Ladder, known: set[str]) -> None:
    columns = {field.column_name for field in office.resource(ladder.register).model._meta.sorted_fields}
    named = [
        *(name for pair in ladder.clock for name in pair),
        ladder.begin,
        ladder.title,
        *ladder.unless,
        *ladder.only,
    ]
    wrong = [name for name in named if name and name not in columns]
    wrong += [step.key for step in ladder.step if step.key not in known]
    templates = office.profile.items("template", UnitTemplate)
    wrong += [
        s.to for s in ladder.step if s.to not in ("unit", "superior") and s.to.removeprefix(FROM) not in templates
    ]
    if wrong or any(len(pair) != 2 for pair in ladder.clock):
        what = clean_line(wrong[0])[:40] if wrong else "clock"
        raise BadInput(
            T(
                f"督办规则 {ladder.id} 里的 {what} 不存在。",
                f"The ladder {ladder.id} names {what}, which there is not.",
            ),
            T("改正规则文件中的 [[ladder]]。", "Mend its [[ladder]] in the rules."),
        )
    for step in ladder.step:
        reached_on(step.at, office.today, office.calendar)


def climb(office: "Office") -> list[Done]:
    """Record every step reached by the office's day that is not there yet."""
    found: Climbed = {}
    with office.change(str(T("催办和升级", "reminders and escalations"))) as change:
        for ladder in ladders(office):
            for due, ended in ladder.clock:
                _climb(office, change, ladder, due, ended, found)
    names = {key: kind.name for key, kind in office.profile.items("reminder_step", Kind).items()}
    titles = {one.id: one.name for one in ladders(office)}
    done = []
    for (ladder_id, key), days in found.items():
        what = T("{ladder}：{step}", "{ladder}: {step}").format(ladder=titles[ladder_id], step=names[key])
        first, last = date.fromisoformat(min(days)), date.fromisoformat(max(days))
        done.append(Done("reminder", what, days.total(), first, last))
    return done


def _climb(office: "Office", change: "Change", ladder: Ladder, due: str, ended: str, found: Climbed) -> None:
    resource = office.resource(ladder.register)
    steps = _days(office, resource, ladder, due)
    if not steps:
        return
    by_key = {step.key: step for step in ladder.step}
    last = office.rows(f"SELECT max(id) FROM {{{resource.table}}}")[0][0] or 0
    reminders = office.resource("reminder")
    addressees = _Addressees(office, ladder)
    for start in range(1, last + 1, BLOCK):
        rows = _reached(office, resource.table, ladder, due, ended, steps, start)
        if not rows:
            continue
        told = addressees.of(rows)
        change.insert_generated(reminders, [(_columns(ladder, by_key, rows, told), [""] * len(rows))])
        for row in rows:
            found.setdefault((ladder.id, row[0]), Counter())[row[6]] += 1


def _days(office: "Office", resource: "Resource", ladder: Ladder, due: str) -> str:
    """Rows (step, due date, day) of every step that any due date in use has reached, as values of a statement."""
    today, calendar, parts = office.today, office.calendar, []
    for (text,) in office.rows(f"SELECT DISTINCT {due} FROM {{{resource.table}}} WHERE {due} IS NOT NULL"):
        day = date.fromisoformat(text)
        for step in ladder.step:
            on = reached_on(step.at, day, calendar)
            if on <= today and on.isoformat() >= ladder.since:
                parts.append(f"('{step.key}', '{day.isoformat()}', '{on.isoformat()}')")
    return ", ".join(parts)


def _reached(
    office: "Office", table: str, ladder: Ladder, due: str, ended: str, steps: str, start: int
) -> list[tuple[Any, ...]]:
    """(step, uid, unit, scope, title, due date, day, unit above) of a block of rows; one pass over it."""
    today = office.today
    where, values = ["x.id BETWEEN ? AND ?"], [start, start + BLOCK - 1]
    params: list[Any] = list(values)
    day = "t.day"
    if ladder.begin:
        day = f"CASE WHEN x.{ladder.begin} > t.day THEN x.{ladder.begin} ELSE t.day END"
        where.append(f"(x.{ladder.begin} IS NULL OR x.{ladder.begin} <= ?)")
        params.append(today.isoformat())
    if ended:
        where.append(f"(x.{ended} IS NULL OR (x.{ended} >= ? AND x.{ended} >= t.day))")
        params.append((today - timedelta(days=OPEN_FOR)).isoformat())
    for column, values_of in ladder.unless.items():
        where.append(f"(x.{column} IS NULL OR x.{column} NOT IN ({', '.join('?' for _ in values_of)}))")
        params += values_of
    for column, wanted in ladder.only.items():
        where.append(f"x.{column} IN ({', '.join('?' for _ in wanted)})")
        params += wanted
    # CROSS JOIN so that SQLite reads the register once and looks the days up, never the other way round
    return office.rows(
        f"WITH t(step, due, day) AS (VALUES {steps})"
        f" SELECT t.step, x.uid, x.unit, x.scope, x.{ladder.title}, x.{due}, {day}, u.parent"
        f" FROM {{{table}}} x CROSS JOIN t LEFT JOIN {{unit}} u ON u.uid = x.unit"
        f" WHERE t.due = x.{due} AND {' AND '.join(where)}"
        " AND NOT EXISTS (SELECT 1 FROM {reminder} e"
        f" WHERE e.record = x.uid AND e.ladder = ? AND e.step = t.step AND e.answers = x.{due})"
        " ORDER BY x.id, t.day, t.step",
        [*params, ladder.id],
    )


class _Addressees:
    """Whom the steps of a ladder address; where a template has no unit on the way up, the superior."""

    def __init__(self, office: "Office", ladder: Ladder) -> None:
        self.above = Superiors(office)
        self.named = {
            step.key: Superiors(office, step.to.removeprefix(FROM)) for step in ladder.step if step.to.startswith(FROM)
        }
        self.to_unit = {step.key for step in ladder.step if step.to == "unit"}

    def of(self, rows: Sequence[tuple[Any, ...]]) -> list[str | None]:
        """The unit for each row of ``_reached``."""
        parents = {row[2]: row[7] for row in rows}
        heads = {
            key: looked.of((row[2], row[3]) for row in rows if row[0] == key) for key, looked in self.named.items()
        }
        up = self.above.of((row[2], row[3]) for row in rows if row[0] not in self.to_unit and row[7] is None)
        return [
            row[2] if row[0] in self.to_unit else heads.get(row[0], {}).get(row[2]) or parents[row[2]] or up.get(row[2])
            for row in rows
        ]


def _columns(
    ladder: Ladder, by_key: dict[str, LadderStep], rows: Sequence[tuple[Any, ...]], told: list[str | None]
) -> dict[str, list[Any]]:
    steps, uids, units, scopes, titles, dues, days, _ = (list(column) for column in zip(*rows, strict=True))
    count = len(rows)
    return {
        "uid": derived_uids(_identities(ladder.id, uids, steps, dues)),
        "unit": units,
        "scope": scopes,
        "stage": [""] * count,
        "version": [1] * count,
        "title": titles,
        "register": [ladder.register] * count,
        "record": uids,
        "ladder": [ladder.id] * count,
        "step": steps,
        "colour": [by_key[key].colour or None for key in steps],
        "answers": dues,
        "day": days,
        "to_unit": told,
    }


def _identities(
    ladder: str, uids: Sequence[str], steps: Sequence[str], dues: Sequence[str]
) -> Iterator[tuple[str, ...]]:  # fmt: skip
    return (("reminder", ladder, uid, step, due) for uid, step, due in zip(uids, steps, dues, strict=True))
