"""Findings on fields that a profile wants filled, and on works that were not put out to open tender."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gongkai.core.findings import Check
from gongkai.core.i18n import T
from gongkai.core.registry.lacking import labels
from gongkai.plugins.catalog.findings.publications import REVISE
from gongkai.plugins.catalog.findings.rules import NeededFields, TenderRule
from gongkai.plugins.catalog.findings.sql import ENTRY, PUBLIC, Sql, all_of, blank_of, live, of_units
from gongkai.plugins.catalog.publications.models import TENDERS, Publication
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
    for rule in office.profile.items("tender_rule", TenderRule).values():
        yield _tender(office, rule)


def _tender(office: "Office", item: TenderRule) -> Check:
    """Public works of so many yuan and more that say another way than open tender, or none."""
    least = Publication.amount.db_value(item.yuan)
    parts: list[Sql] = [(PUBLIC, ()), ("x.amount >= ? AND COALESCE(x.tender, '') <> 'open'", (least,))]
    if item.obligations:
        parts.append((f"e.obligation IN ({marks(item.obligations)})", item.obligations))
    test, values = all_of(*parts, of_units(office, item.to))
    ways = dict(TENDERS)

    def tell(title: str, said: T) -> T:
        way = ways.get(said.zh, T("没有写明发包方式", "no way is stated"))
        return T(
            f"“{title}”投资额满 {item.yuan:,} 元，应公开招标：{way.zh}。",
            f"“{title}” costs {item.yuan:,} yuan or more and must go to open tender: {way.en}.",
        )

    return Check(
        "tender", T("应公开招标而未公开招标", "Not put out to open tender"), "error",
        T("核对投资额和发包方式：填错的用 gongkai publication revise 更正；确未公开招标的，改为公开招标后更新公开。",
          "Compare sum and way: mend an error with gongkai publication revise; where there was no open tender, hold one and publish anew."),
        item.rule, "publication", test, values, (ENTRY,), values=("COALESCE(x.tender, '')",), tell=tell,
        since="COALESCE(x.published_on, '')", item=f"tender_rule:{item.id}",
    )  # fmt: skip


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
