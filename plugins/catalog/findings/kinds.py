"""The catalogue's own kinds of findings, handed over by the same hook that other plugins use."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from gongkai.core.findings import Check
from gongkai.plugins.catalog.findings import columns, entries, fields, powers, publications, texts, twice

if TYPE_CHECKING:
    from gongkai.core.office import Office


def add(office: "Office", register: Callable[[Check], None]) -> None:
    """Hand over every check of the catalogue."""
    for check in (
        *entries.checks(office), *publications.checks(office), *fields.checks(office),
        *texts.checks(office), *columns.checks(), *twice.checks(), *powers.checks(),
    ):  # fmt: skip
        register(check)
