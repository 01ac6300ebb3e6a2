"""A county's office of a region with the usual staff and its catalogue, in which publications go their way."""

from collections.abc import Callable
from typing import Any

from gongkai.core.register import Query
from gongkai.plugins.catalog.wanted import entry_uid
from tests.catalogues import act, count, publications, step
from tests.rules.world import World

COUNTY = "511923"
LISTING = [
    ("510000", "四川省"),
    ("511900", "巴中市"),
    (COUNTY, "平昌县"),
    ("511923101", "响滩镇"),
    ("511923101201", "张家山村村民委员会"),
]


class County(World):
    """A county's office with the usual staff and its catalogue."""

    def entry(self, template: str, obligation: str) -> Any:
        """The entry of the unit made from a template, or of a unit given by its uid."""
        unit = template if self.office.rows("SELECT 1 FROM {unit} WHERE uid = ?", (template,)) else self.unit(template)
        return self.office.register("entry").get(entry_uid(unit, obligation))

    def drafted(self, template: str, obligation: str, **values: Any) -> Any:
        item = self.entry(template, obligation)
        act(self.office, "wen", "entry", item, "draft")
        made = publications(self.office, item)[-1]
        return self.office.as_("wen").register("publication").save(made, {"content": "按要素逐项公开。", **values})

    def signed(self, template: str, obligation: str, **values: Any) -> Any:
        made = self.drafted(template, obligation, **values)
        step(self.office, "wen", made, "submit")
        step(self.office, "guo", made, "review")
        return step(self.office, "zhi", made, "approve") if made.importance == "important" else step(
            self.office, "mei", made, "sign"
        )  # fmt: skip

    def published(self, template: str, obligation: str, **values: Any) -> Any:
        day = values.pop("published_on", None)
        return step(self.office, "mei", self.signed(template, obligation, **values), "publish", published_on=day)

    def postings(self, publication: Any) -> list[Any]:
        return [r.record for r in self.office.register("posting").page(Query(where={"publication": publication.uid}))]

    def count(self, *filters: str) -> int:
        return count(self.office, *filters, register="publication")


Maker = Callable[[str], County]
