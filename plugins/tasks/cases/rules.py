"""What regions and offices set for cases, read from TOML: channels, kinds, limits, emergencies, routes, ratings."""

from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.profile import Section
from gongkai.core.rules import Kind, Struct

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gongkai.core.office import Office


class Channel(Kind, frozen=True, kw_only=True):
    """Where a case comes from.

    Attributes:
        intake: ``call`` or ``visit`` for what is answered by a person, else ``letter``, ``online``, ``press``; which of
            the first two steps of the loop it is.
        kind: the kind of case when nobody says another.
        manner: how its cases are assigned when nobody says so: ``phone`` or ``writing``.
        main: the channel that took this one's place; cases are entered under it.
        needs: fields that a reply through this channel must hold.
        post: the post whose holder in the handling unit answers.
    """

    intake: str = "call"
    kind: str = "help"
    manner: str = "phone"
    main: str = ""
    needs: tuple[str, ...] = ()
    post: str = ""


class CaseKind(Kind, frozen=True, kw_only=True):
    """A kind of case; ``needs`` are fields that it must have when it is entered."""

    needs: tuple[str, ...] = ()


class CaseLimit(Struct, frozen=True):
    """How long a case of some sort may take. Of those that fit, the one that says most holds; of equals, the last.

    Attributes:
        term: a limit such as ``3d`` or ``5wd``; the day from which it counts is not counted.
        counted: ``assigned`` or ``taken``: the day from which it counts. Later rounds always count from the assignment.
        urgent: for urgent cases only. Such a limit goes before all others.
    """

    id: str
    name: T
    term: str
    counted: str = "assigned"
    channels: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    manners: tuple[str, ...] = ()
    urgent: bool = False
    rule: str = ""


class Emergency(Kind, frozen=True, kw_only=True):
    """Matters that are urgent, known by words in them; ``unless`` are words with which they are not."""

    words: tuple[str, ...]
    unless: tuple[str, ...] = ()


class Rating(Kind, frozen=True, kw_only=True):
    """A level of satisfaction, its mark, and whether it asks for the case to be done again."""

    score: int = 0
    bad: bool = False


class CaseRules(Struct, frozen=True):
    """What holds for every case.

    Attributes:
        centre: templates of the units that take cases when nobody names one, the first that there is.
        rate_within: how long the caller may rate, from the reply; ``rate_default`` counts after that.
        rectify: how long the new round may take after a bad rating; empty: the limit of the case.
        match_days: how far back a case is looked for that this one repeats.
    """

    centre: tuple[str, ...] = ()
    rate_within: str = "7d"
    rate_default: str = ""
    rectify: str = ""
    match_days: int = 30


SECTIONS = (
    Section("case", CaseRules, many=False, plugin="tasks"),
    Section("case_channel", Channel, plugin="tasks"),
    Section("case_kind", CaseKind, plugin="tasks"),
    Section("case_limit", CaseLimit, plugin="tasks"),
    Section("case_emergency", Emergency, plugin="tasks"),
    Section("case_route", Kind, plugin="tasks"),
    Section("case_rating", Rating, plugin="tasks"),
)


def rules_of(office: "Office") -> CaseRules:
    """What holds for every case here."""
    return office.profile.table("case", CaseRules)


def ratings(office: "Office") -> dict[str, Rating]:
    """The levels of satisfaction, best first."""
    return office.profile.items("case_rating", Rating)


def bad_ratings(office: "Office") -> list[str]:
    """Keys of the levels that ask for the case to be done again."""
    return [key for key, level in ratings(office).items() if level.bad]


def channel_of(office: "Office", key: str) -> Channel:
    """A channel, or the one that took its place.

    Raises:
        BadInput: the rules have no such channel.
    """
    channels = office.profile.items("case_channel", Channel)
    found = channels.get(key)
    if found is not None and found.main:
        found = channels.get(found.main, found)
    if found is None:
        raise BadInput(
            T(f"规则中没有来源渠道 {key}。", f"The rules have no channel {key}."),
            T(
                "恢复规则文件中的 [[case_channel]]，或改填别的渠道。",
                "Bring its [[case_channel]] back, or choose another.",
            ),
        )
    return found


def limit_for(office: "Office", row: "Mapping[str, Any]") -> CaseLimit | None:
    """The limit that holds for a case (its stored row); None when no rule fits."""
    best: CaseLimit | None = None
    most = -1
    for limit in office.profile.items("case_limit", CaseLimit).values():
        asked = ((limit.channels, "channel"), (limit.kinds, "kind"), (limit.manners, "manner"))
        if limit.urgent and not row["urgent"]:
            continue
        if any(values and row[name] not in values for values, name in asked):
            continue
        says = sum(bool(values) for values, _ in asked) + (len(asked) + 1) * limit.urgent
        if says >= most:
            best, most = limit, says
    return best


def emergency_in(office: "Office", text: str) -> Emergency | None:
    """The emergency that a text speaks of."""
    for item in office.profile.items("case_emergency", Emergency).values():
        if any(word in text for word in item.words) and not any(word in text for word in item.unless):
            return item
    return None
