"""The texts of the book of results, read from ``[[score_page]]`` tables."""

from gongkai.core.i18n import T
from gongkai.core.rules import Struct


class ScorePage(Struct, frozen=True):
    """A page of the book: Markdown with marks such as ``{{unit}}``; ``unit`` is a unit's page, ``cover`` the first one.

    An office's own wording lies in its folder as ``templates/score/ID.md``.
    """

    id: str
    body: T
