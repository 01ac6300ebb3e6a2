"""Charts for reports: bars of a ranking and the heat map, as SVG files and as text for the terminal."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from gongkai.core.i18n import T
from gongkai.core.svg import document, said
from gongkai.core.text import cells, clean_line, pad, truncate
from gongkai.plugins.inspection.book.heat import Heat
from gongkai.plugins.inspection.book.words import GRADES, class_name, grade, per_cent, points
from gongkai.plugins.inspection.ranking import Ranked

if TYPE_CHECKING:
    from gongkai.core.office import Office

COLOURS = ("#1a7f4b", "#8bbf5a", "#f0b429", "#d64545")
NONE = "#e3e6ea"
INK = ("#ffffff", "#1b1b1b", "#1b1b1b", "#ffffff")
LINE, MARGIN, HEAD = 24, 24, 34
NAME_CELLS, NAME_WIDTH, BAR = 40, 300, 420
CELL, TALL = 64, 30
SHADES = "▁▂▃▄▅▆▇█"


# ---- SVG


def bars_svg(office: "Office", title: str, ranking: Iterable[Ranked]) -> str:
    """Every unit's score as a bar, class by class, best first; units not assessed have no bar."""
    body: list[str] = [_heading(title)]
    y = MARGIN + HEAD + 8
    width = MARGIN * 2 + NAME_WIDTH + BAR + 110
    before = ""
    for one in ranking:
        name = class_name(office, one.score)
        if name != before:
            body.append(f'<text x="{MARGIN}" y="{y + 20}" font-weight="bold" fill="#333">{said(name)}</text>')
            y += LINE + 8
            before = name
        body += _bar(one, y)
        y += LINE
    body += _legend(y + 16)
    return document(title, width, y + 16 + LINE + MARGIN, body)


def _bar(one: Ranked, y: int) -> Iterator[str]:
    score = one.score
    share = None if score.published is None else score.published / Decimal(score.rubric.out_of or score.rubric.total)
    place = grade(share)
    rank = "" if one.rank is None else str(one.rank)
    left = MARGIN + 40
    yield f'<text x="{MARGIN + 28}" y="{y + 15}" text-anchor="end" fill="#666">{rank}</text>'
    yield f'<text x="{left}" y="{y + 15}" fill="#111">{said(truncate(clean_line(score.name), NAME_CELLS - 4))}</text>'
    left += NAME_WIDTH - 40
    yield f'<rect x="{left}" y="{y + 3}" width="{BAR}" height="15" fill="#f3f4f6"/>'
    if share is not None and place is not None:
        long = float(min(max(share, Decimal(0)), Decimal(1))) * BAR
        yield f'<rect x="{left}" y="{y + 3}" width="{long:.1f}" height="15" fill="{COLOURS[place]}"/>'
    told = points(score.published) if score.published is not None else str(T("未评", "not assessed"))
    yield f'<text x="{left + BAR + 10}" y="{y + 15}" fill="#111">{said(told)}</text>'


def heat_svg(title: str, found: Heat) -> str:
    """Divisions against indicators, coloured by the share of points earned."""
    top = MARGIN + HEAD + 110
    left = MARGIN + NAME_WIDTH
    width = left + CELL * len(found.columns) + MARGIN + 60
    body = [_heading(title)]
    for at, column in enumerate(found.columns):
        x = left + CELL * at + CELL / 2
        name = said(truncate(clean_line(str(column.name)), 22))
        full = said(str(column.name))
        body.append(
            f'<text x="{x:.0f}" y="{top - 10}" transform="rotate(-40 {x:.0f} {top - 10})" font-size="13" fill="#333">'
            f"{name}<title>{full}</title></text>"
        )
    for line, row in enumerate(found.rows):
        y = top + TALL * line
        name = said(truncate(clean_line(row.name), NAME_CELLS - 2))
        body.append(f'<text x="{left - 10}" y="{y + 20}" text-anchor="end" fill="#111">{name}</text>')
        for at, cell in enumerate(row.cells):
            place = grade(cell)
            fill, ink = (NONE, "#777") if place is None else (COLOURS[place], INK[place])
            x = left + CELL * at
            body.append(f'<rect x="{x}" y="{y}" width="{CELL - 2}" height="{TALL - 2}" fill="{fill}"/>')
            told = per_cent(cell)
            body.append(
                f'<text x="{x + CELL / 2 - 1:.0f}" y="{y + 19}" text-anchor="middle" font-size="13" fill="{ink}">{told}</text>'
            )
    bottom = top + TALL * len(found.rows) + 14
    body += _legend(bottom)
    return document(title, max(width, 700), bottom + LINE + MARGIN, body)


def _heading(title: str) -> str:
    return f'<text x="{MARGIN}" y="{MARGIN + 16}" font-size="18" font-weight="bold" fill="#111">{said(title)}</text>'


def _legend(y: int) -> Iterator[str]:
    words = [*((colour, str(name)) for colour, (_, name) in zip(COLOURS, GRADES, strict=True))]
    words.append((NONE, str(T("未评", "not assessed"))))
    for at, (colour, name) in enumerate(words):
        x = MARGIN + 130 * at
        yield f'<rect x="{x}" y="{y}" width="14" height="14" fill="{colour}"/>'
        yield f'<text x="{x + 20}" y="{y + 12}" font-size="12" fill="#444">{said(name)}</text>'


# ---- text


def bars_text(office: "Office", ranking: Iterable[Ranked], width: int | None) -> Iterator[str]:
    """The ranking as bars in lines of ``width`` cells (100 where there is no terminal)."""
    room = width or 100
    most = min(40, max(10, room // 2))
    bar = min(40, room - most - 16)
    before = ""
    for one in ranking:
        name = class_name(office, one.score)
        if name != before:
            yield from (() if not before else ("",))
            yield name
            before = name
        score = one.score
        out_of = Decimal(score.rubric.out_of or score.rubric.total)
        filled = 0 if score.published is None else int(min(score.published / out_of, Decimal(1)) * max(0, bar))
        rank = "" if one.rank is None else str(one.rank)
        unit = pad(truncate(clean_line(score.name), most), most)
        drawn = "█" * filled + "░" * (max(0, bar) - filled) if score.published is not None else " " * max(0, bar)
        yield f"{rank:>4}  {unit}  {drawn} {points(score.published):>7}".rstrip()


def shade(share: Decimal | None) -> str:
    """A share as per cent with a block as high as it is; a dot where nothing was assessed."""
    if share is None:
        return "·"
    return f"{per_cent(share)}{SHADES[min(7, max(0, int(share * 8)))]}"


def fitted(found: Heat, width: int | None) -> Sequence[int]:
    """The columns that a terminal has room for; all where there is none."""
    if width is None:
        return range(len(found.columns))
    room = width - 24 - 8
    kept: list[int] = []
    for at, column in enumerate(found.columns):
        room -= max(cells(clean_line(str(column.name))), 4) + 2
        if room < 0 and kept:
            break
        kept.append(at)
    return kept
