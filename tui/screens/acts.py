"""The register of acts, and one act: what it says, what it would do or did, applied and taken back by a key."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import BindingType
from textual.content import Content

from gongkai.core.errors import GongkaiError
from gongkai.core.i18n import T
from gongkai.core.registry.actfile import content_of
from gongkai.core.registry.acts import APPLIED, DRAFT, STAGES, UNDO
from gongkai.core.text import clean_line
from gongkai.tui.keys import Key, bindings
from gongkai.tui.reorg.words import content_words, lineage_words, preview_words
from gongkai.tui.screens.detail import DetailScreen, View
from gongkai.tui.screens.register import RegisterScreen

if TYPE_CHECKING:
    from gongkai.core.office import Office

NOT_DRAFT = T("只有草拟的才能这样办。", "Only a draft can be treated so.")


class ActsScreen(RegisterScreen):
    """The register of acts: drafts and those that were applied."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("enter", "", T("打开", "Open"), T("打开这条记录", "open the record")),
        Key("n", "new", T("草拟", "Draft"), T("草拟一项机构改革", "write a new act")),
        *(
            key
            for key in RegisterScreen.KEYS
            if key.action in ("search", "filter", "clear", "export", "history", "reload")
        ),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)

    def own_keys(self) -> Sequence[Key]:
        """The act's own."""
        return self.KEYS

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """An act is written step by step."""
        return action == "new" or super().check_action(action, parameters)

    def action_new(self) -> None:
        """Write an act."""
        from gongkai.tui.screens.reorg import ReorgScreen  # when first used

        self.app.push_screen(ReorgScreen())


