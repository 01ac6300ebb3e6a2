"""Tables of the registry: divisions (reference data), units, posts."""

from collections.abc import Mapping
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING, Any

import peewee

from gongkai.core.codes import Level
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.pinyin import initials
from gongkai.core.resource import Filter, Resource
from gongkai.core.store.fields import Choice, Date, Flag, Integer, LongText, Many, Place, Text, UnitRef
from gongkai.core.store.record import Record

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office

LEVELS = tuple((level.key, level.label) for level in Level if level.value <= 5)
LEADERSHIP = (
    ("local", T("地方管理", "Local")),
    ("vertical", T("垂直管理", "Vertical")),
    ("dual", T("双重领导", "Dual")),
)


class Division(peewee.Model):
    """A division of the registry. ``code`` is its 15-digit scope; level and parent are stored, never derived."""

    code = peewee.BigIntegerField(primary_key=True)
    name = peewee.TextField()
    level = peewee.SmallIntegerField()
    parent = peewee.BigIntegerField(null=True)
    kind = peewee.TextField(default="")
    initials = peewee.TextField(default="")
    other_initials = peewee.TextField(default="")  # read the other way: 乐清市 is yqs, and lqs to who does not know
    edition = peewee.TextField(default="")

    class Meta:
        table_name = "division"
        legacy_table_names = False


class EditionOf(peewee.Model):
    """A list of divisions that was loaded here: where it comes from, and the day on which it was closed."""

    name = peewee.TextField(primary_key=True)
    cut_off = peewee.TextField(default="")
    source = peewee.TextField(default="")

    class Meta:
        table_name = "division_edition"
        legacy_table_names = False


class Unit(Record):
    """A responsible unit: what must disclose. Its uid never changes; ``division`` is its present place."""

    name = Text(T("单位名称", "Unit name"), required=True, search=True, width=28)
    kind = Choice(T("单位类别", "Kind"), "unit_kind", required=True, width=14)
    level = Choice(T("层级", "Level"), LEVELS, required=True, width=8)
    division = Place(T("所在区划", "Division"), required=True, width=16)
    line = Choice(T("条线", "Line"), "line", width=12)
    leadership = Choice(T("领导体制", "Leadership"), LEADERSHIP, width=8)
    parent = UnitRef(T("上级单位", "Parent unit"), width=20)
    guided_by = UnitRef(
        T("业务主管单位", "Guided by"), width=20, rule="GS-40",
        help=T("垂直管理、双重领导单位在本系统的主管机关。", "The head organ of the line, for vertical and dual units."),
    )  # fmt: skip
    tags = Many(T("标签", "Tags"), (), width=14)
    uscc = Text(
        T("统一社会信用代码", "Unified social credit code"), width=18,
        help=T("18 位，用于索引号前段。", "18 characters; front of the index number."),
    )  # fmt: skip
    desk = Text(
        T("公开工作机构", "Disclosure office"), rule="REG-12",
        help=T("受理公开申请的机构名称。", "Name of the office that takes requests."),
    )  # fmt: skip
    address = Text(T("办公地址", "Address"), rule="REG-12")
    hours = Text(T("办公时间", "Office hours"), rule="REG-12")
    phone = Text(T("联系电话", "Telephone"), width=14, rule="REG-12")
    fax = Text(T("传真", "Fax"), width=14, rule="REG-12")
    postcode = Text(T("邮政编码", "Post code"), width=8)
    email = Text(T("电子邮箱", "E-mail"), rule="REG-12")
    website = Text(T("网址", "Website"), rule="REG-12")
    template = Text(T("模板", "Template"), system=True)
    sheet = peewee.BigIntegerField(null=True)  # of units that were made in bulk; see gongkai.core.ledger.generated
    initials = Text(T("拼音首字母", "Initials"), system=True, index=True)
    valid_from = Date(T("成立日期", "Valid from"), width=10)
    valid_to = Date(T("撤销日期", "Valid to"), width=10)

    class Meta:
        table_name = "unit"


class Post(Record):
    """A post in a unit and who holds it from when to when (both days inclusive); without a person it is vacant."""

    kind = Choice(T("岗位", "Post"), "post_kind", required=True, width=18)
    person = Text(
        T("姓名", "Person"), search=True, width=10, help=T("空着表示该岗位待定。", "Left empty, the post is vacant.")
    )
    title = Text(T("职务", "Title"), width=18)
    phone = Text(T("办公电话", "Telephone"), width=14)
    duty = Text(T("分管领域", "Field of duty"))
    resume = LongText(T("简历", "Career"))
    full_time = Flag(T("专职", "Full-time"), width=6)
    from_unit = UnitRef(
        T("本职单位", "Own unit"), width=20,
        help=T("兼任、抽调人员原来的单位。", "Where somebody lent or holding a second post comes from."),
    )  # fmt: skip
    at_unit = UnitRef(T("派驻单位", "Works at"), width=20, help=T("如政务服务中心。", "Such as the service centre."))
    mandate = Text(T("授权文号", "Mandate"), help=T("授权文件或委托书的文号。", "Number of the written mandate."))
    mandate_date = Date(T("授权日期", "Date of mandate"), width=10)
    valid_from = Date(T("起", "From"), width=10)
    valid_to = Date(T("止", "To"), width=10, help=T("最后一天。", "The last day."))

    class Meta:
        table_name = "post"


