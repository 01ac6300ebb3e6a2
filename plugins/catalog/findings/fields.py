"""Findings on fields that a profile wants filled."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gongkai.core.findings import Check
from gongkai.core.i18n import T
from gongkai.core.registry.lacking import labels
from gongkai.plugins.catalog.findings.publications import REVISE
from gongkai.plugins.catalog.findings.rules import NeededFields
from gongkai.plugins.catalog.findings.sql import ENTRY, PUBLIC, Sql, all_of, blank_of, live, of_units
from gongkai.plugins.catalog.timing import marks

if TYPE_CHECKING:
    from gongkai.core.office import Office


def checks(office: "Office") -> Iterator[Check]:
    """One kind of finding for all sets of fields that the profile requires.

    Raises:
        BadInput: a set names a field that the register does not have.
    """
    for item in office.profile.items("needed_fields", NeededFields).values():
        yield _fields(office, item)


def _fields(office: "Office", item: NeededFields) -> Check:
    resource = office.resource(item.register)
    for name in [part for field in item.fields for part in field.split("|")] + list(item.only):
        resource.meta(name)
    parts: list[Sql] = [live(office) if item.register == "entry" else (PUBLIC, ())]
    for name, value in item.only.items():
        parts.append((f"CAST(x.{name} AS TEXT) = ?", (value,)))
    column = "x.obligation" if item.register == "entry" else "e.obligation"
    if item.obligations:
        parts.append((f"{column} IN ({marks(item.obligations)})", item.obligations))
    said = " || ".join(f"CASE WHEN {blank_of(name)} THEN '{name},' ELSE '' END" for name in item.fields)
    parts += [of_units(office, item.to), (f"({said}) <> ''", ())]
    test, values = all_of(*parts)

    def tell(title: str, said: T) -> T:
        what = labels(resource, said.zh)
        return T(f"“{title}”没有填写{what.zh}（{item.name.zh}）。", f"“{title}” lacks {what.en} ({item.name.en}).")

    mend = T("用 gongkai entry edit 补上。", "Fill it in with gongkai entry edit.")
    return Check(
        "field", T("缺必填要素", "Field missing"), "warning", mend if item.register == "entry" else REVISE, item.rule,
        item.register, test, values, () if item.register == "entry" else (ENTRY,), values=(said,), tell=tell,
        since="''" if item.register == "entry" else "COALESCE(x.published_on, '')", item=f"needed_fields:{item.id}",
    )  # fmt: skip
