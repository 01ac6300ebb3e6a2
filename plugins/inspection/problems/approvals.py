"""Checks for the faults of approval that a region names: wide discretion, opacity, a long way, a long time."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput
from gongkai.core.findings import Check
from gongkai.core.i18n import T
from gongkai.plugins.catalog.findings.sql import blank_of
from gongkai.plugins.catalog.powers.limits import SIZES
from gongkai.plugins.catalog.powers.questions import ENDED
from gongkai.plugins.catalog.timing import marks
from gongkai.plugins.catalog.versions import PUBLISHED
from gongkai.plugins.inspection.problems.rules import ApprovalFault

if TYPE_CHECKING:
    from gongkai.core.office import Office

REMEDY = T(
    "简化程序、压缩时限、写明裁量基准并公布：gongkai power edit 职权编号（已公布的先调整）。",
    "Shorten the way and the time, settle the bounds of discretion, publish: gongkai power edit POWER (adjust it first when public).",
)
STEPS = "(SELECT COUNT(*) FROM {power_step} s WHERE s.power = x.uid)"
TIME = "COALESCE(x.promised_size, x.statutory_size, 0)"


def checks(office: "Office") -> Iterator[Check]:
    """One kind of finding for each fault that the rules name."""
    if "power" in office.resources:
        for fault in office.profile.items("approval_fault", ApprovalFault).values():
            yield _check(office, fault)


def _check(office: "Office", fault: ApprovalFault) -> Check:
    resource = office.resource("power")
    tests: list[tuple[str, T]] = []
    for name in fault.blank:
        try:
            labels = [resource.meta(one).label for one in name.split("|")]
        except BadInput as error:
            raise BadInput(
                T(f"approval_fault {fault.id}：{error.message.zh}", f"approval_fault {fault.id}: {error.message.en}"),
                error.hint,
            ) from error
        tests.append(
            (
                blank_of(name),
                T(f"没有{'或'.join(one.zh for one in labels)}", f"no {' or '.join(one.en.lower() for one in labels)}"),
            )
        )
    if fault.unpublished:
        tests.append((f"x.stage <> '{PUBLISHED}'", T("没有公布", "not public")))
    if fault.steps:
        tests.append((f"{STEPS} > {fault.steps}", T(f"环节多于 {fault.steps} 个", f"more than {fault.steps} steps")))
    if fault.visits:
        tests.append(
            (
                f"COALESCE(x.visits, 0) > {fault.visits}",
                T(f"到现场多于 {fault.visits} 次", f"more than {fault.visits} visits"),
            )
        )
    if fault.days:
        longest = fault.days * SIZES["wd"]
        tests.append(
            (f"{TIME} > {longest}", T(f"时限超过 {fault.days} 个工作日", f"more than {fault.days} working days"))
        )
    words = [said for _, said in tests]
    # which of the tests hold, as a row of 0 and 1
    held = " || ".join(f"CASE WHEN {test} THEN '1' ELSE '0' END" for test, _ in tests) or "''"

    def tell(title: str, said: T) -> T:
        found = [word for word, sign in zip(words, said.zh, strict=False) if sign == "1"]
        zh, en = "、".join(word.zh for word in found), ", ".join(word.en for word in found)  # zh-data
        return T(f"“{title}”{fault.name.zh}：{zh}。", f"“{title}” ({fault.name.en.lower()}): {en}.")

    values: list[Any] = [*ENDED, *fault.kinds]
    kinds = f" AND x.kind IN ({marks(fault.kinds)})" if fault.kinds else ""
    either = " OR ".join(f"({test})" for test, _ in tests) or "1=0"
    return Check(
        f"approval-{fault.id}", fault.name, "warning", REMEDY, fault.rule, "power",
        f"x.stage NOT IN ({marks(ENDED)}){kinds} AND ({either})", tuple(values), since="COALESCE(x.drafted_on, '')",
        values=(held,), tell=tell, item=f"approval_fault:{fault.id}",
    )  # fmt: skip
