"""SVG files that stand alone: nothing is fetched, fonts are named, every text is cleaned and escaped."""

from collections.abc import Iterable
from html import escape

from gongkai.core.i18n import language
from gongkai.core.text import clean_line

FONTS = (
    "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC','Hiragino Sans GB','WenQuanYi Micro Hei',"
    "SimHei,sans-serif"
)


def said(text: str) -> str:
    """A text as it may stand in an element or an attribute."""
    return escape(clean_line(text), quote=True)


def document(title: str, width: float, height: float, body: Iterable[str], defs: str = "") -> str:
    """The text of an SVG file on white ground; ``body`` are elements, their texts through ``said``."""
    size = f"{width:.0f} {height:.0f}"
    return "\n".join(
        (
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {size}"'
            f' role="img" xml:lang="{language()}" font-family="{FONTS}" font-size="14">',
            f"<title>{said(title)}</title>",
            *((defs,) if defs else ()),
            f'<rect width="{width:.0f}" height="{height:.0f}" fill="#fff"/>',
            *body,
            "</svg>\n",
        )
    )
