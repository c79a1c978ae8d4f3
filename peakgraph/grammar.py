"""The grammar of quantities: a lexicon's cue words as regular expressions and tables.

In: a lexicon. Out: a `Grammar`, made once for each lexicon.
How: each kind of word becomes one pattern that finds its longest cue where that kind of word may stand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from peakgraph.lexicon import NUMBER, BoundCue, Lexicon, alternatives, cue_pattern

_START = r"(?<![\w-])"
_OPENING = r"[\s\"“”'‘’(]*"
# Digits are no quantity after a letter ("PM2.5"), a word and a hyphen ("COVID-19"), nor in a sum, a clock time or a
# section number ("1+6", "10:30", "1.2.3").
_PLAIN = r"(?!0\d)(?:\d{1,3}(?:[,\u00a0\u202f]\d{3}| 000)+|\d+)(?:\.\d+)?(?!\d|[.,:/+]\d)"
_DIGITS = rf"(?<![^\W_])(?<!\d[.,:/+])(?<!\w-)(?:[-−](?=\d))?{_PLAIN}"


@dataclass(frozen=True, slots=True)
class Grammar:
    """Patterns that find words in their places, and tables from words, as the lexicon spells them, to meanings."""

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
    bounds: dict[str, BoundCue]
    bounds_after: dict[str, str]
    changes: dict[str, str]
    changes_after: dict[str, frozenset[str]]
    change_words: dict[str, str]
    yearly: dict[str, str]
    values: dict[str, tuple[Decimal, str | None]]
    multipliers: dict[str, Decimal]
    units: dict[str, tuple[str, Decimal]]


@lru_cache(maxsize=8)
def grammar_of(lexicon: Lexicon) -> Grammar:
    """The regular expressions and tables of a lexicon."""

    def words(slug: str) -> tuple[str, ...]:
        return lexicon.words_of(NUMBER + slug)

    def compiled(pattern: str) -> re.Pattern[str]:
        return re.compile(pattern, re.IGNORECASE)

    bounds = {cue.words: cue for cue in lexicon.bounds if not cue.after}
    changes = {cue.words: cue.change for cue in lexicon.changes if cue.place == "before"}
    changes_after: dict[str, frozenset[str]] = {}
    for cue in lexicon.changes:
        if cue.place == "after":
            changes_after[cue.words] = changes_after.get(cue.words, frozenset()) | {cue.change}
    change_words = {cue.words: cue.change for cue in lexicon.changes if cue.place == "words"}
    bounds_after = {cue.words: cue.in_target for cue in lexicon.bounds if cue.after}
    before = {*bounds, *changes, *words("filler")}
    tens = alternatives(c.words for c in lexicon.numbers if 20 <= c.value < 100 and c.value % 10 == 0 and not c.unit)
    ones = alternatives(c.words for c in lexicon.numbers if c.value < 10 and not c.unit)
    plain = alternatives(c.words for c in lexicon.numbers)
    multiplier = alternatives(cue for cue, _ in lexicon.multipliers)
    spelt = (
        rf"(?P<article>{alternatives(words('article'))}(?=[\s-]+{multiplier}(?!\w)))"
        rf"|(?P<tens>{tens})-(?P<ones>{ones})(?!\w)|(?P<word>{plain})(?!\w)"
    )
    after = alternatives({cue.words for cue in lexicon.units if not cue.before})
    gap_cues = sorted(cue for cue in before if "..." in cue)
    return Grammar(
        number=compiled(rf"(?P<digits>{_DIGITS})|{_START}(?:{spelt})"),
        second=compiled(rf"(?P<digits>{_PLAIN})|(?:{spelt})"),
        multiplier=compiled(rf"(?:\s+|(?<![\d])-|(?<=\d)-?(?=[a-z]))({multiplier})(?!\w)"),
        unit_after=compiled(rf"[\s-]*({after})(?![^\W\d_])"),
        unit_before=compiled(rf"(?<!\w)({alternatives(c.words for c in lexicon.units if c.before)})\s*$"),
        joiner=compiled(rf"\s*{alternatives(words('range'))}\s*"),
        joined=compiled(rf"\s*{alternatives(words('and'))}\s*"),
        between=compiled(rf"{_START}{alternatives(words('between'))}\s+$"),
        from_=compiled(rf"{_START}{alternatives(words('from'))}\s+$"),
        and_=compiled(rf"{_START}{alternatives(words('and'))}(?!\w)"),
        link=compiled(rf"{_START}{alternatives(words('link'))}\s+$"),
        fixed=compiled(rf"(?<!\w){alternatives(words('fixed'))}(?!\w)"),
        cue_before=compiled(rf"{_START}({alternatives(cue for cue in before if '...' not in cue)}){_OPENING}$"),
        gap_cues=tuple((cue, compiled(rf"{_START}{cue_pattern(cue)}{_OPENING}$")) for cue in gap_cues),
        cue_after=compiled(rf"\s+({alternatives({*bounds_after, *changes_after})})(?!\w)(?!\s+\d)"),
        change_word=compiled(rf"{_START}({alternatives(change_words)})(?!\w)"),
        bounds=bounds,
        bounds_after=bounds_after,
        changes=changes,
        changes_after=changes_after,
        change_words=change_words,
        yearly=dict(lexicon.yearly),
        values={cue.words: (cue.value, cue.unit) for cue in lexicon.numbers},
        multipliers=dict(lexicon.multipliers),
        units={cue.words: (cue.unit, cue.multiplier) for cue in lexicon.units},
    )
