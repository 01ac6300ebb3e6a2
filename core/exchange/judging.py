"""Whether a record of a bundle can be taken: its register, its place, its columns, its values."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import peewee

from gongkai.core.codes import contains, span
from gongkai.core.exchange.certificates import Body
from gongkai.core.exchange.container import Change as Sent
from gongkai.core.exchange.travelling import FILES, lies_within, merged, sent_columns
from gongkai.core.files import is_whole, place_of
from gongkai.core.i18n import T
from gongkai.core.text import clean, is_clean

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.core.resource import Resource

Row = dict[str, Any]
LARGEST_INTEGER = 1 << 62
SHORT = 40
_HEX = frozenset("0123456789abcdef")


def shown(text: object) -> str:
    """What a bundle says, so that it can be put on a screen."""
    return text[:64] if isinstance(text, str) and is_clean(text) else "?"


def places_in(office: "Office", scope: int) -> dict[str, int]:
    """Units within a place, to where they are."""
    low, high = span(scope)
    return dict(office.store.sql("SELECT uid, scope FROM unit WHERE scope BETWEEN ? AND ?", (low, high)))


class Judge:
    """Says why a record cannot be taken; None when it can."""

    def __init__(
        self, office: "Office", resource: "Resource", body: Body, upward: bool, scope: int, places: Mapping[str, int],
        files: Mapping[str, Any],
    ) -> None:  # fmt: skip
        """A judge of one register of one bundle.

        Args:
            body: the sender's certificate.
            upward: whether the bundle comes from below.
            scope: the place that it may write.
            places: units within that place.
            files: the files that it brings, by their sha256.
        """
        self.office, self.resource, self.body, self.upward = office, resource, body, upward
        self.scope, self.places, self.files = scope, places, files
        self.names = set(sent_columns(resource, upward))
        fields = resource.model._meta.columns
        self.numbers = {name for name, one in fields.items() if isinstance(one, peewee.IntegerField)}
        self.stages = {one.key for one in office.workflow(resource).stage} if resource.workflow else None
        self.required = [name for name, meta in resource.fields.items() if meta.required is True and name in self.names]
        self.seen: set[str] = set()  # short texts that were looked at before
        self.days: set[str] = set()  # those that were read before
        self.dates = [name for name, meta in resource.fields.items() if meta.kind == "date"]
        self.long = {name for name, meta in resource.fields.items() if meta.long}

    def __call__(self, one: Sent, old: Row | None) -> T | None:
        if self.upward and self.resource.verb not in self.body.verbs:
            return T(f"证书没有“{self.resource.verb}”权限。", f"The certificate lacks the verb {self.resource.verb}.")
        if old is not None and not lies_within(self.resource, self.scope, self.upward, old["scope"]):
            return T(
                "本级的这条记录属于证书区划以外的单位。",
                "The record here belongs to a unit outside the certificate's place.",
            )
        row = one.row
        if row is None:
            return None
        if row.get("uid") != one.uid or not is_clean(one.uid) or not 0 < len(one.uid) <= 200:
            return T("记录编号不符。", "The record's id does not fit.")
        if not (self.names.issuperset(row) and self.names.issuperset(one.base or ())):
            unknown = sorted({*row, *(one.base or ())} - self.names)
            return T(f"本级没有字段 {unknown[0][:40]!a}。", f"There is no field {unknown[0][:40]!a} here.")
        if self.resource.placed and row.get("unit") not in self.places:
            return T("责任单位不在证书的区划内，或本级没有这个单位。",
                     "Its unit does not lie within the certificate's place, or is not known here.")  # fmt: skip
        return self._place(row) or self._values(row) or self._dates(row) or self._file(row)

    def _place(self, row: Mapping[str, Any]) -> T | None:
        """What belongs to no unit says itself where it lies: within the place, or (from above) over it."""
        if self.resource.placed:
            return None
        said = row.get("scope")
        if type(said) is int and (contains(self.scope, said) or (not self.upward and contains(said, self.scope))):
            return None
        return T("所在区划不在证书的区划内。", "Its place does not lie within the certificate's.")

    def _values(self, row: Mapping[str, Any]) -> T | None:
        for name, value in row.items():
            if value is not None and not self._fits(name, value):
                return T(f"字段 {name} 的值不合规。", f"The value of field {name} does not fit.")
        if self.stages is not None and row.get("stage") not in self.stages:
            return T("阶段不合规。", "Its stage does not fit.")
        if not merged(self.resource) and not (isinstance(row.get("version"), int) and row["version"] > 0):
            return T("版本不合规。", "Its version does not fit.")
        for name in self.required:
            if row.get(name) in (None, ""):
                return T(
                    f"缺少{self.resource.fields[name].label.zh}。", f"{self.resource.fields[name].label.en} is missing."
                )
        return None

    def _dates(self, row: Mapping[str, Any]) -> T | None:
        for name in self.dates:
            text = row.get(name)
            if text and text not in self.days:
                try:
                    date.fromisoformat(text)
                except ValueError:
                    return T("日期不合规。", "A date does not fit.")
                self.days.add(text)
        return None

    def _fits(self, name: str, value: Any) -> bool:
        if name in self.numbers:
            return type(value) is int and abs(value) < LARGEST_INTEGER
        if type(value) is not str:
            return False
        if value not in self.seen:
            if not (is_clean(value) or (name in self.long and clean(value) == value)):
                return False
            if len(value) < SHORT and name not in self.long:
                self.seen.add(value)  # units, stages and days come again and again
        return True

    def _file(self, row: Mapping[str, Any]) -> T | None:
        """A file that the record names is in the bundle, or here already."""
        for name in FILES:
            digest = row.get(name)
            if not digest or name not in self.names:
                continue
            if len(digest) != 64 or not _HEX.issuperset(digest):
                return T("文件校验值不合规。", "The hash of its file does not fit.")
            if digest not in self.files and not is_whole(place_of(self.office, digest), digest):
                return T("缺少它的文件。", "Its file is missing.")
        return None
