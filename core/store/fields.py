"""Fields of a register. A field's metadata is the only place that knows its label, help, choices and width.

Columns are TEXT and INTEGER on both stores (dates as ISO text, decimals as scaled integers, lists as JSON), so
that a row's canonical form, its digest and every comparison are the same on SQLite and on PostgreSQL.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal as Exact
from typing import Any

import msgspec
import peewee

from gongkai.core.i18n import T

Choices = str | Sequence[tuple[str, T]]


class Meta:
    """What screens, commands, sheets and checks need to know of a field.

    Attributes:
        label, help: words on screen.
        required: True, or the name of the workflow action before which it must be filled.
        search: whether full-text search reads it.
        choices: pairs of (key, words), or the name of a profile list (``channel``, ``unit_kind`` …).
        many: whether several choices may be taken.
        width: cells in a grid; 0 lets it share what is left.
        system: filled by gongkai, never typed by a person.
        rule: id of the rule that asks for it.
        ref: register that a reference points to.
        also: words that sheets use for a choice, beside its own, to the choice's key.
        show: turns a kept text into words for a screen (a time limit's short form into a sentence).
        private: of a person; who may not edit the record sees it veiled (138****0001), on every way to it, and finds nothing
            by it. With ``search`` who may edit finds it by its whole text.
    """

    __slots__ = (
        "also", "choices", "help", "kind", "label", "long", "many", "places", "private", "ref", "required", "rule", "search",
        "show", "system", "width",
    )  # fmt: skip

    def __init__(
        self,
        kind: str,
        label: T,
        *,
        help: T | None = None,
        required: bool | str = False,
        search: bool = False,
        choices: Choices = (),
        many: bool = False,
        width: int = 0,
        long: bool = False,
        system: bool = False,
        rule: str = "",
        ref: str = "",
        places: int = 0,
        show: Callable[[str], "T | str"] | None = None,
        also: Mapping[str, str] | None = None,
        private: bool = False,
    ) -> None:
        self.show = show
        self.also = also or {}
        self.kind = kind
        self.label = label
        self.help = help
        self.required = required
        self.search = search
        self.choices = choices
        self.many = many
        self.width = width
        self.long = long
        self.system = system
        self.rule = rule
        self.ref = ref
        self.places = places
        self.private = private


_META = ("help", "required", "search", "choices", "many", "width", "system", "rule", "ref", "show", "also", "private")


def _split(options: dict[str, Any]) -> dict[str, Any]:
    return {key: options.pop(key) for key in _META if key in options}


class Text(peewee.TextField):
    """A line of text."""

    kind = "text"

    def __init__(self, label: T, **options: Any) -> None:
        self.meta = Meta(self.kind, label, **_split(options), long=isinstance(self, LongText))
        options.setdefault("null", True)
        super().__init__(**options)


class LongText(Text):
    """Text of several lines."""

    kind = "long"


class Choice(Text):
    """One of a list: pairs given here, or a list of the profile by name."""

    kind = "choice"

    def __init__(self, label: T, choices: Choices, **options: Any) -> None:
        super().__init__(label, choices=choices, **options)


class Many(Text):
    """Several of a list, kept as a JSON array."""

    kind = "many"

    def __init__(self, label: T, choices: Choices, **options: Any) -> None:
        super().__init__(label, choices=choices, many=True, **options)

    def db_value(self, value: Any) -> str | None:
        if value is None or isinstance(value, str):
            return value or None
        return msgspec.json.encode(list(value)).decode() if value else None

    def python_value(self, value: Any) -> Any:
        return tuple(msgspec.json.decode(value)) if value else ()


class UnitRef(Text):
    """A unit, by its uid."""

    kind = "unit"


class Ref(Text):
    """A record of another register, by its uid."""

    kind = "ref"

    def __init__(self, label: T, register: str, **options: Any) -> None:
        super().__init__(label, ref=register, **options)


class Date(Text):
    """A day, kept as ``YYYY-MM-DD``."""

    kind = "date"

    def db_value(self, value: Any) -> str | None:
        return value.isoformat() if isinstance(value, date) else value

    def python_value(self, value: Any) -> date | None:
        return date.fromisoformat(value) if value else None


class Moment(Text):
    """A moment in UTC, kept as ``YYYY-MM-DDTHH:MM:SS.mmmZ``."""

    kind = "moment"


class Integer(peewee.BigIntegerField):
    """A whole number."""

    kind = "integer"

    def __init__(self, label: T, **options: Any) -> None:
        self.meta = Meta(self.kind, label, **_split(options))
        options.setdefault("null", True)
        super().__init__(**options)


class Place(Integer):
    """A division, by its 15-digit scope."""

    kind = "place"


class Flag(Integer):
    """Yes or no, kept as 1 or 0."""

    kind = "flag"

    def db_value(self, value: Any) -> int | None:
        return None if value is None else int(bool(value))

    def python_value(self, value: Any) -> bool | None:
        return None if value is None else bool(value)


class Nodes(Text):
    """Several divisions and units in one list, kept as a JSON array: scopes as numbers, units by uid."""

    kind = "nodes"

    def db_value(self, value: Any) -> str | None:
        if value is None or isinstance(value, str):
            return value or None
        return msgspec.json.encode(list(value)).decode() if value else None

    def python_value(self, value: Any) -> Any:
        return tuple(msgspec.json.decode(value)) if value else ()


class Decimal(peewee.BigIntegerField):
    """An exact number with a fixed count of decimal places, kept as a scaled integer."""

    kind = "decimal"

    def __init__(self, label: T, places: int = 2, **options: Any) -> None:
        self.places = places
        self.meta = Meta(self.kind, label, **_split(options), places=places)
        options.setdefault("null", True)
        super().__init__(**options)

    def db_value(self, value: Any) -> int | None:
        if value is None:
            return None
        return int((Exact(str(value)) * (10**self.places)).to_integral_value())

    def python_value(self, value: Any) -> Exact | None:
        return None if value is None else Exact(int(value)).scaleb(-self.places)
