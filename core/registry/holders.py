"""Who holds which post, on any day, and how one hands over to the next."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.registry.models import POSTS, Post
from gongkai.core.resource import choices_of, parse_value, show_value

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office


def holders(office: "Office", unit: str, day: date, kind: str = "") -> list[Any]:
    """The posts of a unit on a day, vacant ones too, in the order in which the profile names them."""
    query = office.select(Post).where(Post.unit == unit, *POSTS.on_day(day))
    found = office.store.fetch(query.where(Post.kind == kind) if kind else query)
    order = {key: number for number, (key, _) in enumerate(choices_of(office, POSTS.meta("kind")))}
    return sorted(found, key=lambda post: (order.get(post.kind, len(order)), post.valid_from or date.min, post.id))


def hand_over(
    change: "Change", unit: str, kind: str, person: str, day: date, values: Mapping[str, Any], replaces: str = ""
) -> tuple[Any, Any]:
    """End who holds a post on the day before and begin the next, in one change; gives both records.

    A vacant row of the post is filled instead of adding another one; where nobody holds it there is no first record.

    Args:
        kind: the post, by its key or its words.
        values: other fields of the new holder.
        replaces: whom, where several hold the post.

    Raises:
        BadInput: it is not clear who goes, or who goes began on the day or later, or the person holds it already.
    """
    office = change.office
    key = parse_value(office, POSTS.meta("kind"), kind)
    person = parse_value(office, POSTS.meta("person"), person) or ""
    name = show_value(office, POSTS.meta("kind"), key)
    there = holders(office, unit, day, key)
    old = _who_goes([post for post in there if post.person], name, person, replaces)
    if old is not None:
        if old.valid_from is not None and old.valid_from >= day:
            raise BadInput(
                T(f"{old.person}从 {old.valid_from} 起任{name}，不能在 {day} 之前离任。",
                  f"{old.person} has been {name} since {old.valid_from} and cannot leave before {day}."),
                T("交接日期应晚于前任的到任日期；写错的记录用 gongkai post edit 改正。",
                  "Hand over after that day; a wrong record is mended with gongkai post edit."),
            )  # fmt: skip
        old = change.update(old, valid_to=day - timedelta(days=1))
    given = {"person": person, "valid_from": day, "valid_to": None, **values}
    vacant = next((post for post in there if not post.person), None)
    if vacant is not None:
        return old, change.update(vacant, **given)
    return old, change.create(POSTS, unit=unit, kind=key, **given)


def _who_goes(there: list[Any], name: str, person: str, replaces: str) -> Any:
    if not person:
        raise BadInput(T("没有写明谁来接任。", "Nobody is named who takes over."), T("写明姓名。", "Name the person."))
    names = [post.person for post in there]
    shown = "、".join(names)  # zh-data
    if person in names:
        raise BadInput(
            T(f"{person}已经在任{name}。", f"{person} is {name} already."),
            T("核对姓名和日期。", "Check name and date."),
        )
    if replaces:
        found = [post for post in there if post.person == replaces]
        if len(found) != 1:
            raise BadInput(
                T(f"当日任{name}的人中没有{replaces}。", f"{replaces} is not {name} on that day."),
                T(f"当日有：{shown or '无'}。", f"On that day: {', '.join(names) or 'nobody'}."),
            )
        return found[0]
    if len(there) > 1:
        raise BadInput(
            T(f"当日有几人任{name}：{shown}。", f"Several are {name} on that day: {', '.join(names)}."),
            T("用 --replaces 写明接替谁。", "Say with --replaces whom."),
        )
    return there[0] if there else None
