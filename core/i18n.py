"""Texts in two languages: Chinese first, English complete.

Both languages stand side by side in the code, so a text cannot be left untranslated: ``T`` takes both.
The language is chosen once per process (``GONGKAI_LANG=zh|en``, or ``use()``).
"""

import os
from dataclasses import dataclass
from typing import Any

LANGUAGES = ("zh", "en")
_language = "en" if os.environ.get("GONGKAI_LANG", "zh").lower().startswith("en") else "zh"


def use(language: str) -> None:
    """Choose the language of everything shown from now on; anything but ``en`` is Chinese."""
    global _language
    _language = "en" if language.lower().startswith("en") else "zh"


def language() -> str:
    """The language in use, ``zh`` or ``en``."""
    return _language


@dataclass(frozen=True, slots=True)
class T:
    """A text in Chinese and English; ``str()`` gives the one in use."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.en if _language == "en" else self.zh

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)

    def format(self, **values: Any) -> "T":
        """Both languages with ``{names}`` filled in; a value that is itself a ``T`` follows its language."""
        zh = {k: v.zh if isinstance(v, T) else v for k, v in values.items()}
        en = {k: v.en if isinstance(v, T) else v for k, v in values.items()}
        return T(self.zh.format(**zh), self.en.format(**en))

    def __add__(self, other: "T") -> "T":
        return T(self.zh + other.zh, self.en + other.en)


def counted(number: int, words: T, many: str = "") -> T:
    """A figure with what it counts: ``counted(1, T("{n} 个问题", "{n} finding"))`` is “1 finding”, of 3 “3 findings”.

    Args:
        words: as they are for one, with ``{n}`` for the figure.
        many: the English words for several, where they are not those for one and an s.
    """
    english = words.en if number == 1 else many or words.en + "s"
    return T(words.zh, english).format(n=f"{number:,}")


def same(text: str) -> T:
    """A name or a figure that is the same in both languages (a place, a person, a number)."""
    return T(text, text)