class StoredActScreen(DetailScreen):
    """One act of the register."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("left,right", "", T("切换页", "Views"), T("上一页、下一页", "view before, next view")),
        Key("a", "apply", T("预览实施", "Apply"), T("预览并实施这项草拟", "preview the draft and apply it")),
        Key("e", "edit", T("修改", "Edit"), T("修改这项草拟", "edit the draft")),
        Key("D", "delete", T("删除", "Delete"), T("删除这项草拟", "delete the draft")),
        Key(
            "z",
            "undo",
            T("撤销", "Take back"),
            T("撤销已实施的机构改革，恢复原状", "take the applied act back; all is as before"),
        ),
        Key("r,f5", "reload", T("刷新", "Reload"), bar=False),
        Key("escape", "", T("返回", "Back")),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)

    def own_keys(self) -> Sequence[Key]:
        """What its stage allows."""
        stage = self.record.stage
        hidden = {DRAFT: {"undo"}, APPLIED: {"apply", "edit", "delete"}}.get(stage, {"apply", "edit", "delete", "undo"})
        if self.record.kind == UNDO:
            hidden = {"apply", "edit", "delete", "undo"}
        return [key for key in self.KEYS if key.action not in hidden]

    def own_views(self) -> list[View]:
        """What it says, what it would do or left, who wrote it when."""
        draft = self.record.stage == DRAFT
        return [
            View("says", T("内容", "Content"), make=_says),
            View("preview", T("预览", "Preview"), make=_preview) if draft
            else View("lineage", T("沿革", "Lineage"), make=lineage_words),
            View("history", T("历史", "History")),
        ]  # fmt: skip

    @property
    def has_state(self) -> bool:
        """Draft, applied or taken back."""
        return True

    def _state(self) -> Content:
        stage = self.record.stage
        name = STAGES.get(stage, T(stage, stage))
        how = {
            DRAFT: T("按 a 预览并实施，e 修改", "a previews and applies it, e edits"),
            APPLIED: T("按 z 撤销", "z takes it back") if self.record.kind != UNDO else T("", ""),
        }.get(stage, T("", ""))
        badge = Content.styled(f" {name} ", "bold $foreground on $primary-muted")
        return Content.assemble(badge, "  ", Content.styled(str(how), "$text-muted"))

    def look(self) -> None:
        """A draft that was applied has other views and keys."""
        if {view.key for view in self._views}.isdisjoint({"preview"}) == (self.record.stage == DRAFT):
            self._views = self.own_views()
            self._at = 0
            self._say()
            self._fill()
        self.refresh_keys()

    # keys

    def _draft(self) -> bool:
        if self.record.stage != DRAFT:
            self.gongkai.tell(NOT_DRAFT, warn=True)
        return bool(self.record.stage == DRAFT)

    def action_apply(self) -> None:
        """The preview, from where it is applied."""
        if self._draft():
            from gongkai.tui.screens.reorgpreview import PreviewScreen  # when first used

            self.app.push_screen(PreviewScreen(content_of(self.record), self.record.uid), self._previewed)

    def _previewed(self, found: Any) -> None:
        from gongkai.core.registry.actfile import Content as Act

        if isinstance(found, Act):
            from gongkai.tui.screens.reorg import keep

            keep(self, found, self.record.uid, lambda record: self.action_reload())
        elif found is not None:
            self.action_reload()

    def action_edit(self) -> None:
        """The steps."""
        if self._draft():
            from gongkai.tui.screens.reorg import ReorgScreen  # when first used

            act, uid = content_of(self.record), self.record.uid
            self.gongkai.back()
            self.app.push_screen(ReorgScreen(act, uid))

    def action_delete(self) -> None:
        """Only a draft can go."""
        if not self._draft():
            return
        from gongkai.tui.screens.confirm import ConfirmScreen  # when first used

        title = clean_line(self.record.title)
        question = T("删除草拟“{title}”？内容留在台账。", "Delete the draft “{title}”? The ledger keeps it.").format(
            title=title
        )
        self.app.push_screen(ConfirmScreen(T("删除", "Delete"), question), self._delete)

    def _delete(self, yes: Any) -> None:
        if not yes:
            return
        with self.office.change(str(T("删除草拟", "draft deleted"))) as change:
            change.delete(self.record)
        self.gongkai.tell(T("已删除草拟。", "The draft is deleted."))
        self.gongkai.back()

    def action_undo(self) -> None:
        """Take an applied act back."""
        if self.record.stage != APPLIED or self.record.kind == UNDO:
            self.gongkai.tell(T("只有已实施的才能撤销。", "Only what was applied can be taken back."), warn=True)
            return
        from gongkai.tui.screens.confirm import ConfirmScreen  # when first used

        title = clean_line(self.record.title)
        question = T("撤销“{title}”，恢复实施前的情况？", "Take “{title}” back, so that all is as before?").format(
            title=title
        )
        self.app.push_screen(ConfirmScreen(T("撤销", "Take back"), question), self._undo_act)

    def _undo_act(self, yes: Any) -> None:
        if not yes or self.background_work.running("write"):
            return
        uid = self.record.uid

        def write(own: "Office", tick: Callable[[int], bool]) -> Any:
            from gongkai.core.registry.undoact import undo_act

            return undo_act(own, uid), own.settings

        self.work_on("write", write, self._undone)

    def _undone(self, done: Any) -> None:
        from gongkai.tui.screens.reorgpreview import settle_office

        settle_office(self.office, done[1])
        self.gongkai.tell(T("已撤销，恢复原状。", "Taken back; all is as before."))
        self.action_reload()


def _says(office: "Office", act: Any, width: int) -> Content:
    return content_words(office, content_of(act), width)


def _preview(office: "Office", act: Any, width: int) -> Content:
    from gongkai.core.registry.plan import plan_act
    from gongkai.tui.screens.reorg import verdict

    try:
        seen = plan_act(office, act)
    except GongkaiError as error:
        return Content.styled(clean_line(str(error)), "$text-error")
    lines = [verdict(seen)]
    lines += [Content.styled(f"! {clean_line(str(fault))}", "$text-error") for fault in seen.faults]
    lines += [Content.styled(f"○ {clean_line(str(fault))}", "$text-warning") for fault in seen.waiting]
    return Content("\n").join([*lines, Content(""), preview_words(office, seen, width)])
