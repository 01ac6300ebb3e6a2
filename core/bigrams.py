"""Search tokens for Chinese text: character bigrams, so that two-character words can be found.

A full-text index of three-character pieces cannot find 预算; with overlapping pairs it can. A query finds a
row when the row's tokens hold all tokens of the query. That is a filter, never an answer: every text that
contains the query passes it (nothing is lost against LIKE '%query%'), some others pass as well (one that has
预算 here and 算法 there looks like 预算法), so the caller re-checks the rows it shows with ``instr()``.

How to store: join the tokens with blanks in one FTS5 column made with ``tokenize='ascii', detail=none``. That
tokenizer keeps every non-ASCII character inside its token; unicode61 would take some apart. Tokens of
other kinds (a division, a kind) may stand in the same column when they cannot look like a word of a text.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from operator import add

# A run is either an ASCII word or any other text that is not punctuation, symbol or blank. Unknown and
# private-use characters belong to runs: names of villages have them. The ranges are written out because
# Python's idea of a letter changes with its version, and an index outlives the version that made it.
_RUN = re.compile(
    "[0-9A-Za-z]+"
    "|[^\x00-\xbf\u00d7\u00f7\u2000-\u206f\u20a0-\u20cf\u2100-\u214f\u2190-\u2bff\u3000-\u3004\u3008-\u3020"
    "\u3030\u303d-\u303f\u30fb\ufe10-\ufe1f\ufe30-\ufe6f\uff00-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
    "\uffe0-\uffef\ufff0-\uffff]+"
)
_MOST_RUNS, _MOST_CHARS = 50_000, 16  # of runs that are remembered: some megabytes
_HAN = re.compile("[\u4e00-\u9fff]{2,}")


def _pairs(run: str) -> Iterator[str]:
    return map(add, run, run[1:])


def tokens(text: str) -> list[str]:
    """What to index of a text: the bigrams of each run of Chinese, the character of a run of one, and each
    ASCII word (letters and digits) whole in lower case. Each token once, in order of first appearance.
    """
    return list(dict.fromkeys(pieces(text)))


def pieces(text: str) -> list[str]:
    """``tokens`` with those that come again, for callers that join several texts and drop what comes again at the end."""
    return list(chain.from_iterable(map(_RUNS.__getitem__, _RUN.findall(text))))


class _Runs(dict[str, tuple[str, ...]]):
    """The tokens of each run seen so far: catalogues say the same words again and again."""

    def __missing__(self, run: str) -> tuple[str, ...]:
        if run.isascii():
            found: tuple[str, ...] = (run.lower(),)
        else:
            found = (run,) if len(run) == 1 else tuple(map(add, run, run[1:]))
        if len(run) <= _MOST_CHARS:
            if len(self) >= _MOST_RUNS:
                self.clear()
            self[run] = found
        return found


_RUNS = _Runs()


def tokens_many(texts: Sequence[str]) -> list[tuple[str, ...]]:
    """``tokens`` of each; names of Chinese alone, which most are, cost a quarter."""
    plain = _HAN.fullmatch
    return [tuple(dict.fromkeys(map(add, text, text[1:])) if plain(text) else tokens(text)) for text in texts]


def query_tokens(text: str, whole_words: bool = False) -> list[str] | None:
    """What a row must hold to contain ``text``; None when the index cannot tell.

    Every text that contains the query (ASCII letters in either case) has all of these tokens. So only what is
    certain is asked for: a word or a single character at the edge of the query may be the middle of something
    longer (``算`` in 预算法, ``026`` in 2026) and is left out. Two Chinese characters side by side always
    give a token.

    None (one Chinese character, one ASCII word, only punctuation) means: do not use the index; compare with
    ``LIKE`` inside the current scope, or ask for one more character. ``whole_words`` takes ASCII words at
    the edges as whole words: fast for ``2026`` or a document number, and then finds whole words only.
    """
    found: dict[str, None] = {}
    text = text.strip()
    for match in _RUN.finditer(text):
        run = match.group()
        # The characters before and after a run inside the query end it in every text that contains the query.
        bounded = match.start() > 0 and match.end() < len(text)
        if run.isascii():
            if bounded or whole_words:
                found[run.lower()] = None
        elif len(run) > 1:
            found.update(dict.fromkeys(_pairs(run)))
        elif bounded:
            found[run] = None
    return list(found) or None
