"""The register of rest days and make-up working days that an administrator loads for years the software does not know."""

from datetime import date
from typing import TYPE_CHECKING, Any

from gongkai.core.i18n import T
from gongkai.core.resource import Resource
from gongkai.core.store.fields import Choice, Date, Text
from gongkai.core.store.record import Record

if TYPE_CHECKING:
    from gongkai.core.clock import Calendar
    from gongkai.core.office import Office


class Holiday(Record):
    """One day of a year's holiday notice."""

    day = Date(T("日期", "Day"), required=True, unique=True, width=10)
    kind = Choice(
        T("安排", "Arrangement"), (("rest", T("放假", "rest")), ("work", T("调休上班", "make-up work"))), required=True,
        width=10,
    )  # fmt: skip
    note = Text(T("说明", "Note"), width=24)
    source = Text(T("依据", "Source"), width=24)

    class Meta:
        table_name = "holiday"


def _place(office: "Office", row: dict[str, Any]) -> None:
    row["scope"] = office.scope  # the notice is loaded by and for this office, whose administrator keeps it


HOLIDAYS = Resource(
    Holiday,
    key="holiday",
    travels="down",
    name=T("放假安排", "Holiday"),
    columns=("day", "kind", "note", "source"),
    title="day",
    natural=("day",),
    verb="administer",
    order=("day",),
    placed=False,
    prepare=_place,
    empty=T(
        "尚未加载。内置 2004—2026 年；新一年的通知用 gongkai holiday import 加载。",
        "Nothing loaded. 2004-2026 are built in; load a new year's notice with gongkai holiday import.",
    ),
)


def load_calendar(office: "Office") -> "Calendar":
    """The calendar of this office: its loaded days over the built-in years."""
    from gongkai.core.clock import Calendar

    return Calendar(loaded_days(office))


def loaded_days(office: "Office") -> "dict[date, tuple[bool, str]]":
    """The days that the office loaded: whether each is worked, and why."""
    rows = office.store.sql("SELECT day, kind, note FROM holiday ORDER BY day")
    return {date.fromisoformat(day): (kind == "work", note or "") for day, kind, note in rows}
