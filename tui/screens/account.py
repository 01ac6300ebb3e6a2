"""Who acts, and what the account may do where."""

from collections.abc import Iterable
from typing import ClassVar

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget

from gongkai.core.access import VERBS
from gongkai.core.access.explain import in_words
from gongkai.core.i18n import T
from gongkai.core.ledger.history import acted
from gongkai.core.text import clean_line
from gongkai.tui.chrome import Words
from gongkai.tui.keys import Key
from gongkai.tui.screens.base import Dialog
from gongkai.tui.text import facts


class AccountScreen(Dialog):
    """The acting account with its grants, and where the data lie."""

    KEYS: ClassVar[tuple[Key, ...]] = (Key("up,down", "", T("滚动", "Scroll"), T("上下滚动", "scroll")),)
    AUTO_FOCUS = "VerticalScroll"

    @property
    def heading(self) -> T:
        """Its name."""
        return T("我的账号和权限", "My account and grants")

    def body(self) -> Iterable[Widget]:
        """The facts."""
        yield VerticalScroll(Words(self._facts, id="account"))

    def _facts(self) -> Content:
        office = self.office
        pairs: list[tuple[object, str]] = [
            (T("账号", "Account"), acted(office.actor, office.login if office.login != office.actor else "")),
            (T("姓名和职务", "Name and post"), self.gongkai.who),
            (T("工作区", "Office"), f"{self.gongkai.office_title}（{office.folder}）"),  # zh-data
            (T("数据库", "Store"), office.store_shown),
        ]
        for right in office.rights:
            verbs = str(T("、", ", ")).join(str(VERBS[v]) for v in VERBS if v in right.verbs)
            pairs.append((T("授权", "Grant"), clean_line(str(in_words(office, right)))))
            pairs.append((T("可以", "May"), verbs))
        if not office.rights:
            pairs.append((T("授权", "Grant"), str(T("没有任何权限。", "None."))))
        return Content("\n") + facts(pairs, min(66, self.app.size.width * 96 // 100 - 6))
