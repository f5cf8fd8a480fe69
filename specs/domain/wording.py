"""How texts read: words to look for, placeholders, promises that nobody can test."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from specs.domain import words
from specs.domain.values.text import LONG_LIMIT, SHORT_LIMIT

DIGIT = re.compile(r"\d")
NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?|\d+(?:\.\d+)?")
SENTENCE_END = re.compile(r"[.!?;](?=\s|\Z)|[\r\n]")
FULL_STOP = re.compile(r"[.!?](?=\s|\Z)|[\r\n]")
WORD = re.compile(r"\w+")
LONG = 2000  # characters: what is longer is read anew rather than kept in memory
KEPT_GISTS = 8192
WAVED_AWAY = frozenset(words.NOT_APPLICABLE)


class Remarks(NamedTuple):
    """What one text holds that checks look for."""

    placeholders: tuple[str, ...] = ()
    vague: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()


NO_REMARKS = Remarks()


def remarks(text: str) -> Remarks:
    """Everything to say of a text; a text that was read before is not read again."""
    return _remembered(text) if len(text) <= LONG else _read(text)


def normal(text: str) -> str:
    """Trimmed, in lower case, with single spaces."""
    return " ".join(text.lower().split())


@dataclass(frozen=True, slots=True)
class Gist:
    """What is to be known of a text: how it compares, how long it is, what to say of it."""

    normal: str
    words: int
    remarks: Remarks
    is_line: bool  # surely a valid short text
    is_plain: bool  # surely a valid long text
    is_waved_away: bool  # it says no more than that nothing is to be said
    is_quiet: bool  # a valid long text, and nothing to say of it


GISTS: dict[str, Gist] = {}  # of texts that were read before


def gist(text: str) -> Gist:
    """All that checks look for in a text; one that was read before is not read again."""
    found = GISTS.get(text)
    if found is None:
        found = _gist(text)
        if len(text) <= LONG:
            if len(GISTS) >= KEPT_GISTS:
                GISTS.clear()
            GISTS[text] = found
    return found


def is_line(text: str) -> bool:
    """The text is surely a valid short text."""
    return len(text) <= SHORT_LIMIT and text.isprintable()


def is_plain(text: str) -> bool:
    """The text is surely a valid long text: letters, signs, spaces and line ends."""
    return len(text) <= LONG_LIMIT and (text.isprintable() or text.replace("\n", "").isprintable())


def _gist(text: str) -> Gist:
    words_of_text = text.lower().split()
    bare, said, is_long_text = " ".join(words_of_text), remarks(text), is_plain(text)
    is_waved_away = bare in WAVED_AWAY
    is_quiet = is_long_text and said is NO_REMARKS and not is_waved_away
    return Gist(
        bare, len(words_of_text), said, is_line(text), is_long_text, is_waved_away, is_quiet
    )


def has_digit(text: str) -> bool:
    return DIGIT.search(text) is not None


def has_timeframe(text: str) -> bool:
    """The text says by when: a day, month or quarter together with a figure."""
    return TIME.is_in(text) and has_digit(text)


def sentences(text: str) -> int:
    """How many sentences there are; a semicolon ends none. Remembered as in ``remarks``."""
    return _remembered_sentences(text) if len(text) <= LONG else _sentences(text)


def _sentences(text: str) -> int:
    return sum(1 for part in FULL_STOP.split(text) if part and WORD.search(part))


_remembered_sentences = lru_cache(maxsize=1024)(_sentences)


class Terms:
    """Words and phrases looked for as whole words, ignoring case; signs such as % anywhere."""

    def __init__(self, terms: Iterable[str], *, hyphens_join: bool = False) -> None:
        inside = r"[\w-]" if hyphens_join else r"\w"
        longest_first = sorted(terms, key=lambda term: (-len(term), term))
        pattern = "|".join(_whole(term, inside) for term in longest_first)
        self._pattern = re.compile(pattern, re.IGNORECASE)
        self.beginnings = _beginnings(longest_first)
        self._remembered = lru_cache(maxsize=1024)(self._is_in)

    def is_in(self, text: str) -> bool:
        """Some term is in the text; short texts are remembered."""
        return self._remembered(text) if len(text) <= LONG else self._is_in(text)

    def listed(self, text: str) -> tuple[str, ...]:
        """The terms in the text, each once, longer ones before those within them."""
        found = (normal(match.group()) for match in self._pattern.finditer(text))
        return tuple(dict.fromkeys(found))

    def may_be_among(self, spoken: list[str]) -> bool:
        """Some term begins with one of these words, which is told faster than which it is."""
        return not self.beginnings.isdisjoint(spoken)

    def _is_in(self, text: str) -> bool:
        return self._pattern.search(text) is not None


def has_limit(text: str) -> bool:
    """The text says from or up to where something holds."""
    return LIMITS.is_in(text)


def similar(first: str, second: str) -> bool:
    """One of the two texts holds the other as whole words, ignoring case; False if one is blank."""
    is_short = len(first) + len(second) <= LONG
    return _remembered_similar(first, second) if is_short else _similar(first, second)


def _similar(first: str, second: str) -> bool:
    one, other = gist(first).normal, gist(second).normal
    if not one or not other:
        return False
    return _holds(one, other) if len(one) >= len(other) else _holds(other, one)


_remembered_similar = lru_cache(maxsize=2048)(_similar)


def is_unit_range(text: str) -> bool:
    """No range other than 0 to 1 is shown: 0-1, "between 0 and 1", or no figure at all."""
    return _remembered_unit_range(text) if len(text) <= LONG else _is_unit_range(text)


def _is_unit_range(text: str) -> bool:
    figures = [Decimal(figure) for figure in NUMBER.findall(text)]
    if any(low == 0 and high == 1 for low, high in pairwise(figures)):
        return True
    return "%" not in text and all(0 <= figure <= 1 for figure in figures[:2])


_remembered_unit_range = lru_cache(maxsize=1024)(_is_unit_range)


def _holds(text: str, part: str) -> bool:
    """The part stands in the text, and no word goes on at either end of it."""
    if text == part:
        return True
    start = text.find(part)
    while start >= 0:
        end = start + len(part)
        goes_on_before = start > 0 and _is_inside_word(text, start)
        if not (goes_on_before or (end < len(text) and _is_inside_word(text, end))):
            return True
        start = text.find(part, start + 1)
    return False


def _is_inside_word(text: str, place: int) -> bool:
    return WORD.fullmatch(text[place - 1 : place + 1]) is not None


def _beginnings(terms: Iterable[str]) -> frozenset[str]:
    """First words of what is looked for; signs have none."""
    return frozenset(word for term in terms for word in WORD.findall(term.lower())[:1])


def _whole(term: str, inside: str) -> str:
    before = rf"(?<!{inside})" if re.match(r"\w", term) else ""
    after = rf"(?!{inside})" if re.search(r"\w\Z", term) else ""
    return before + r"\s+".join(re.escape(word) for word in term.split()) + after


PLACEHOLDER_WORDS = Terms(words.PLACEHOLDERS)
# Prompts that templates carry. Sources, intervals, links and check boxes in brackets are none.
PROMPTS = re.compile(
    r"(?i:\[(?:describe|insert|enter|specify|fill in|choose|select|your)\b[^\]]{0,60}\]"
    r"|\[(?:role|team|owner|name|condition|value|number|metric|date|unit|threshold|text|company"
    r"|system|placeholder|reason|n|xx+)\])(?!\()"
    r"|(?i:<(?:describe|insert|enter|specify|name|role|team|owner|value|number|metric|date|your)"
    r"\b[^>]{0,40}>)"
    r"|<N\b|\[X\]\s?%|\b[XYZN]%|\b[XN]\s?ms\b|\$X\b"
)
PROMPT_SIGNS = re.compile(r"[\[<]|[XYZN]%|[XN]\s?ms|\$X")  # cheap, and in every prompt
LIMITS = Terms(words.LIMIT_WORDS)
VAGUE = Terms(words.VAGUE, hyphens_join=True)
TIME = Terms(words.TIME_WORDS)
ALGORITHMS = Terms(words.ALGORITHMS)
AMBIGUOUS = frozenset(words.ALGORITHMS_AMBIGUOUS)
METHOD_WORDS = tuple(tuple(WORD.findall(word)) for word in words.METHOD_WORDS)
ONLY_NEXT = frozenset({("model",), ("models",)})
REACH = 3  # words between a method's name and what tells that it is one


# A text with none of these words needs no closer look.
BEGINNINGS = PLACEHOLDER_WORDS.beginnings | VAGUE.beginnings | ALGORITHMS.beginnings | AMBIGUOUS
ALONE = frozenset(words.PLACEHOLDERS_ALONE)
MOST_ALONE = max(len(WORD.findall(words_alone)) for words_alone in ALONE)  # words
LONGEST_ALONE = 40  # characters, with room for the spaces that people add


def _read(text: str) -> Remarks:
    lower = text.lower()
    spoken = WORD.findall(lower)
    is_suspicious = not BEGINNINGS.isdisjoint(spoken)
    placeholders = tuple(_placeholders(text, spoken))
    if not is_suspicious:
        return Remarks(placeholders) if placeholders else NO_REMARKS
    vague = tuple(_vague(text)) if VAGUE.may_be_among(spoken) else ()
    said = Remarks(placeholders, vague, tuple(_methods(lower, spoken)))
    return said if any(said) else NO_REMARKS


_remembered = lru_cache(maxsize=8192)(_read)


def _placeholders(text: str, spoken: list[str]) -> Iterator[str]:
    if PLACEHOLDER_WORDS.may_be_among(spoken):
        yield from PLACEHOLDER_WORDS.listed(text)
    if _may_hold_prompt(text):
        yield from dict.fromkeys(match.group() for match in PROMPTS.finditer(text))
    if len(text) <= LONGEST_ALONE and len(spoken) <= MOST_ALONE:
        bare = normal(text)
        if bare in ALONE or bare.rstrip(".!:").rstrip() in ALONE:
            yield bare


def _may_hold_prompt(text: str) -> bool:
    signs = "[" in text or "<" in text or "$X" in text or "%" in text or "ms" in text
    return signs and PROMPT_SIGNS.search(text) is not None


def _vague(text: str) -> Iterator[str]:
    found: dict[str, None] = {}
    for sentence in SENTENCE_END.split(text):
        if not has_digit(sentence):
            found.update(dict.fromkeys(VAGUE.listed(sentence)))
    yield from found


def _methods(lower: str, spoken: list[str]) -> Iterator[str]:
    plain = ALGORITHMS.listed(lower) if ALGORITHMS.may_be_among(spoken) else ()
    yield from plain
    if not AMBIGUOUS.isdisjoint(spoken):
        said = {word for term in plain for word in term.split()}
        named = [place for place, word in enumerate(spoken) if word in AMBIGUOUS - said]
        yield from dict.fromkeys(spoken[place] for place in named if _is_method(spoken, place))


def _is_method(spoken: list[str], place: int) -> bool:
    """A word that tells of methods is at most three words away, "model" the very next."""
    for word in METHOD_WORDS:
        reach = (place + 1,) if word in ONLY_NEXT else _near(place, len(word))
        if any(tuple(spoken[start : start + len(word)]) == word for start in reach if start >= 0):
            return True
    return False


def _near(place: int, length: int) -> Iterator[int]:
    """Where a word of so many parts may begin to be within reach."""
    yield from range(place - REACH - length + 1, place - length + 1)
    yield from range(place + 1, place + REACH + 1)
