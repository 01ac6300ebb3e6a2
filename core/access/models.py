"""The registers of accounts and grants: what they hold, and what the door fills in and refuses."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gongkai.core.access.rights import DEEPEST
from gongkai.core.access.verbs import SYSTEM, VERBS, reserved
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.resource import Filter, Resource
from gongkai.core.store.fields import Choice, Date, Flag, Integer, Many, Nodes, Place, Ref, Text, UnitRef
from gongkai.core.store.record import Record

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office

REACHES = (
    ("self", T("仅本级（本单位）", "This one only")),
    ("children", T("本级和直接下级", "This one and those directly below")),
    ("depth", T("到指定层数", "To a depth")),
    ("subtree", T("全部下级", "Everything below")),
)


class Account(Record):
    """A person who works with this office's store."""

    name = Text(T("账号", "Account"), required=True, unique=True, search=True, width=14)
    display = Text(T("姓名", "Name"), required=True, search=True, width=16)
    post = Text(T("职务", "Post"), width=20)
    division = Place(T("所在区划", "Division"), required=True, width=16)
    disabled = Flag(T("停用", "Disabled"), width=6)

    class Meta:
        table_name = "account"


class Grant(Record):
    """What an account may do on a division or a unit, how far down, without what, from when to when, and by whom."""

    account = Ref(T("账号", "Account"), "account", required=True, width=14, index=True)
    role = Choice(T("角色", "Role"), "role", width=14)
    verbs = Many(
        T("权限", "Verbs"), tuple(VERBS.items()), width=14,
        help=T("不用角色时逐项列出。", "One by one, where no role is named."),
    )  # fmt: skip
    division = Place(T("区划范围", "Division"), width=16, help=T("与单位范围二选一。", "Either this or a unit."))
    target = UnitRef(T("单位范围", "Of unit"), width=20, help=T("与区划范围二选一。", "Either this or a division."))
    reach = Choice(
        T("到哪一级", "Reach"), REACHES, width=12,
        help=T("不写时：区划为全部下级，单位为仅本单位。", "Else: all below a division, a unit alone."),
    )  # fmt: skip
    depth = Integer(T("层数", "Depth"), width=6, help=T("“到指定层数”时填写。", "How many steps down."))
    excluded = Nodes(
        T("除外", "Except"), width=16,
        help=T("不含的区划和单位（连同其下级），用逗号隔开。", "Divisions and units left out, with all below them."),
    )  # fmt: skip
    valid_from = Date(T("起", "From"), width=10)
    valid_to = Date(T("止", "To"), width=10, help=T("最后一天。", "The last day."))
    granted_by = Ref(T("授权人", "Granted by"), "account", system=True, width=14)

    class Meta:
        table_name = "access_grant"


def _prepare_account(office: "Office", row: dict[str, Any]) -> None:
    if (row["name"] or "").casefold() == SYSTEM:
        raise reserved()
    row["scope"] = row["division"] or 0


def _prepare_grant(office: "Office", row: dict[str, Any]) -> None:
    if bool(row["role"]) == bool(row["verbs"]):
        raise BadInput(
            T("授权要写角色，或逐项列出权限，二者取一。", "A grant names a role, or lists verbs: one of the two."),
            T("填写 role（角色）或 verbs（权限）。", "Fill in role or verbs."),
        )
    if (row["division"] is None) == (not row["target"]):
        raise BadInput(
            T("授权范围是一个区划或一个单位，二者取一。", "A grant is on a division or on a unit: one of the two."),
            T("填写 division（区划）或 target（单位）。", "Fill in division or target."),
        )
    row["reach"] = row["reach"] or ("depth" if row["depth"] is not None else "self" if row["target"] else "subtree")
    if (row["reach"] == "depth") != (row["depth"] is not None) or not 0 <= (row["depth"] or 0) <= DEEPEST:
        raise BadInput(
            T(f"“到指定层数”要写层数（0—{DEEPEST}），其他情况不写。",
              f"“To a depth” needs a depth (0 to {DEEPEST}); nothing else takes one."),
            T("改 reach（到哪一级）或 depth（层数）。", "Change reach or depth."),
        )  # fmt: skip
    if row["valid_from"] and row["valid_to"] and row["valid_to"] < row["valid_from"]:
        raise BadInput(
            T(f"止（{row['valid_to']}）早于起（{row['valid_from']}）。",
              f"It ends ({row['valid_to']}) before it begins ({row['valid_from']})."),
            T("改正其中一个日期。", "Mend one of the dates."),
        )  # fmt: skip
    row["unit"] = row["target"] or None
    row["scope"] = office.unit_scope(row["target"]) if row["target"] else row["division"]


Before = Mapping[str, Any] | None


def _vet_account(office: "Office", old: Before, new: dict[str, Any] | None) -> None:
    from gongkai.core.access.giving import vet_account

    vet_account(office, old, new)


def _vet_grant(office: "Office", old: Before, new: dict[str, Any] | None) -> None:
    from gongkai.core.access.giving import vet_grant

    vet_grant(office, old, new)


def _follow_account(change: "Change", old: dict[str, Any] | None, new: dict[str, Any] | None, action: str) -> None:
    from gongkai.core.access.giving import follow_account

    follow_account(change, old, new)


def _follow_grant(change: "Change", old: dict[str, Any] | None, new: dict[str, Any] | None, action: str) -> None:
    from gongkai.core.access.giving import follow_grant

    follow_grant(change, old, new)


def _settle(change: "Change", written: Mapping[str, str]) -> None:
    if change.office.store.kind == "postgresql":
        from gongkai.core.access.dbroles import follow

        follow(change.office)


def _in_force(office: "Office") -> Any:
    today = office.today.isoformat()
    begun = Grant.valid_from.is_null() | (Grant.valid_from <= today)
    return begun & (Grant.valid_to.is_null() | (Grant.valid_to >= today))


ACCOUNTS = Resource(
    Account,
    key="account",
    name=T("账号", "Account"),
    columns=("name", "display", "post", "division", "disabled"),
    title="name",
    natural=("name",),
    verb="administer",
    prepare=_prepare_account,
    vet=_vet_account,
    follow=_follow_account,
    settle=_settle,
    placed=False,
)
GRANTS = Resource(
    Grant,
    key="grant",
    part_of="account",
    name=T("授权", "Grant"),
    columns=("account", "role", "division", "target", "reach", "excluded", "valid_from", "valid_to", "granted_by"),
    title="account",
    natural=("account", "role", "division", "target"),
    filters=(
        Filter("present", T("有效", "In force"), _in_force),
        Filter("ended", T("已结束", "Ended"), lambda office: Grant.valid_to < office.today.isoformat(), tone="muted"),
    ),
    verb="administer",
    prepare=_prepare_grant,
    vet=_vet_grant,
    follow=_follow_grant,
    settle=_settle,
    placed=False,
)
