"""The wording of a figure: where its words stand in a quote that is read as repaired, and in which clause.

In: a quote, its repairs and the place of the words in it. Out: the text as read and the place there.
How: each printed form is replaced by its reading, and the place moves along.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from peakgraph.periods import Period

_CLAUSE_END = re.compile(r"[,;:.!?](?=[\s\"“”'‘’)]|$)|\n")
_INSERTED = re.compile(r"\[[^\]\n]*\]")  # what a repair adds: "3 [units, not stated which] with ..."
_SENTENCE_END = re.compile(r"[;.!?](?=[\s\"“”'‘’)]|$)|\n")


@dataclass(frozen=True, slots=True)
class Place:
    """Words in a text: `text[start:end]`."""

    text: str
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end <= len(self.text):
            raise ValueError(f"no place {self.start}-{self.end} in a text of {len(self.text)} characters")

    @property
    def words(self) -> str:
        """The words at the place."""
        return self.text[self.start : self.end]


def occurrences(text: str, words: str) -> list[int]:
    """Where the words start in a text, overlapping ones too."""
    return [match.start() for match in re.finditer(f"(?={re.escape(words)})", text)]


def read_as(
    text: str, repairs: Iterable[tuple[str, str]], start: int = 0, end: int = 0, *, whole: bool = False
) -> Place:
    """The text with every printed form of the repairs (as printed, read as) replaced, and where its place went.

    A place that a repair touches grows to the whole reading; but where that reading holds the same words once, it
    stays with them, unless `whole`.
    Of two printed forms that overlap the earlier one counts, of two that begin together the longer one.
    """
    found = sorted(
        (at, -len(printed), read) for printed, read in set(repairs) if printed for at in occurrences(text, printed)
    )
    words, pieces, done, length = text[start:end], list[str](), 0, 0
    new_start, new_end = start, end
    for begin, size, read in found:
        stop = begin - size
        if begin < done:
            continue
        at = length + begin - done  # where the reading begins in the new text
        pieces += [text[done:begin], read]
        length, done = at + len(read), stop
        inside = begin <= start and end <= stop and start < end
        if inside and not whole and len(occurrences(read, words)) == 1:
            new_start = at + read.index(words)
            new_end = new_start + len(words)
            continue
        if start >= stop:
            new_start = length + start - stop
        elif start >= begin:
            new_start = at
        if end > stop:
            new_end = length + end - stop
        elif end > begin:
            new_end = length
    return Place("".join([*pieces, text[done:]]), new_start, max(new_start, new_end))


def clause_of(place: Place, periods: Iterable[Period]) -> tuple[int, int]:
    """Where the clause of a place begins and ends: between stops inside no date and no bracket."""
    return _between(_CLAUSE_END, place, periods)


def sentence_of(place: Place, periods: Iterable[Period]) -> tuple[int, int]:
    """Where the sentence of a place begins and ends; a semicolon ends one too."""
    return _between(_SENTENCE_END, place, periods)


def _between(ends: re.Pattern[str], place: Place, periods: Iterable[Period]) -> tuple[int, int]:
    inner = [(period.start_offset, period.end_offset) for period in periods]
    inner += [match.span() for match in _INSERTED.finditer(place.text)]
    stops = [
        match.end()
        for match in ends.finditer(place.text)
        if not any(start <= match.start() < end for start, end in inner)
    ]
    before = [stop for stop in stops if stop <= place.start]
    after = [stop for stop in stops if stop >= place.end]
    return (before[-1] if before else 0), (after[0] if after else len(place.text))
