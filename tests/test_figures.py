"""The check of figures against their words: right figures of the five texts pass, and no changed field does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peakgraph.figures import StatedFigure, check_figure
from peakgraph.lexicon import read_lexicon
from peakgraph.wording import Place, clause_of, read_as, sentence_of

ROOT = Path(__file__).parents[1]
VOCABULARIES = [ROOT / f"ontology/vocabularies/{name}.ttl" for name in ("bounds", "changes", "units")]
LEXICON = read_lexicon(
    [path.read_text("utf-8") for path in VOCABULARIES], (ROOT / "ontology/prefixes.ttl").read_text("utf-8")
)
BOUND, CHANGE = "https://w3id.org/peakgraph/id/bound/", "https://w3id.org/peakgraph/id/change/"
UNIT, LOCAL = "http://qudt.org/vocab/unit/", "https://w3id.org/peakgraph/id/unit/"
BOUNDS = [BOUND + slug for slug in ("exactly", "at-least", "more-than", "at-most", "less-than", "about", "nearly")]
CHANGES = [CHANGE + slug for slug in ("decrease-by", "increase-by", "increase-by-per-year", "improve-by", "times")]
UNITS = [UNIT + slug for slug in ("CCY_CNY", "TONNE", "W", "PERCENT", "NUM", "UNITLESS", "AC")]
UNITS.append(LOCAL + "percentage-point")


@cache
def seed(number: str) -> str:
    (path,) = (ROOT / "seeds").glob(f"{number}_*.txt")
    return path.read_text("utf-8")


def figure(slug: str, as_stated: str, quote: str, *contexts: str, **fields: Any) -> StatedFigure:
    """A figure of a text; units, bounds and changes by their slugs, values as text."""
    assert all(words in seed(slug[:3]) for words in (as_stated, quote, *contexts))
    for name in ("value", "upper", "threshold_value"):
        if name in fields:
            fields[name] = Decimal(fields[name])
    for name in ("unit", "threshold_unit"):
        if name in fields:
            fields[name] = (LOCAL if fields[name] == "percentage-point" else UNIT) + fields[name]
    for name, base in (("bound", BOUND), ("threshold_bound", BOUND), ("change", CHANGE)):
        if name in fields:
            fields[name] = base + fields[name]
    fields.setdefault("kind", "target")
    return StatedFigure(slug, as_stated=as_stated, quote=quote, contexts=contexts, **fields)


HUBEI_PLAN = (
    "The plan proposes that by 2025, the province's energy conservation and environmental protection industry "
    "operating income will reach 600 billion yuan"
)
INCOME = figure(
    "000-income-2025", "600 billion yuan", HUBEI_PLAN,
    value="600000000000.0", unit="CCY_CNY", bound="at-least", year=2025,
)  # fmt: skip
THREE = figure(
    "000-three-of-thirty-billion", "3 annual operating income of 30 billion yuan",
    "3 annual operating income of 30 billion yuan", HUBEI_PLAN, value="3.0", unit="NUM", bound="exactly", year=2025,
    threshold_value="30000000000.0", threshold_unit="CCY_CNY", threshold_bound="exactly",
    repairs=(
        (
            "3 annual operating income of 30 billion yuan",
            "3 [units, not stated which] with an annual operating income of 30 billion yuan",
        ),
    ),
)  # fmt: skip
FOUR = figure(
    "000-four-above-ten-billion", "more than 10 billion enterprises 4",
    "with an operating income of more than 10 billion enterprises 4, the province's energy conservation",
    kind="observation", value="4", unit="NUM", bound="exactly",
    threshold_value="10000000000", threshold_unit="CCY_CNY", threshold_bound="more-than",
    repairs=(("more than 10 billion enterprises 4", "4 enterprises with more than 10 billion yuan"),),
)  # fmt: skip
INTENSITY = figure(
    "001-energy-intensity", "drop 17% compared to 2020",
    "The Program proposes that by 2025, energy consumption per unit of industrial added value above the scale "
    "will drop 17% compared to 2020, carbon dioxide emissions per unit of industrial added value will drop 20% "
    "compared to 2020",
    value="17.0", unit="PERCENT", bound="at-least", change="decrease-by", baseline_year=2020, year=2025,
)  # fmt: skip
CLEAN_ENERGY = figure(
    "001-clean-energy", "a significant increase",
    'During the "Tenth Five-Year Plan" period, the provincial non-ferrous metals industry to use clean energy '
    "accounted for a significant increase",
    change="increase-by", period_start=date(2026, 1, 1), period_end=date(2030, 12, 31),
    repairs=(("Tenth Five-Year Plan", "15th Five-Year Plan (2026-2030)"),),
)  # fmt: skip
GDP = figure(
    "002-gdp", "has grown by more than 6% annually in the past three years",
    "The province's GDP has grown by more than 6% annually in the past three years, "
    "reaching 9.2 trillion yuan last year",
    kind="observation", value="6", unit="PERCENT", bound="more-than", change="increase-by-per-year",
    period_as_stated="in the past three years",
)  # fmt: skip
RENEWABLES = figure(
    "002-renewables", "an increase of 15 percentage points",
    "As of the end of March this year, the proportion of new and renewable energy installed capacity in the province "
    "has reached 45%, an increase of 15 percentage points over 2020",
    kind="observation", value="15", unit="percentage-point", bound="exactly", change="increase-by",
    baseline_year=2020, period_as_stated="As of the end of March this year",
)  # fmt: skip
WETLANDS = figure(
    "002-wetlands", "more than 300,000 acres", "and more than 300,000 acres of wetlands have been restored",
    kind="observation", value="300000", unit="AC", bound="more-than",
)  # fmt: skip
STEEL = figure(
    "004-steel", "decreased by 32 million tons year-on-year",
    "the crude steel output in 2021 decreased by 32 million tons year-on-year.",
    kind="observation", value="32000000", unit="TONNE", bound="exactly", change="decrease-by",
    year=2021, baseline_year=2020,
)  # fmt: skip
MODULES = figure(
    "004-modules", "was approximately 123.6GW",
    "In the first half of 2022, the output of photovoltaic modules was approximately 123.6GW, a year-on-year increase",
    kind="observation", value="123600000000", unit="W", bound="about",
    year=2022, period_start=date(2022, 1, 1), period_end=date(2022, 6, 30),
)  # fmt: skip
BIRDS = figure(
    "002-birds", "twice as many as at the beginning of the region",
    "there are 373 species of birds in the Yellow River Delta Nature Reserve, "
    "twice as many as at the beginning of the region",
    kind="observation", value="2", unit="UNITLESS", bound="exactly", change="times",
)  # fmt: skip
CERTIFIED = figure(
    "004-certified", "562 companies", "As of September 2022, 562 companies that have obtained",
    kind="observation", value="562", unit="NUM", bound="exactly", year=2022, period_end=date(2022, 9, 30),
)  # fmt: skip
TENS_OF_MILLIONS = figure(
    "002-base", "tens of millions of kilowatts",
    "build an integrated base of tens of millions of kilowatts of wind, solar, storage and transportation",
)  # fmt: skip
RIGHT = [
    INCOME, THREE, FOUR, INTENSITY, CLEAN_ENERGY, GDP, RENEWABLES, WETLANDS, STEEL, MODULES, BIRDS, CERTIFIED,
    TENS_OF_MILLIONS,
]  # fmt: skip


def named(figures: list[StatedFigure]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("right", figures, ids=[right.slug for right in figures])


@named(RIGHT)
def test_a_right_figure_passes(right: StatedFigure) -> None:
    assert check_figure(right, LEXICON) == []


def changes_of(right: StatedFigure) -> list[dict[str, Any]]:
    """Each field of a figure changed in turn, in every way that matters."""
    day = date(1999, 1, 1)
    changed: list[dict[str, Any]] = [{"as_stated": right.as_stated + " and more"}, {"as_stated": " "}]
    if right.value is not None:
        digits = [right.value + 10**place for place in range(len(f"{right.value:f}".partition(".")[0]))]
        changed += [{"value": value} for value in (*digits, right.value * 10, right.value / 10, -right.value, None)]
        changed += [{"upper": right.value * 2}, {"bound": None}, {"unit": None}]
    else:
        changed += [{"value": Decimal(3)}, {"upper": Decimal(3)}]
    changed += [{"unit": unit} for unit in UNITS if unit != right.unit]
    changed += [{"bound": bound} for bound in BOUNDS if bound != right.bound]
    changed += [{"change": change} for change in [*CHANGES, None] if change != right.change]
    changed += [{"baseline_year": year} for year in (1999, 2019, 2021, 2025)]
    changed += [{"year": year} for year in (1999, (right.year or 2000) - 1, (right.year or 2000) + 1)]
    changed += [{"period_start": day}, {"period_end": day}, {"period_as_stated": "in the past four years"}]
    if right.threshold_value is not None:
        changed += [{"threshold_value": right.threshold_value + 1}, {"threshold_value": None}]
        changed += [{"threshold_unit": unit} for unit in [*UNITS, None] if unit != right.threshold_unit]
        changed += [{"threshold_bound": bound} for bound in [*BOUNDS, None] if bound != right.threshold_bound]
    else:
        changed += [{"threshold_value": Decimal(5)}, {"threshold_unit": UNITS[0]}, {"threshold_bound": BOUNDS[0]}]
    return changed


@named(RIGHT)
def test_a_figure_with_one_field_changed_fails(right: StatedFigure) -> None:
    for changed in changes_of(right):
        messages = check_figure(replace(right, **changed), LEXICON)
        assert messages, changed
        assert all(message and "\n" not in message for message in messages)


@pytest.mark.parametrize(
    ("right", "left_out"),
    [
        (INTENSITY, "baseline_year"),
        (GDP, "period_as_stated"),
        (RENEWABLES, "baseline_year"),
        (STEEL, "year"),
        (INCOME, "year"),
        (CLEAN_ENERGY, "period_start"),
        (MODULES, "period_end"),
        (CLEAN_ENERGY, "repairs"),
        (FOUR, "repairs"),
    ],
)
def test_nothing_that_the_words_say_may_be_left_out(right: StatedFigure, left_out: str) -> None:
    nothing: dict[str, Any] = {left_out: () if left_out == "repairs" else None}
    assert check_figure(replace(right, **nothing), LEXICON)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            replace(INCOME, value=Decimal("610000000000")),
            'value 610000000000 is not in its words: "600 billion yuan" reads 600000000000 yuan',
        ),
        (replace(INCOME, unit=UNIT + "TONNE"), 'unit tonne is not in its words: "600 billion yuan" reads yuan'),
        (
            replace(INCOME, bound=BOUND + "exactly"),
            'bound exactly is not in its words: "on industry operating income will reach 600 billion yuan" '
            "reads at least",
        ),
        (replace(INCOME, year=2024), "year 2024 is not in its words: the years in its quote and contexts are 2025"),
        (replace(INCOME, year=None), 'has no year or period, but its sentence says "by 2025"'),
        (
            replace(INTENSITY, change=None, baseline_year=None),
            'change level is not in its words: "drop 17% compared to 2020" reads decrease by',
        ),
        (replace(INTENSITY, baseline_year=None), "has no baseline year, but its clause counts from 2020"),
        (
            replace(INTENSITY, baseline_year=2019),
            "baseline year 2019 is not in its words: the baseline years there are 2020",
        ),
        (replace(WETLANDS, baseline_year=2020), "baseline year 2020 stands with a level: only a change has one"),
        (
            replace(CLEAN_ENERGY, value=Decimal(3)),
            'value 3 is not in its words: "a significant increase" holds no number',
        ),
        (
            replace(CLEAN_ENERGY, change=CHANGE + "decrease-by"),
            'change decrease by is not in its words: "a significant increase" reads increase by',
        ),
        (
            replace(CLEAN_ENERGY, repairs=()),
            "period 2026-01-01 to 2030-12-31 is not in its words: the periods there are 2001-01-01 to 2005-12-31",
        ),
        (
            replace(WETLANDS, value=None, unit=None, bound=None),
            'has no value, but its words give one: "more than 300,000 acres" reads 300000 acre',
        ),
        (
            replace(GDP, period_as_stated="in the past four years"),
            'period "in the past four years" stands neither in its quote nor in a context',
        ),
        (
            replace(MODULES, period_start=None, period_end=None),
            "year 2022 is more than its words say: state the period 2022-01-01 to 2022-06-30",
        ),
        (replace(WETLANDS, as_stated="300,000 mu"), '"300,000 mu" does not stand in its quote: "and more than 300,000'),
        (replace(WETLANDS, as_stated=""), "has no words: pg:asStated is empty"),
        (
            replace(WETLANDS, as_stated="more than 300,000", unit=UNIT + "NUM"),
            '"more than 300,000" reads more than 300000, from "300,000" alone, but more than 300000 acre, from '
            '"300,000 acres" in its quote: state the words whole',
        ),
        (
            replace(THREE, threshold_value=None, threshold_unit=None, threshold_bound=None),
            "has no threshold value, but its words give one: ",
        ),
    ],
)
def test_message_says_what_the_figure_says_and_what_the_words_say(wrong: StatedFigure, message: str) -> None:
    assert message in "\n".join(check_figure(wrong, LEXICON))


# The role that the grammar gives


def test_count_and_threshold_do_not_change_places() -> None:
    for right in (THREE, FOUR):
        swapped = replace(
            right, value=right.threshold_value, unit=right.threshold_unit,
            threshold_value=right.value, threshold_unit=right.unit,
        )  # fmt: skip
        assert check_figure(swapped, LEXICON)
        alone = replace(
            right, value=right.threshold_value, unit=right.threshold_unit, bound=right.threshold_bound,
            threshold_value=None, threshold_unit=None, threshold_bound=None,
        )  # fmt: skip
        assert check_figure(alone, LEXICON)


def test_one_of_two_separate_quantities_may_be_stated() -> None:
    words = "has reached 45%, an increase of 15 percentage points over 2020"
    both = replace(RENEWABLES, as_stated=words)
    assert check_figure(both, LEXICON) == []
    share = replace(both, value=Decimal(45), unit=UNIT + "PERCENT", change=None, baseline_year=None)
    assert check_figure(share, LEXICON) == []
    assert check_figure(replace(share, value=Decimal(15)), LEXICON)
    assert check_figure(replace(both, unit=UNIT + "PERCENT"), LEXICON)


def test_words_that_stand_twice_are_read_where_they_fit() -> None:
    quote = "50 new green industrial parks, more than 50 new green products"
    one = StatedFigure("x", "target", "50 new green", quote, value=Decimal(50), unit=UNIT + "NUM", bound=BOUNDS[0])
    assert check_figure(one, LEXICON) == []
    assert check_figure(replace(one, bound=BOUND + "more-than"), LEXICON) == []
    assert check_figure(replace(one, bound=BOUND + "about"), LEXICON)


def test_a_range_has_two_ends() -> None:
    span = StatedFigure(
        "x", "target", "by 10-20%", "energy use will fall by 10-20%", value=Decimal(10), upper=Decimal(20),
        unit=UNIT + "PERCENT", bound=BOUND + "at-least", change=CHANGE + "decrease-by",
    )  # fmt: skip
    assert check_figure(span, LEXICON) == [
        '"by 10-20%" reads exactly 10 to 20 percent, from "10-20%" alone, but at least 10 to 20 percent '
        '(decrease by), from "10-20%" in its quote: state the words whole'
    ]
    span = replace(span, as_stated="fall by 10-20%")
    assert check_figure(span, LEXICON) == []
    assert check_figure(replace(span, upper=Decimal(30)), LEXICON)
    assert check_figure(replace(span, upper=None), LEXICON)


# Years


def test_the_year_of_the_own_clause_counts() -> None:
    quote = "decreased by 5.6% in 2021, and decreased by 4.2% in the first half of 2022"
    fall = figure(
        "004-fall", "decreased by 5.6%", quote, kind="observation",
        value="5.6", unit="PERCENT", bound="exactly", change="decrease-by", year=2021,
    )  # fmt: skip
    assert check_figure(fall, LEXICON) == []
    assert check_figure(replace(fall, year=2022), LEXICON)


def test_two_years_of_one_clause_may_each_be_stated() -> None:
    quote = "By 2025 and 2030 the share will reach 20% and 25%"
    share = StatedFigure(
        "x", "target", "25%", quote, value=Decimal(25), unit=UNIT + "PERCENT", bound=BOUND + "exactly", year=2030
    )
    assert check_figure(share, LEXICON) == []
    assert check_figure(replace(share, year=2026), LEXICON)


def test_the_year_of_a_context_counts_and_its_repairs() -> None:
    share = StatedFigure(
        "x", "target", "20%", "will fall below 20%", ("By 2015, the plan says",), value=Decimal(20),
        unit=UNIT + "PERCENT", bound=BOUND + "less-than", year=2025, repairs=(("2015", "2025"),),
    )  # fmt: skip
    assert "state the words whole" in check_figure(share, LEXICON)[0]
    share = replace(share, as_stated="fall below 20%", change=CHANGE + "decrease-by")
    assert check_figure(share, LEXICON) == []
    assert check_figure(replace(share, repairs=()), LEXICON)


def test_a_period_and_a_year_must_agree() -> None:
    assert check_figure(replace(MODULES, year=None), LEXICON) == []
    both = replace(MODULES, quote=MODULES.quote + " over 2021, as in 2023", year=2023)
    assert any("year 2023" in message for message in check_figure(both, LEXICON))


# Repairs


def test_a_repair_reads_mu_for_acres() -> None:
    mu = replace(WETLANDS, unit=LOCAL + "mu", repairs=(("acres", "mu"),))
    assert check_figure(mu, LEXICON) == []
    assert check_figure(replace(mu, repairs=()), LEXICON)
    assert check_figure(replace(WETLANDS, repairs=(("acres", "mu"),)), LEXICON)


def test_a_repair_may_add_the_unit_that_was_lost() -> None:
    capacity = StatedFigure(
        "x", "observation", "37 million", "capacity in Huang 9 City was 37 million. We will create",
        value=Decimal(37000000), unit=UNIT + "TONNE", bound=BOUNDS[0],
        repairs=(("was 37 million", "was 37 million tons"),),
    )  # fmt: skip
    assert check_figure(capacity, LEXICON) == []
    assert check_figure(replace(capacity, unit=UNIT + "NUM"), LEXICON)


def test_words_without_a_number_inside_a_repair_are_read_as_printed() -> None:
    quote = "The rapid development of the industry will exceed 510 billion yuan in 2023"
    read = "The industry is developing rapidly: in 2023 its operating income exceeded 510 billion yuan"
    rapid = StatedFigure("x", "observation", "rapid development", quote, repairs=((quote, read),))
    assert check_figure(rapid, LEXICON) == []
    assert check_figure(replace(rapid, value=Decimal(5)), LEXICON)
    income = replace(
        rapid, as_stated="exceed 510 billion yuan", value=Decimal(510 * 10**9), unit=UNIT + "CCY_CNY",
        bound=BOUND + "more-than", year=2023,
    )  # fmt: skip
    assert check_figure(income, LEXICON) == []
    assert check_figure(replace(income, year=2022), LEXICON)


# Wording


@given(st.text("ab ", max_size=12), st.text("xy", min_size=1, max_size=5), st.text("ab ", max_size=12))
def test_a_place_moves_with_the_repairs_around_it(before: str, words: str, after: str) -> None:
    text = before + words + after
    place = read_as(text, [("a", "ccc"), ("b", "")], len(before), len(before) + len(words))
    assert place.words == words
    assert place.text == text.replace("a", "ccc").replace("b", "")


def test_a_place_that_a_repair_touches_grows_to_its_reading() -> None:
    assert read_as("one two three", [("two three", "TWO THREE")], 0, 7).words == "one TWO THREE"
    assert read_as("one two three", [("one two", "ONE TWO")], 4, 13).words == "ONE TWO three"
    assert read_as("one two three", [("two", "two and a half")], 4, 7).words == "two"
    assert read_as("one two three", [("two", "two and a half")], 4, 7, whole=True).words == "two and a half"
    assert read_as("aab", [("a", "b"), ("aa", "c")], 0, 3).text == "cb"
    with pytest.raises(ValueError, match="no place"):
        Place("abc", 2, 9)


def test_clause_and_sentence_of_a_place() -> None:
    text = "On October 8, 2023, it [a, b] rose 5%; then, in 2024, it fell."
    start = text.index("rose")
    place = Place(text, start, start + 7)
    begin, end = clause_of(place, ())
    assert text[begin:end] == " it [a, b] rose 5%;"
    begin, end = sentence_of(place, ())
    assert text[begin:end] == "On October 8, 2023, it [a, b] rose 5%;"
