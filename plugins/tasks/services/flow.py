"""What follows from the fields of service items and figures, and what is refused or told of them."""

import re
from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.plugins.tasks.services.duration import Duration, read
from gongkai.plugins.tasks.services.models import ServiceFigure, ServiceItem

if TYPE_CHECKING:
    from gongkai.core.office import Office

TIMES = ("statutory", "promised", "actual")
JOINT = ("one_window", "one_filing", "one_payment")
VILLAGE = ("posted", "at_home", "free_agency")
COUNTS = ("total", "instant", "promised", "on_spot", "closed", "on_time", "rated", "satisfied")
_MONTH = r"(\d{4})[-./年](\d{1,2})月?"  # zh-data
_PERIOD = re.compile(rf"{_MONTH}(?:(?:\.\.|—|至|~)(?:{_MONTH}|(\d{{1,2}})月))?")  # zh-data
ITEM = {name: field.meta.label for name, field in ServiceItem._meta.fields.items() if hasattr(field, "meta")}
FIGURE = {name: field.meta.label for name, field in ServiceFigure._meta.fields.items() if hasattr(field, "meta")}


def prepare_item(office: "Office", row: dict[str, Any]) -> None:
    """Times get one form.

    Raises:
        BadInput: a time that cannot be read, or a promise longer than the law allows.
    """
    times: dict[str, Duration] = {}
    for name in TIMES:
        if row.get(name):
            times[name] = read(row[name], ITEM[name])
            row[name] = str(times[name])
    if "statutory" in times and "promised" in times and times["promised"].longer_than(times["statutory"]):
        law, said = times["statutory"].label, times["promised"].label
        raise BadInput(
            T(f"承诺时限{said.zh}长于法定的{law.zh}。", f"{said.en} are promised, and the law allows {law.en}."),
            T("承诺只能缩短时限。", "A promise can only be shorter."),
        )


def item_doubts(office: "Office", row: Mapping[str, Any]) -> Iterator[T]:
    """What is not as it should be with an item (its stored row)."""
    times = {name: read(row[name], ITEM[name]) for name in TIMES if row[name]}
    promised = times.get("promised") or times.get("statutory")
    if "actual" in times and promised is not None and times["actual"].longer_than(promised):
        yield T(
            f"实际用时{times['actual'].label.zh}超过{promised.label.zh}",
            f"it takes {times['actual'].label.en}, more than {promised.label.en}",
        )
    if row["kind"] == "promised" and not row["promised"]:
        yield T("承诺件没有承诺时限", "nothing is promised for a matter of that type")
    lacking = [ITEM[name] for name in JOINT if not row[name]] if row["joint"] else []
    if row["joint"] and not row["joint_units"]:
        lacking.insert(0, ITEM["joint_units"])
    if lacking:
        yield T(
            f"并联审批缺{'、'.join(m.zh for m in lacking)}",
            f"as a joint approval it lacks {', '.join(m.en for m in lacking)}",
        )


def reduction(office: "Office", record: Any) -> str | None:
    """By how much the promise is shorter than the law's time, and the real time than that."""
    if not record.statutory:
        return None
    law = read(record.statutory, ITEM["statutory"])
    parts = []
    for name in ("promised", "actual"):
        text = getattr(record, name)
        share = read(text, ITEM[name]).share_of(law) if text else None
        parts.append("–" if share is None else f"{(1 - share) * 100:.0f}%")
    return " / ".join(parts) if parts != ["–", "–"] else None


def prepare_figure(office: "Office", row: dict[str, Any]) -> None:
    """The month gets one form; figures stay as they were stated.

    Raises:
        BadInput: a month that cannot be read or is yet to come, or a figure below zero.
    """
    if row.get("month"):
        row["month"] = period(row["month"])
        if row["month"][:7] > office.today.isoformat()[:7]:
            raise BadInput(
                T(f"月份 {row['month']} 还没有到。", f"The month {row['month']} is yet to come."),
                T("填已经过去的月份。", "Give a month that has begun."),
            )
    for name in COUNTS:
        if (row.get(name) or 0) < 0:
            label = FIGURE[name]
            raise BadInput(
                T(f"{label.zh}不能小于 0。", f"{label.en} cannot be below zero."), T("检查数字。", "Check the figure.")
            )


def period(text: str) -> str:
    """A month, or several together, in one form: ``2026-11``, ``2008-01..2008-05``.

    Raises:
        BadInput: it is neither, or ends before it begins.
    """
    found = _PERIOD.fullmatch("".join(text.split()))
    if found:
        year, month, other, last, short = found.groups()
        first = f"{year}-{int(month):02d}"
        end = f"{other or year}-{int(last or short):02d}" if last or short else first
        if all("01" <= part[5:] <= "12" for part in (first, end)) and first <= end:
            return first if first == end else f"{first}..{end}"
    raise BadInput(
        T(f"月份“{text[:30]}”读不懂。", f"The month “{text[:30]}” cannot be read."),
        T(
            "写成 2026-11，几个月合计写成 2008-01..2008-05。",
            "Write 2026-11, or 2008-01..2008-05 for several together.",
        ),
    )


PARTS = (("on_spot", "total"), ("closed", "total"), ("on_time", "closed"), ("satisfied", "rated"))


def figure_doubts(row: Mapping[str, Any]) -> Iterator[T]:
    """Where the figures of a month (its stored row) contradict each other, by how much. Nothing is mended.

    A window may do more than it took in a month, when matters of the month before are done; that is told all the same.
    """
    total, instant, promised = row["total"], row["instant"], row["promised"]
    if instant is not None and promised is not None and instant + promised != total:
        off = instant + promised - total
        yield T(
            f"即办件 {instant} + 承诺件 {promised} = {instant + promised}，办件总数为 {total}，相差 {abs(off)}",
            f"{instant} at once + {promised} promised = {instant + promised}, and all are {total}: off by {abs(off)}",
        )
    for part, whole in PARTS:
        if row[part] is not None and row[whole] is not None and row[part] > row[whole]:
            one, two = FIGURE[part], FIGURE[whole]
            yield T(
                f"{one.zh} {row[part]} 多于{two.zh} {row[whole]}",
                f"{one.en} {row[part]} is more than {two.en} {row[whole]}",
            )
    for name, part, whole in (("closed_percent", "closed", "total"), ("on_time_percent", "on_time", "closed")):
        if row[name] is None or row[part] is None or not row[whole]:
            continue
        stated = Decimal(row[name]).scaleb(-2)
        places = max(0, -int(stated.normalize().as_tuple().exponent))
        step = Decimal(1).scaleb(-places)
        found = (Decimal(row[part] * 100) / row[whole]).quantize(step, ROUND_HALF_UP)
        if found != stated:
            label = FIGURE[name]
            said = stated.quantize(step)
            yield T(f"{label.zh} {said}，按数字为 {found}", f"{label.en} {said}, and by the figures {found}")
