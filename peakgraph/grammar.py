"""The grammar of quantities: a lexicon's cue words as regular expressions and tables.

In: a lexicon. Out: a `Grammar`, made once for each lexicon.
How: each kind of word becomes one pattern that finds its longest cue where that kind of word may stand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from peakgraph.lexicon import NUMBER, SPACE, BoundCue, Lexicon, alternatives, cue_pattern

_START = r"(?<![\w-])"
_OPENING = rf"(?:{SPACE}|[\"“”'‘’(])*"
# Digits are no quantity after a letter ("PM2.5"), a word and a hyphen ("COVID-19"), nor in a sum, a clock time or a
# section number ("1+6", "10:30", "1.2.3").
_PLAIN = r"(?!0\d)(?:\d{1,3}(?:[,\u00a0\u202f]\d{3}| 000)+|\d+)(?:\.\d+)?(?!\d|[.,:/+]\d)"
_DIGITS = rf"(?<![^\W_])(?<!\d[.,:/+])(?<!\w-)(?:[-−](?=\d))?{_PLAIN}"


@dataclass(frozen=True, slots=True)
class Tables:
    """From words, as the lexicon spells them, to what they mean."""

    bounds: dict[str, BoundCue]
    bounds_after: dict[str, str]
    changes: dict[str, str]
    changes_after: dict[str, frozenset[str]]
    change_words: dict[str, str]
    yearly: dict[str, str]
    values: dict[str, tuple[Decimal, str | None]]
    multipliers: dict[str, Decimal]
    units: dict[str, tuple[str, Decimal]]


@dataclass(frozen=True, slots=True)
class Grammar:
    """Patterns that find words in their places, and the tables of their meanings."""

    number: re.Pattern[str]
    second: re.Pattern[str]
    multiplier: re.Pattern[str]
    unit_after: re.Pattern[str]
    unit_before: re.Pattern[str]
    joiner: re.Pattern[str]
    joined: re.Pattern[str]
    between: re.Pattern[str]
    from_: re.Pattern[str]
    and_: re.Pattern[str]
    link: re.Pattern[str]
    fixed: re.Pattern[str]
    cue_before: re.Pattern[str]
    gap_cues: tuple[tuple[str, re.Pattern[str]], ...]
    cue_after: re.Pattern[str]
    change_word: re.Pattern[str]
    tables: Tables


@lru_cache(maxsize=8)
def grammar_of(lexicon: Lexicon) -> Grammar:
    """The regular expressions and tables of a lexicon."""

    def words(slug: str) -> str:
        return alternatives(lexicon.words_of(NUMBER + slug))

    tables = _tables(lexicon)
    before = {*tables.bounds, *tables.changes, *lexicon.words_of(NUMBER + "filler")}
    after = alternatives({*tables.bounds_after, *tables.changes_after})
    multiplier, spelt = alternatives(tables.multipliers), _spelt(lexicon)
    unit_after, unit_before = (
        alternatives(c.words for c in lexicon.units if c.before == side) for side in (False, True)
    )
    return Grammar(
        number=_compiled(rf"(?P<digits>{_DIGITS})|{_START}(?:{spelt})"),
        second=_compiled(rf"(?P<digits>{_PLAIN})|(?:{spelt})"),
        multiplier=_compiled(rf"(?:{SPACE}+|(?<!\d)-|(?<=\d)-?(?=[a-z]))({multiplier})(?!\w)"),
        unit_after=_compiled(rf"(?:{SPACE}|-)*({unit_after})(?![^\W\d_])"),
        unit_before=_compiled(rf"(?<!\w)({unit_before}){SPACE}*$"),
        joiner=_compiled(rf"{SPACE}*{words('range')}{SPACE}*"),
        joined=_compiled(rf"{SPACE}*{words('and')}{SPACE}*"),
        between=_compiled(rf"{_START}{words('between')}\s+$"),
        from_=_compiled(rf"{_START}{words('from')}\s+$"),
        and_=_compiled(rf"{_START}{words('and')}(?!\w)"),
        link=_compiled(rf"{_START}{words('link')}\s+$"),
        fixed=_compiled(rf"(?<!\w){words('fixed')}(?!\w)"),
        cue_before=_compiled(rf"{_START}({alternatives(cue for cue in before if '...' not in cue)}){_OPENING}$"),
        gap_cues=tuple(
            (cue, _compiled(rf"{_START}{cue_pattern(cue)}{_OPENING}$")) for cue in sorted(before) if "..." in cue
        ),
        cue_after=_compiled(rf"{SPACE}+({after})(?!\w)(?!\s+\d)"),
        change_word=_compiled(rf"{_START}({alternatives(tables.change_words)})(?!\w)"),
        tables=tables,
    )


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _spelt(lexicon: Lexicon) -> str:
    """A number in words: "a" before a multiplier, "twenty-one", "seven"."""
    numbers = [cue for cue in lexicon.numbers if not cue.unit]
    tens = alternatives(cue.words for cue in numbers if 20 <= cue.value < 100 and cue.value % 10 == 0)
    ones = alternatives(cue.words for cue in numbers if cue.value < 10)
    plain = alternatives(cue.words for cue in lexicon.numbers)
    article, multiplier = lexicon.words_of(NUMBER + "article"), alternatives(cue for cue, _ in lexicon.multipliers)
    return (
        rf"(?P<article>{alternatives(article)}(?=(?:{SPACE}|-)+{multiplier}(?!\w)))"
        rf"|(?P<tens>{tens})-(?P<ones>{ones})(?!\w)|(?P<word>{plain})(?!\w)"
    )


def _tables(lexicon: Lexicon) -> Tables:
    after = [cue for cue in lexicon.changes if cue.place == "after"]
    return Tables(
        bounds={cue.words: cue for cue in lexicon.bounds if not cue.after},
        bounds_after={cue.words: cue.in_target for cue in lexicon.bounds if cue.after},
        changes={cue.words: cue.change for cue in lexicon.changes if cue.place == "before"},
        changes_after={one.words: frozenset(cue.change for cue in after if cue.words == one.words) for one in after},
        change_words={cue.words: cue.change for cue in lexicon.changes if cue.place == "words"},
        yearly=dict(lexicon.yearly),
        values={cue.words: (cue.value, cue.unit) for cue in lexicon.numbers},
        multipliers=dict(lexicon.multipliers),
        units={cue.words: (cue.unit, cue.multiplier) for cue in lexicon.units},
    )
