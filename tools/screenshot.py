"""A picture of a terminal screen with Chinese text: SVG saved by Textual or Rich in, PNG out.

    python tools/screenshot.py SCREEN.svg OUT.png [--scale 2]

Rich writes the length of a text as if each character took one cell, so a browser squashes Chinese to half
its width (Textualize/rich#2742). ``fix_svg`` gives every character its own place instead. Chromium draws the
result; where there is none, rsvg-convert does.
"""

import argparse
import html
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from itertools import accumulate, groupby
from pathlib import Path

from rich.cells import get_character_cell_size

FONT = "Noto Sans Mono CJK SC"
ASCENT = 0.88  # of this font: height above the baseline, in parts of its size
SIGN_FONT = "DejaVu Sans Mono"
SIGN_ASCENT = 0.928
SIGN_WIDTH = 0.58  # of that font, a little less than true (0.602) so that lines of a frame join
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")

_TEXT = re.compile(r"<text (?P<attributes>[^>]*?)>(?P<body>[^<]*)</text>")
_LENGTH = re.compile(r'\s*textLength="(?P<length>[\d.]+)"')
_X = re.compile(r'(?<![\w-])x="(?P<x>[\d.]+)"')
_FAMILY = re.compile(r"font-family: ?(?P<family>[^;}]+)")
_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
_FONT_SIZE = re.compile(r"font-size: 20px;\s*line-height: (?P<line>[\d.]+)px;\s*font-variant-east-asian: full-width;")
_Y = re.compile(r'(?<![\w-])y="(?P<y>[\d.]+)"')
_VIEW_BOX = re.compile(r'viewBox="0 0 (?P<width>[\d.]+) (?P<height>[\d.]+)"')


def fix_svg(text: str) -> str:
    """The same picture with one x per character, so that wide characters take two cells.

    Fonts of the network are left out (a picture must not depend on a connection) and a monospaced font with
    Chinese letters is put in, one line high, so that a letter fills a cell and a Chinese character two.
    Signs that such a font draws wide although they take one cell (“ … ○ │) come from another font. A text
    without ``textLength`` (a title) stays where it is; applying it twice changes nothing more.
    """
    text = _TEXT.sub(_place, _FONT_FACE.sub("", text))
    # full-width forms would widen digits and hyphens too
    text = _FONT_SIZE.sub(r"font-size: \g<line>px; line-height: \g<line>px;", text)
    return _FAMILY.sub(_family, text)


def _family(match: re.Match[str]) -> str:
    family = match["family"].strip()
    return match.group() if FONT in family else f"font-family: '{FONT}', {family}"


def _place(match: re.Match[str]) -> str:
    attributes, body = match["attributes"], html.unescape(match["body"])
    length, start = _LENGTH.search(attributes), _X.search(attributes)
    if length is None or start is None or not body:
        return match.group()
    cell = float(length["length"]) / len(body)  # Rich counts characters, so this is the width of one cell
    attributes = _LENGTH.sub("", attributes)
    sign_size = cell / SIGN_WIDTH
    sign_font = f' font-family="{SIGN_FONT}" font-size="{sign_size:.1f}"'
    styles = {
        "letter": _lowered(attributes, ASCENT * 2 * cell),
        "sign": _lowered(attributes, SIGN_ASCENT * sign_size) + sign_font,
    }
    elements: list[str] = []
    x = float(start["x"])
    for kind, group in groupby(body, _kind):
        run = list(group)
        widths = [cell * get_character_cell_size(character) for character in run]
        if kind in styles:
            elements.append(_element(styles[kind], run, list(accumulate(widths[:-1], initial=x))))
        x += sum(widths)
    return "".join(elements)


def _kind(character: str) -> str:
    # a word is an element of its own: rsvg-convert knows only the first x of an element; blanks have no ink
    if character.isspace():
        return "blank"
    narrow = get_character_cell_size(character) == 1
    return "sign" if narrow and unicodedata.category(character)[0] in "PS" and character > "\x7f" else "letter"


def _lowered(attributes: str, ascent: float) -> str:
    # Rich sets the baseline 18.5 below the top of the line; a higher font needs it lower
    return _Y.sub(lambda match: f'y="{float(match["y"]) + ascent - 18.5:.1f}"', attributes)


def _element(attributes: str, characters: list[str], places: list[float]) -> str:
    attributes = _X.sub(f'x="{" ".join(f"{round(x, 2):g}" for x in places)}"', attributes)
    return f"<text {attributes}>{html.escape(''.join(characters))}</text>"


def size_of(svg: str) -> tuple[int, int]:
    """Width and height of the picture in pixels; 1240 x 640 when it says none."""
    box = _VIEW_BOX.search(svg)
    return (round(float(box["width"])), round(float(box["height"]))) if box else (1240, 640)


def render(svg: str, target: Path, scale: float = 1.0) -> str:
    """Draw a fixed SVG to ``target`` (PNG) and return the name of the program that drew it.

    Raises ``RuntimeError`` when no program is installed or it draws nothing.
    """
    width, height = size_of(svg)
    browser = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    converter = shutil.which("rsvg-convert")
    if browser is None and converter is None:
        raise RuntimeError("install chromium, or rsvg-convert (package librsvg2-bin)")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "screen.svg")
        # without a width of its own, a browser would shrink the picture to its window
        page.write_text(svg.replace("<svg ", f'<svg width="{width}" height="{height}" ', 1), encoding="utf-8")
        if browser is not None:
            program = browser
            command = [
                browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--hide-scrollbars", f"--user-data-dir={folder}/profile", f"--window-size={width},{height}",
                f"--force-device-scale-factor={scale:g}", f"--screenshot={target.absolute()}", page.as_uri(),
            ]  # fmt: skip
        else:
            program = str(converter)
            command = [program, "--zoom", f"{scale:g}", str(page), "-o", str(target)]
        target.unlink(missing_ok=True)
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode or not target.is_file():
        raise RuntimeError(f"{Path(program).name} drew nothing: {done.stderr.strip()[-300:]}")
    return Path(program).name


def main(arguments: list[str] | None = None) -> int:
    """Fix and draw one picture; 0 when it was drawn, 1 with a line on stderr when it was not."""
    parser = argparse.ArgumentParser(description="Draw a saved terminal screen (SVG) as PNG.")
    parser.add_argument("svg", type=Path)
    parser.add_argument("png", type=Path)
    parser.add_argument("--scale", type=float, default=1.0, help="pixels per SVG unit (default 1)")
    options = parser.parse_args(arguments)
    try:
        program = render(fix_svg(options.svg.read_text(encoding="utf-8")), options.png, options.scale)
    except (OSError, RuntimeError, subprocess.TimeoutExpired) as error:
        print(f"screenshot: {error}", file=sys.stderr)
        return 1
    print(f"{options.png} ({program})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