class Facility(Record):
    """A board, a box, a room that a unit keeps for the public."""

    kind = Choice(T("设施", "Facility"), "facility", required=True, width=18)
    division = Place(T("所在区划", "Division"), width=16, help=T("不写时为单位所在区划。", "Else the unit's."))
    address = Text(T("地点", "Place"), search=True)
    number = Integer(T("数量", "Number"), width=6, default=1)
    photo = Text(T("照片或凭证", "Photo or proof"))
    note = Text(T("备注", "Note"))
    valid_from = Date(T("起", "From"), width=10)
    valid_to = Date(T("止", "To"), width=10, help=T("最后一天。", "The last day."))

    class Meta:
        table_name = "facility"


def _prepare_unit(office: "Office", row: dict[str, Any]) -> None:
    row["unit"] = row["uid"]
    row["scope"] = row["division"] or 0
    row["initials"] = initials(row["name"] or "")
    start, end = row.get("valid_from"), row.get("valid_to")
    if start and end and end < start:
        raise BadInput(
            T("撤销日期早于成立日期。", "The unit ends before it begins."),
            T("改正其中一个日期。", "Mend one of the dates."),
        )
    if row.get("parent") == row["uid"]:
        raise BadInput(
            T("单位不能是自己的上级。", "A unit cannot be its own parent."),
            T("另选上级单位。", "Choose another."),
        )


def _prepare_dated(office: "Office", row: dict[str, Any]) -> None:
    start, end = row.get("valid_from"), row.get("valid_to")
    if start and end and end < start:
        raise BadInput(
            T(f"止（{end}）早于起（{start}）。", f"It ends ({end}) before it begins ({start})."),
            T("改正其中一个日期。", "Mend one of the dates."),
        )


def _settle_units(change: "Change", written: Mapping[str, str]) -> None:
    from gongkai.core.registry.settling import settle_units

    settle_units(change, written)


def _settle_posts(change: "Change", written: Mapping[str, str]) -> None:
    from gongkai.core.registry.settling import settle_posts

    settle_posts(change, written)


def _warn_unit(office: "Office", record: Any) -> T | None:
    from gongkai.core.registry.findings import code_checks

    if not record.uscc or code_checks(record.uscc):
        return None
    return T(
        f"统一社会信用代码 {record.uscc} 校验不符，已照录；请对照证书核对。",
        f"Credit code {record.uscc} does not check; it is kept as written. Compare it with the certificate.",
    )


def _follow_unit(change: "Change", old: dict[str, Any] | None, new: dict[str, Any] | None, action: str) -> None:
    from gongkai.core.registry.follow import follow_unit  # needs the past, which needs these tables

    follow_unit(change, old, new, action)


def _lacking(office: "Office") -> Any:
    from gongkai.core.registry.findings import units_lacking  # asks with these tables

    return units_lacking(office)


def _unit_filters() -> tuple[Filter, ...]:
    def level(key: str) -> Any:
        return lambda office: Unit.level == key

    return (
        Filter("county", T("县级", "County level"), level("county")),
        Filter("township", T("乡级", "Township level"), level("township")),
        Filter("village", T("村级", "Village level"), level("village")),
        Filter(
            "lacking",
            T("有缺项", "Lacking"),
            _lacking,
            tone="blank",
            help=T(
                "缺规则要求的岗位、席位、设施或联系办法。",
                "Without a post, a seat, a facility or a fact that the rules ask for.",
            ),
        ),
        Filter(
            "closed",
            T("已撤销", "Abolished"),
            lambda office: Unit.valid_to <= office.today.isoformat(),
            tone="muted",
        ),
    )


UNITS = Resource(
    Unit,
    key="unit",
    name=T("单位", "Unit"),
    columns=("name", "kind", "level", "line", "division", "phone"),
    title="name",
    natural=("name", "division"),
    filters=_unit_filters(),
    verb="administer",
    prepare=_prepare_unit,
    follow=_follow_unit,
    settle=_settle_units,
    warn=_warn_unit,
    placed=False,
    empty=T("还没有单位。用 gongkai unit generate 按模板生成。", "No units yet. Make them with gongkai unit generate."),
)  # fmt: skip
POSTS: Resource = Resource(
    Post,
    key="post",
    name=T("岗位", "Post"),
    columns=("unit", "kind", "person", "title", "phone"),
    title="person",
    natural=("unit", "kind", "person"),
    filters=(
        Filter(
            "present", T("现任", "Present"),
            lambda office: reduce(and_, POSTS.on_day(office.today), Post.person != ""),
        ),
        Filter("vacant", T("空缺", "Vacant"), lambda office: Post.person.is_null() | (Post.person == ""), tone="blank"),
        Filter(
            "former", T("已离任", "Former"), lambda office: Post.valid_to < office.today.isoformat(), tone="muted",
        ),
    ),
    verb="administer",
    dated=("valid_from", "valid_to"),
    prepare=_prepare_dated,
    settle=_settle_posts,
    empty=T("还没有岗位人员。按 n 添加。", "Nobody holds a post yet. Press n to add one."),
)  # fmt: skip
FACILITIES: Resource = Resource(
    Facility,
    key="facility",
    name=T("公开设施", "Facility"),
    columns=("unit", "kind", "address", "number", "valid_from"),
    title="kind",
    natural=("unit", "kind", "division", "address"),
    filters=(
        Filter(
            "present", T("在用", "In use"), lambda office: reduce(and_, FACILITIES.on_day(office.today)),
        ),
    ),
    verb="administer",
    dated=("valid_from", "valid_to"),
    prepare=_prepare_dated,
    empty=T("还没有登记公开栏、意见箱等设施。按 n 添加。", "No board or box is registered yet. Press n to add one."),
)  # fmt: skip
