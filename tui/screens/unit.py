"""A unit's card: facts, posts, work, what is lacking, what it was; each thing to do about it on a key."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import BindingType
from textual.content import Content

from gongkai.core.i18n import T, same
from gongkai.core.register import Query
from gongkai.core.registry.models import POSTS
from gongkai.core.resource import show_value
from gongkai.core.text import clean_line, truncate
from gongkai.tui import pastwords, unitcard
from gongkai.tui.chrome import Words
from gongkai.tui.keys import Key, bindings
from gongkai.tui.nodecounts import Counts, of_unit
from gongkai.tui.screens.detail import DetailScreen, View
from gongkai.tui.screens.pick import Item, PickScreen

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.core.register import Register

OPENS = {"entries": "entry", "tasks": "task"}
"""Actions that open a register, where its plugin is there."""


class UnitScreen(DetailScreen):
    """One unit with everything that hangs on it."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("left,right", "", T("切换页", "Views"), T("上一页、下一页", "view before, next view")),
        Key("p", "post", T("岗位", "Post"), T("岗位交接，或填上空缺", "hand a post over, or fill a vacancy")),
        Key("m", "mend", T("补缺", "Mend"), T("补上所缺的一项", "mend one of the gaps")),
        Key("c", "entries", T("目录", "Entries"), T("本单位的目录条目", "its catalogue entries")),
        Key("k", "tasks", T("任务", "Tasks"), T("本单位的任务", "its tasks")),
        Key("s", "score", T("得分", "Score"), T("得分及其来历", "its score explained")),
        Key("e", "edit", T("编辑", "Edit"), T("编辑这条记录", "edit the record")),
        Key(
            "g",
            "reorganise",
            T("机构改革", "Reorganise"),
            T("对本单位办理机构改革", "a reorganisation act on this unit"),
        ),
        Key("w", "who", T("谁可以", "Who may"), T("谁在这里有什么权限", "who may do what here")),
        Key("o", "related", T("相关", "Related"), T("打开相关的记录", "open records that belong to it"), bar=False),
        Key(
            "z",
            "undo",
            T("撤销", "Undo"),
            T("撤销本人对它的上一次修改", "take back one's own last change of it"),
            bar=False,
        ),
        Key("r,f5", "reload", T("刷新", "Reload"), bar=False),
        Key("escape", "", T("返回", "Back")),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)

    def __init__(self, register: "Register", record: Any) -> None:
        super().__init__(register, record)
        self._sums: Counts | None = None

    def own_views(self) -> list[View]:
        """The unit's own views."""
        return [
            View("facts", T("概况", "Facts")),
            View("posts", T("岗位", "Posts"), make=unitcard.posts),
            View("work", T("工作", "Work"), make=unitcard.work),
            View("lacks", T("缺项", "Gaps"), make=unitcard.lacks),
            View("past", T("沿革", "Past"), make=pastwords.unit_past),
            View("history", T("历史", "History")),
        ]

    def own_keys(self) -> Sequence[Key]:
        """What a plugin brings needs the plugin."""
        known = self.office.plugins.resources
        views = {view.key for view in self._views}
        return [
            key for key in self.KEYS
            if OPENS.get(key.action, "") in ("", *known) and (key.action != "score" or "score" in views)
        ]  # fmt: skip

    @property
    def has_state(self) -> bool:
        """What it is, and what matters most."""
        return True

    def look(self) -> None:
        """Count what is late and what is lacking."""
        uid = self.record.uid
        self.work_on("sum", lambda own, tick: of_unit(own, uid), self._summed)

    def _summed(self, counts: Counts) -> None:
        self._sums = counts
        self.query_one("#state", Words).say()

    def _state(self) -> Content:
        register, record = self.register, self.record
        parts = [register.text_of(record, name) for name in ("level", "kind", "line", "leadership")]
        parts.append(self.office.place_name(int(record.division)) if record.division is not None else "")
        ended = record.valid_to is not None and record.valid_to <= self.office.today
        if ended:
            parts.append(str(T("{day} 已撤销", "ended on {day}").format(day=record.valid_to)))
        said = clean_line(" · ".join(part for part in parts if part))
        words = (self._sums.words() if self._sums else []) or [""]
        tail = "  ".join(words)
        room = max(10, self.app.size.width - 6 - Content(tail).cell_length)
        return Content.assemble(
            Content.styled(truncate(said, room), "$text-error" if ended else "$text-muted"), "  ",
            Content.styled(tail, "$text-warning"),
        )  # fmt: skip

    # keys

    def action_entries(self) -> None:
        """Its entries."""
        self._open("entry")

    def action_tasks(self) -> None:
        """Its tasks."""
        self._open("task")

    def _open(self, key: str) -> None:
        if key in self.office.plugins.resources:
            self.gongkai.open_register(key, Query(unit=self.record.uid))

    def action_score(self) -> None:
        """How its score comes about."""
        self.show_view("score")

    def action_post(self) -> None:
        """Choose a post, then who comes."""
        self._with_gaps(self._ask_post)

    def _with_gaps(self, then: Callable[[list[Any], list[Any]], None]) -> None:
        record = self.record

        def read(own: "Office", tick: Callable[[int], bool]) -> tuple[list[Any], list[Any]]:
            from gongkai.core.registry.holders import holders

            return holders(own, record.uid, own.today), unitcard.gaps(own, record)

        self.work_on("gaps", read, lambda found: then(*found))

    def _ask_post(self, now: list[Any], gaps: list[Any]) -> None:
        from gongkai.core.resource import choices_of

        vacant = str(unitcard.VACANT)
        needed = unitcard.missing_posts(gaps)
        must = T("必设", "has to be held")
        items = [Item((kind, ""), self._post(kind), same(f"{vacant} · {must}"), find=kind) for kind in needed]
        items += [
            Item((post.kind, post.person), self._post(post.kind), post.person, find=post.kind)
            for post in now
            if post.person
        ]
        seen = {item.key[0] for item in items}
        items += [
            Item((kind, ""), words, same(vacant), find=kind)
            for kind, words in choices_of(self.office, POSTS.meta("kind")) if kind not in seen
        ]  # fmt: skip
        self.app.push_screen(PickScreen(T("哪个岗位", "Which post"), items), self._hand_over)

    def _post(self, kind: str) -> str:
        return show_value(self.office, POSTS.meta("kind"), kind)

    def _hand_over(self, chosen: Any) -> None:
        if chosen is None:
            return
        from gongkai.tui.screens.handover import HandoverScreen  # when first used

        kind, person = chosen
        self.app.push_screen(HandoverScreen(self.record, kind, person), lambda made: self._posted() if made else None)

    def _posted(self) -> None:
        self.action_reload()
        self.show_view("posts")

    def action_reorganise(self) -> None:
        """An act on this unit."""
        from gongkai.tui.screens.reorg import ReorgScreen  # when first used

        self.app.push_screen(ReorgScreen(None, "", (self.record.uid,), "unit"))

    def action_who(self) -> None:
        """Who may do what with it."""
        from gongkai.tui.screens.who import ask_who  # when first used

        ask_who(self, str(self.record.name), int(self.record.scope), self.record.uid)

    def action_mend(self) -> None:
        """Choose a gap, then mend it."""
        self._with_gaps(self._ask_gap)

    def _ask_gap(self, now: list[Any], gaps: list[Any]) -> None:
        if not gaps:
            self.gongkai.tell(T("没有缺项。", "Nothing is lacking."))
            return
        items = [Item(number, gap.what, gap.rule) for number, gap in enumerate(gaps)]

        def chosen(number: Any) -> None:
            if number is not None:
                self._mend(gaps[int(number)])

        if len(gaps) == 1:
            chosen(0)
        else:
            self.app.push_screen(PickScreen(T("补哪一项", "Which gap"), items), chosen)

    def _mend(self, gap: Any) -> None:
        """A post is handed over; a record that is there is edited; one that is not is added."""
        from gongkai.tui.screens.form import FormScreen  # when first used

        if gap.code == "post-missing":
            self._hand_over((gap.item.removeprefix(unitcard.POST_KIND), ""))
            return
        kind = gap.register or {"facility": "facility", "seat": "post"}.get(gap.code.split("-")[0], "")
        if not kind:
            self.gongkai.tell(gap.remedy)
            return
        register = self.office.register(kind)
        record = register.get(gap.uid) if gap.uid else None
        given = {"unit": self.record.uid}
        item = gap.item.partition(":")[2]
        if record is None and kind == "facility":
            given["kind"] = item
        self.app.push_screen(FormScreen(register, record, given), lambda saved: self.action_reload() if saved else None)
