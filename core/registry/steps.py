"""What an act changes, as plain data: enough to do it, to keep it with the act, and to take it back."""

import hashlib
from typing import Any

import msgspec

from gongkai.core.ledger.shifts import inverse

DivisionRow = tuple[int, str, int, int | None, str]
"""code, name, level, parent, kind."""


class RowStep(msgspec.Struct):
    """Stored values of one record before and after, changed columns only.

    ``before`` None: it is made with these values; ``after`` None: it is taken away again.
    """

    register: str
    uid: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    def back(self) -> "RowStep":
        """The step that takes this one back."""
        return RowStep(self.register, self.uid, self.after, self.before)


class Steps(msgspec.Struct):
    """The steps of an act, in the order in which they are done; ``back()`` has the same shape.

    Attributes:
        first: records that change or go somewhere, by the codes before the shift.
        removed: divisions that end.
        rules: the shift: low, high, and what is added to every place between them.
        changed: divisions that go on with another name, parent or code, before and after.
        made: divisions that the act makes.
        last: records that go to divisions which the act makes.
    """

    first: list[RowStep] = []
    removed: list[DivisionRow] = []
    rules: list[tuple[int, int, int]] = []
    changed: list[tuple[DivisionRow, DivisionRow]] = []
    made: list[DivisionRow] = []
    last: list[RowStep] = []

    @property
    def units(self) -> list[RowStep]:
        """The steps of units."""
        return [step for step in (*self.first, *self.last) if step.register == "unit"]

    def back(self) -> "Steps":
        """The steps that take everything back."""
        return Steps(
            first=[step.back() for step in reversed(self.last)],
            removed=list(self.made),
            rules=inverse(self.rules),
            changed=[(after, before) for before, after in self.changed],
            made=list(self.removed),
            last=[step.back() for step in reversed(self.first)],
        )

    def digest(self) -> str:
        """A mark of everything that would be changed."""
        return hashlib.sha256(msgspec.json.encode(self, order="sorted")).hexdigest()


def read_steps(text: str) -> Steps:
    """Steps as an act keeps them."""
    return msgspec.json.decode(text, type=Steps)


def write_steps(steps: Steps) -> str:
    """Steps as an act keeps them."""
    return msgspec.json.encode(steps).decode()
