"""A flow chart as one SVG file that stands alone."""

from gongkai.core.i18n import T
from gongkai.core.svg import document, said
from gongkai.plugins.catalog.powers.chart.graph import Chart
from gongkai.plugins.catalog.powers.chart.layout import LINE, MARGIN, PAD, Frame, Page, page_of
from gongkai.plugins.catalog.powers.chart.words import wrap

LOOKS = {
    "start": ("#e8f3ec", "#2f7d4f"), "end": ("#e8f3ec", "#2f7d4f"), "decision": ("#fdf4e0", "#b57b12"),
    "group": ("#f4f1fa", "#6b4fa0"), "step": ("#eef4fb", "#2f5f9e"),
}  # fmt: skip
MIN_WIDTH, LEAST, HEAD, FACT_WIDTH = 640.0, 40, 22, 7.2
ARROW = (
    '<defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto">'
    '<path d="M0 0L10 5L0 10z" fill="#555"/></marker></defs>'
)
TITLE = 64  # cells of a line of the title, which is larger


def draw(chart: Chart) -> str:
    """The chart as the text of an SVG file."""
    title = wrap(chart.title, TITLE)
    head = [*title, *(line for text in chart.head for line in wrap(text, 80))]
    page = page_of(chart, MARGIN + HEAD * len(head))
    width = max(page.width, MIN_WIDTH)
    room = max(LEAST, int((width - 2 * MARGIN) / FACT_WIDTH))
    colon = T("：", ": ")
    facts = [line for label, value in chart.facts for line in wrap(f"{label}{colon}{value}", room)]
    height = page.height + LINE * len(facts) + MARGIN
    shift = (width - page.width) / 2
    lines = []
    for number, text in enumerate(head):
        look = 'font-size="17" font-weight="bold" fill="#111"' if number < len(title) else 'fill="#444"'
        lines.append(
            f'<text x="{width / 2:.0f}" y="{MARGIN + HEAD * number + 8:.0f}" text-anchor="middle" {look}>{said(text)}</text>'
        )
    lines.append(f'<g transform="translate({shift:.1f} 0)">')
    lines += _arrows(page)
    for frame in page.frames:
        lines += _frame(frame)
    lines.append("</g>")
    for number, text in enumerate(facts):
        lines.append(
            f'<text x="{MARGIN}" y="{page.height + LINE * (number + 1):.0f}" font-size="13" fill="#333">{said(text)}</text>'
        )
    return document(chart.title, width, height, lines, ARROW)


def _arrows(page: Page) -> list[str]:
    lines = []
    for path in page.paths:
        way = " ".join(f"{x:.1f},{y:.1f}" for x, y in path.points)
        lines.append(f'<polyline points="{way}" fill="none" stroke="#555" stroke-width="1.3" marker-end="url(#head)"/>')
        if path.label:
            x, y = path.at
            lines.append(
                f'<text x="{x:.1f}" y="{y:.1f}" font-size="12" fill="#8a5a00" stroke="#fff" stroke-width="3" paint-order="stroke">'
                f"{said(path.label)}</text>"
            )
    return lines


def _frame(frame: Frame) -> list[str]:
    """A block: its outline by its kind, the steps in it line by line."""
    fill, edge = LOOKS[frame.block.kind]
    x, y, w, h = frame.x, frame.y, frame.width, frame.height
    paint = f'fill="{fill}" stroke="{edge}" stroke-width="1.4"'
    if frame.block.kind == "decision":
        corners = ((0, h / 2), (14, 0), (w - 14, 0), (w, h / 2), (w - 14, h), (14, h))
        points = " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in corners)
        lines = [f'<polygon points="{points}" {paint}/>']
    else:
        round_ = h / 2 if frame.block.kind in ("start", "end") else 4
        dash = ' stroke-dasharray="6 3"' if frame.block.group else ""
        lines = [
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" rx="{min(round_, 22):.0f}" {paint}{dash}/>'
        ]
    if frame.block.group:
        words = T("并联：", "In parallel: ")
        title = wrap(f"{words}{frame.block.group}", max(8, int(w / FACT_WIDTH)), 1)
        lines.append(
            f'<text x="{x + PAD:.1f}" y="{y + 18:.1f}" font-weight="bold" fill="{edge}">{said(title[0])}</text>'
        )
    for left, top, wide, tall, texts, names in frame.cells:
        if frame.block.group:
            lines.append(
                f'<rect x="{left:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{tall:.1f}" rx="4" fill="#fff" stroke="{edge}"/>'
            )
        first = top + (tall - LINE * len(texts)) / 2 + 14
        for number, text in enumerate(texts):
            look = 'fill="#111"' if number < names else 'font-size="12" fill="#555"'
            lines.append(
                f'<text x="{left + wide / 2:.1f}" y="{first + LINE * number:.1f}" text-anchor="middle" {look}>{said(text)}</text>'
            )
    return lines
