"""Which scores a command is about: options that several commands share."""

from typing import TYPE_CHECKING, Any

import click
import msgspec

from gongkai.core.codes import Level
from gongkai.core.i18n import T
from gongkai.plugins.inspection.engine import UnitScore, scores, standing

if TYPE_CHECKING:
    from gongkai.core.office import Office

LEVELS = [level.key for level in Level if Level.PROVINCE <= level <= Level.VILLAGE]
WITHIN = click.option(
    "--within",
    default="",
    metavar=str(T("区划", "PLACE")),
    help=str(T("只看该区划以下。", "Only this division and below.")),
)
LEVEL = click.option(
    "--level", type=click.Choice(LEVELS), help=str(T("只看这一级的单位。", "Only units of this level."))
)
RUBRIC = click.option(
    "--rubric",
    default="",
    metavar=str(T("编号", "ID")),
    help=str(T("评分办法；不填用各单位自己的。", "Rubric; each unit's own when left out.")),
)
ROUND = click.option(
    "--round",
    default="",
    metavar=str(T("轮次", "ROUND")),
    help=str(T("手工评分轮次，如 2026、2026-Q3。", "Round of the marks, such as 2026 or 2026-Q3.")),
)


def chosen(context: Any, within: str, level: str | None, rubric: str, round: str) -> list[UnitScore]:
    """The scores that the options ask for."""
    office: Office = context.office
    area = office.place(within) if within else None
    found = scores(office, rubric, area, None, round) if rubric else standing(office, area, None, round)
    return [score for score in found if level in (None, score.level)]


def document(context: Any, data: Any) -> bool:
    """Write json or jsonl, if that is the format; says whether it was."""
    if context.format not in ("json", "jsonl"):
        return False
    text = msgspec.json.encode(data)
    click.echo((msgspec.json.format(text) if context.format == "json" else text).decode())
    return True
