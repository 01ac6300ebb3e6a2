"""What stands on a unit's card: its posts, its work in figures, what is lacking, and who may do what there."""

from typing import TYPE_CHECKING, Any

from textual.content import Content

from gongkai.core.findings import Finding
from gongkai.core.i18n import T
from gongkai.core.register import Query
from gongkai.core.registry.findings import findings
from gongkai.core.registry.holders import holders
from gongkai.core.registry.models import POSTS, Post
from gongkai.core.resource import show_value
from gongkai.core.text import clean_line
from gongkai.tui.nodefacts import figures_of
from gongkai.tui.pastwords import interval
from gongkai.tui.text import column, facts, wrap
from gongkai.tui.widgets.source import SIGNS

if TYPE_CHECKING:
    from gongkai.core.office import Office

FORMER = 40
"""Former holders that are listed."""
VACANT = T("空缺", "vacant")
POST_KIND = "post_kind:"


def gaps(office: "Office", unit: Any) -> list[Finding]:
    """What the registry lacks of one unit."""
    return [one for one in findings(office, int(unit.scope), alone=True) if one.unit == unit.uid]


def missing_posts(found: list[Finding]) -> list[str]:
    """The kinds of post, by key, that have to be held and are not."""
    return [
        one.item.removeprefix(POST_KIND)
        for one in found
        if one.code == "post-missing" and one.item.startswith(POST_KIND)
    ]


def posts(office: "Office", unit: Any, width: int) -> Content:
    """Who holds what since when; what is vacant though it has to be held; who held it before."""
    kinds = POSTS.meta("kind")
    today = office.today
    now = holders(office, unit.uid, today)
    needed = missing_posts(gaps(office, unit))
    lines: list[Content] = []
    shown: set[str] = set()
    label = min(26, max(12, width // 4))
    for post in now:
        name = column(show_value(office, kinds, post.kind), label)
        if post.person:
            lines.append(_holder(office, post, name, width))
        else:
            lines.append(_vacancy(name, post.kind in needed))
        shown.add(post.kind)
    for kind in needed:
        if kind not in shown:
            lines.append(_vacancy(column(show_value(office, kinds, kind), label), True))
    if not lines:
        lines.append(
            Content.styled(
                str(T("还没有登记岗位；按 p 填上。", "No post is registered yet; p fills one.")), "$text-muted"
            )
        )
    former = office.fetch(
        office.select(Post)
        .where(Post.unit == unit.uid, Post.valid_to < today)
        .order_by(Post.valid_to.desc())
        .limit(FORMER)
    )
    if former:
        lines += [Content(""), Content.styled(str(T("以往", "Before")), "bold $text-primary")]
        lines += [
            _holder(office, post, column(show_value(office, kinds, post.kind), label), width, "$text-muted")
            for post in former
        ]
    return Content("\n").join(lines)


def _holder(office: "Office", post: Any, name: str, width: int, style: str = "") -> Content:
    parts = [
        post.title if clean_line(post.title or "") != name.strip() else "",
        T("专职", "full-time") if post.full_time else "",
        post.duty,
        post.phone,
    ]
    if post.valid_from or post.valid_to:
        parts.insert(0, interval(post.valid_from, post.valid_to))
    said = "  ".join(clean_line(str(part)) for part in parts if part)
    person = Content.styled(column(post.person or VACANT, 12), style or "bold")
    head = Content.assemble("  ", Content.styled(name, "$text-muted"), " ", person)
    room = max(20, width - head.cell_length - 1)
    first, *rest = wrap(said.strip(), room) or [""]
    lines = [Content.assemble(head, " ", Content.styled(first, style))]
    lines += [Content.assemble(" " * (head.cell_length + 1), Content.styled(text, style)) for text in rest]
    return Content("\n").join(lines)


def _vacancy(name: str, needed: bool) -> Content:
    words = T("必设 · 按 p 填上", "has to be held · p fills it") if needed else T("按 p 填上", "p fills it")
    style = "$text-warning" if needed else "$text-muted"
    sign = SIGNS["blank"]
    return Content.assemble(
        Content.styled(f"{sign} ", style), Content.styled(name, "$text-muted"), " ",
        Content.styled(column(VACANT, 12), style), " ", Content.styled(str(words), style),
    )  # fmt: skip


def work(office: "Office", unit: Any, width: int) -> Content:
    """How much it has in each register, and what is overdue."""
    keys = str(T("c 打开目录，k 打开任务，o 打开其他登记册。", "c its entries, k its tasks, o other registers."))
    figures = facts(figures_of(office, Query(unit=unit.uid)), width, 16)
    return Content("\n").join([figures, Content(""), Content.styled(keys, "$text-muted")])


def lacks(office: "Office", unit: Any, width: int) -> Content:
    """What is lacking, by which rule, and how to mend it."""
    found = gaps(office, unit)
    if not found:
        return Content.styled(f"{SIGNS['done']} {T('登记齐全。', 'Nothing is lacking.')}", "$text-success")
    lines: list[Content] = []
    for one in found:
        first, *rest = wrap(str(one.what), width - 4)
        lines.append(Content.assemble(Content.styled(f"{SIGNS['blank']} ", "$text-warning"), Content(first)))
        lines += [Content(f"  {text}") for text in rest]
        remedy = f"{one.remedy}" + (f"  [{one.rule}]" if one.rule else "")
        lines += [Content.styled(f"  {text}", "$text-muted") for text in wrap(remedy, width - 4)]
    lines += [Content(""), Content.styled(str(T("按 m 补缺。", "m mends one of them.")), "$text-muted")]
    return Content("\n").join(lines)
