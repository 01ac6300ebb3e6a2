"""Storing a plan that a person has looked at: as a file in the office's rules folder, noted in the ledger."""

from typing import TYPE_CHECKING

import msgspec

from gongkai.core.access import require
from gongkai.core.errors import BadInput, Conflict
from gongkai.core.i18n import T
from gongkai.core.tables.atomic import replacing
from gongkai.plugins.tasks.plans.writing import ID
from gongkai.plugins.tasks.rules import Plan

if TYPE_CHECKING:
    from gongkai.core.office import Office


def free_id(office: "Office", year: int | None) -> str:
    """``plan-2026``, or the next that no plan has."""
    known = office.profile.items("plan", Plan)
    base = f"plan-{year}" if year else "plan"
    return next(name for n in range(1, len(known) + 2) if (name := base if n == 1 else f"{base}-{n}") not in known)


def check_new(office: "Office", plan: Plan) -> None:
    """Refuse a plan that is there already under another id.

    Raises:
        Conflict: there is one of the same year and title.
    """
    for known in office.profile.items("plan", Plan).values():
        if (known.year, known.title.zh) == (plan.year, plan.title.zh) and known.id != plan.id:
            raise Conflict(
                T(f"已有同名要点 {known.id}。", f"There is a plan of this title, {known.id}."),
                T(f"要替换它用 --id {known.id} --replace；确是另一份的用 --id 另取编号。",
                  f"To replace it: --id {known.id} --replace. If it is another, give it its own --id."),
            )  # fmt: skip


def check_id(plan_id: str) -> str:
    """The id as it may stand in a file's name.

    Raises:
        BadInput: other signs than small letters, digits and hyphens.
    """
    if not ID.fullmatch(plan_id):
        raise BadInput(
            T(f"编号“{plan_id[:40]}”不合规。", f"“{plan_id[:40]}” cannot be an id."),
            T(
                "用小写字母、数字和连字符，如 points-2026。",
                "Use small letters, digits and hyphens, such as points-2026.",
            ),
        )
    return plan_id


def keep_plan(office: "Office", plan: Plan, text: str, reason: str, replace: bool = False) -> str:
    """Put the plan into ``rules/<id>.toml`` and note it in the ledger; gives the file's name.

    Raises:
        NotAllowed: the account may not assign work in the whole of the office's place.
        Conflict: there is a plan of this id, and ``replace`` was not said; or it came from elsewhere than this file.
    """
    require(office, "assign", office.scope, whole=True)
    name = f"{check_id(plan.id)}.toml"
    path = office.folder / "rules" / name
    origin = office.profile.origin("plan", plan.id)
    if origin is not None and origin.file != str(path):
        raise Conflict(
            T(f"要点 {plan.id} 已在 {origin.file} 中。", f"There is a plan {plan.id} in {origin.file}."),
            T("用 --id 换一个编号。", "Give it another id with --id."),
        )
    if path.exists() and not replace:
        raise Conflict(
            T(f"已有要点文件 rules/{name}。", f"There is a file rules/{name} already."),
            T("用 --replace 替换，或用 --id 换一个编号。", "Replace it with --replace, or give another id with --id."),
        )
    data = text.encode()
    with office.change(reason) as change:
        change.note(
            plan.id, "plan", {"items": len(plan.item), "title": plan.title.zh, "plan": msgspec.to_builtins(plan)}
        )
        path.parent.mkdir(exist_ok=True)
        with replacing(path, own=True) as stream:
            stream.write(data)
    office.__dict__.pop("profile", None)  # the rules are read anew
    return name
