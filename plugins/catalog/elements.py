"""What a published text must name: read from an obligation or an entry, and held against a text."""

import re
from collections.abc import Sequence
from unicodedata import normalize

_PARTS = re.compile(r"[、,，;；\n]+")  # zh-data
_BLANKS = re.compile(r"\s+")


def asked(text: str | None) -> tuple[tuple[str, ...], ...]:
    """``联系地址、监督电话|投诉电话`` as elements, each with the words any one of which is enough."""
    parts = (tuple(word.strip() for word in part.split("|")) for part in _PARTS.split(text or ""))
    return tuple(words for part in parts if (words := tuple(word for word in part if word)))


def missing(required: str | None, texts: Sequence[str | None]) -> list[str]:
    """Elements that none of the texts names, each by its first word. Blanks and full-width forms make no difference."""
    whole = _plain("\n".join(text or "" for text in texts))
    return [words[0] for words in asked(required) if not any(_plain(word) in whole for word in words)]


def _plain(text: str) -> str:
    return _BLANKS.sub("", normalize("NFKC", text)).casefold()
