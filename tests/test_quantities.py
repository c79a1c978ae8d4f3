"""The numbers and the periods of the five texts, read one by one, and the ways in which such texts print numbers."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from peakgraph.lexicon import Lexicon, read_lexicon
from peakgraph.periods import plan_years
from peakgraph.quantities import Quantity, read_change_words, read_periods, read_quantities, read_roles

ROOT = Path(__file__).parents[1]
PREFIXES = (ROOT / "ontology/prefixes.ttl").read_text("utf-8")
VOCABULARIES = ROOT / "ontology/vocabularies"
FILES = {name: (VOCABULARIES / f"{name}.ttl").read_text("utf-8") for name in ("bounds", "changes", "units")}
LEXICON = read_lexicon(FILES.values(), PREFIXES)

# Document, target or observation, words that stand in it, what they read: value (upper value) unit bound change.
READINGS = """
000 T | to achieve a total revenue of 600 billion yuan in energy conservation | 600000000000 CCY_CNY at-least level
000 T | aiming at the four major goals of | 4 NUM exactly level
000 T | and environmental protection industry will reach 600 billion yuan | 600000000000 CCY_CNY at-least level
000 T | environmental protection industry will exceed 510 billion yuan in 2023 | 510000000000 CCY_CNY more-than level
000 O | include it as one of the nine strategic emerging industries | 9 NUM exactly level
000 O | there will be a total of 2,463 energy-saving and environmental | 2463 NUM exactly level
000 O | an operating income of more than 510 billion yuan | 510000000000 CCY_CNY more-than level
000 O | an operating income of more than 10 billion enterprises 4 | 10000000000 NUM more-than level; 4 NUM exactly level
000 O | and has initially formed 7 key industrial agglomeration | 7 NUM exactly level
000 O | 7 key industrial agglomeration areas covering 5 regions such as | 7 NUM exactly level; 5 NUM exactly level
000 O | Hubei has built 8 national key laboratories | 8 NUM exactly level
000 O | 2 national engineering technology | 2 NUM exactly level
000 O | 22 provincial and ministerial | 22 NUM exactly level
000 O | 82 provincial engineering technology | 82 NUM exactly level
000 T | Clarify the development goal of 600 billion yuan and establish a | 600000000000 CCY_CNY exactly level
000 O | mechanism for the integration of the three chains of | 3 NUM exactly level
000 T | protection industry operating income will reach 600 billion yuan | 600000000000 CCY_CNY at-least level
000 T | and 1 annual operating income of 50 billion yuan | 1 NUM exactly level; 50000000000 CCY_CNY exactly level
000 T | 3 annual operating income of 30 billion yuan | 3 NUM exactly level; 30000000000 CCY_CNY exactly level
000 T | annual operating income of more than 20 billion yuan will be built | 20000000000 CCY_CNY more-than level
000 T | 8 industry leading enterprises | 8 NUM exactly level
000 T | and 8 scientific research institutes | 8 NUM exactly level
000 O | three chains | 3 NUM exactly level
000 O | to play the role of the two hands of the | 2 NUM exactly level
000 T | Implement five major actions to | 5 NUM exactly level
000 T | Hubei Province proposed to implement five major actions | 5 NUM exactly level
000 T | Hubei has clarified 18 key tasks for | 18 NUM exactly level
000 O | Shenglong Electric Appliances and other 8 chain main enterprises | 8 NUM exactly level
000 O | Set up a 16-member expert advisory committee | 16 NUM exactly level
000 O | of Science and Technology and other 8 chain innovation institutions | 8 NUM exactly level
000 O | Ten measures have been | 10 NUM exactly level
000 O | sub-fund with a total scale of 10 billion yuan have been set | 10000000000 CCY_CNY exactly level
001 O | nine industries become key | 9 NUM exactly level
001 O | more than 20 provinces | 20 NUM more-than level
001 T | 15 actions to reach | 15 NUM exactly level
001 T | Top 15 Carbon Peaking Actions | 15 NUM exactly level
001 T | energy consumption will reach more than 32% | 32 PERCENT more-than level
001 T | the accelerated cultivation and development of ten strategic pillar industry | 10 NUM exactly level
001 T | ten strategic emerging industry | 10 NUM exactly level
001 T | of high-tech manufacturing industry accounted for 33% of the value | 33 PERCENT exactly level
001 T | actively implement green manufacturing and other 6 major tasks | 6 NUM exactly level
001 T | more than 30 green parks at | 30 NUM more-than level
001 T | more than 300 green factories will | 300 NUM more-than level
001 T | above the scale will drop by 14.5% compared to 2020 | 14.5 PERCENT at-least decrease-by
001 T | value above the scale will drop 17% compared to 2020 | 17 PERCENT at-least decrease-by
001 T | of industrial added value will drop 20% compared to 2020 | 20 PERCENT at-least decrease-by
002 O | GDP has grown by more than 6% annually in the | 6 PERCENT more-than increase-by-per-year
002 O | reaching 9.2 trillion yuan last year | 9200000000000 CCY_CNY exactly level
002 O | number of trillion-level cities has reached 3 | 3 NUM exactly level
002 O | yuan of GDP has decreased by 15.8% in the past | 15.8 PERCENT exactly decrease-by
002 O | has exceeded 97 million kilowatts2.5The average concentration | 97000000000 W more-than level
002 O | 5The average concentration has improved by 19% in the past | 19 PERCENT exactly improve-by
002 O | in the state-controlled section has reached 83.7% | 83.7 PERCENT exactly level
002 O | focusing on the start of 1,007 major projects | 1007 NUM exactly level
002 O | seven networks | 7 NUM exactly level
002 O | with an annual planned investment of 352 billion yuan | 352000000000 CCY_CNY exactly level
002 O | and 50 policies in 7 aspects will support | 50 NUM exactly level; 7 NUM exactly level
002 O | province's industrial added value will reach 2.92 trillion yuan | 2920000000000 CCY_CNY exactly level
002 O | with an average growth rate of 7.4% in the past | 7.4 PERCENT exactly increase-by-per-year
002 O | 11 iconic industrial chains | 11 NUM exactly level
002 O | more than 200 individual champion enterprises | 200 NUM more-than level
002 O | 1,032 specialized and special | 1032 NUM exactly level
002 O | and more than 45,000 technology-based small and | 45000 NUM more-than level
002 O | to empower the layout of the three major sectors of | 3 NUM exactly level
002 T | and implement 100 major scientific and | 100 NUM exactly level
002 T | including 6 traditional industries | 6 NUM exactly level
002 T | 9 advantageous industries | 9 NUM exactly level
002 T | 9 emerging industries | 9 NUM exactly level
002 T | and 7 future industries | 7 NUM exactly level
002 O | can achieve an annual processing of 20,000 tons of paint waste | 20000 TONNE exactly level
002 O | tons of paint waste residue and 6,000 tons of solid waste | 6000 TONNE exactly level
002 O | with an output value of nearly 100 million yuan | 100000000 CCY_CNY nearly level
002 O | with a compliance rate of 100% in Shandong | 100 PERCENT exactly level
002 O | and a total of 225 power generation companies | 225 NUM exactly level
002 O | with a trading volume of 71.6908 million tons and a trading | 71690800 TONNE exactly level
002 O | tons and a trading volume of 4.666 billion yuan | 4666000000 CCY_CNY exactly level
002 O | for the two compliance cycles of | 2 NUM exactly level
002 O | 20 counties | 20 NUM exactly level
002 O | 20 parks | 20 NUM exactly level
002 O | and 30 communities are being | 30 NUM exactly level
002 O | and 57 industrial parks and | 57 NUM exactly level
002 O | and 57 industrial parks and 2,200 industrial projects have | 57 NUM exactly level; 2200 NUM exactly level
002 O | Three cities carried out | 3 NUM exactly level
002 O | of annual environmental impact assessment of 15,000 provinces | 15000 NUM exactly level
002 O | and counties in the province was 99.64% last year | 99.64 PERCENT exactly level
002 O | capacity in the province has reached 45% | 45 PERCENT exactly level
002 O | an increase of 15 percentage points over 2020 | 15 percentage-point exactly increase-by
002 O | coal-fired power has been less than half | 50 PERCENT less-than level
002 T | Jiaodong Peninsula nuclear power and other five clean energy bases | 5 NUM exactly level
002 T | the total installed capacity will reach 240 million kilowatts | 240000000000 W at-least level
002 T | of the project is more than 2 trillion yuan | 2000000000000 CCY_CNY more-than level
002 O | there are 373 species of birds | 373 NUM exactly level
002 O | twice as many as | 2 UNITLESS exactly times
002 O | and more than 300,000 acres of wetlands have | 300000 AC more-than level
002 O | capacity in Huang 9 City was 37 million | 9 NUM exactly level; 37000000 NUM exactly level
002 T | We will create 370 green factories and | 370 NUM exactly level
002 T | will create 370 green factories and 38 green industrial parks | 370 NUM exactly level; 38 NUM exactly level
002 O | Ten Actions | 10 NUM exactly level
002 O | The 895 sewage outlets in | 895 NUM exactly level
002 O | and the traceability completion rate is 97% | 97 PERCENT exactly level
002 O | one estuary and one wetland | 1 NUM exactly level; 1 NUM exactly level
002 O | complete the renovation of 24 river channels and | 24 NUM exactly level
002 T | river channels and the reconstruction of 10 culvert gates to | 10 NUM exactly level
002 T | Promote the integrated development of 9 cities along the | 9 NUM exactly level
002 T | of the Yellow River Basin is 100% excellent | 100 PERCENT exactly level
003 T | industry will account for more than 30% of the regional | 30 PERCENT more-than level
003 T | green and low-carbon industries will exceed 1 trillion yuan | 1000000000000 CCY_CNY more-than level
003 T | nine key tasks will | 9 NUM exactly level
003 T | key tasks will be implemented and seven major projects deployed | 7 NUM exactly level
003 T | to achieve peak carbon emissions in six primary industries of | 6 NUM exactly level
003 T | bulk industrial solid waste will reach 57% | 57 PERCENT at-least level
003 T | of industrial added value will decrease 16% | 16 PERCENT at-least decrease-by
003 T | of primary renewable resources will reach 30 million tons | 30000000 TONNE at-least level
003 T | with more than 500 new provincial-level and | 500 NUM more-than level
003 T | 50 new green industrial | 50 NUM exactly level
003 T | 500 new green design | 500 NUM exactly level
003 T | and 50 new green supply | 50 NUM exactly level
003 T | key industries will be reduced by 10% | 10 PERCENT at-least decrease-by
003 T | designated size will be reduced by 14.5% | 14.5 PERCENT at-least decrease-by
004 O | supervise and inspect 435 enterprises in 29 provinces on the | 435 NUM exactly level; 29 NUM exactly level
004 O | steel output in 2021 decreased by 32 million tons year-on-year | 32000000 TONNE exactly decrease-by
004 O | The capacity replacement plan for 56 projects in the | 56 NUM exactly level
004 O | reducing production capacity by more than 10 million tons | 10000000 TONNE more-than decrease-by
004 O | we support 25 advanced manufacturing clusters | 25 NUM exactly level
004 O | More than 500 advanced energy-saving technologies | 500 NUM more-than level
004 O | organize energy conservation supervision of 3,535 key enterprises | 3535 NUM exactly level
004 O | provide energy conservation diagnosis services for 6,800 enterprises and parks | 6800 NUM exactly level
004 O | enterprises above designated size decreased by 5.6% in 2021 | 5.6 PERCENT exactly decrease-by
004 O | and decreased by 4.2% in the first | 4.2 PERCENT exactly decrease-by
004 O | 43 energy efficiency | 43 NUM exactly level
004 O | enterprises were selected in 14 key industries such | 14 NUM exactly level
004 O | and a list of 309 companies that meet | 309 NUM exactly level
004 O | promote the establishment of more than 10,000 recycling service outlets | 10000 NUM more-than level
004 O | A total of 2,783 green factories | 2783 NUM exactly level
004 O | 223 green parks | 223 NUM exactly level
004 O | and 296 green supply chain | 296 NUM exactly level
004 O | and more than 20,000 green products have | 20000 NUM more-than level
004 O | Focus on key industries and issue 110 project plans for | 110 NUM exactly level
004 O | 5G base stations has decreased by 20% compared with the | 20 PERCENT exactly decrease-by
004 O | rate of newly built towers exceeds 80% | 80 PERCENT more-than level
004 O | first batch of demonstration applications of three urban agglomerations including | 3 NUM exactly level
004 O | first batch of 70 models of 28 companies will be | 70 NUM exactly level; 28 NUM exactly level
004 O | country's new energy vehicle sales reached 3.194 million | 3194000 NUM exactly level
004 O | a year-on-year increase of 1.2 times | 1.2 UNITLESS exactly increase-by
004 O | ranked first in the world for seven consecutive years | 7 YR exactly level
004 O | Development and Reform Commission and other five departments | 5 NUM exactly level
004 O | output of photovoltaic modules was approximately 123.6GW | 123600000000 W about level
004 O | a year-on-year increase of 54.1% | 54.1 PERCENT exactly increase-by
004 O | ranked first in the world for 15 consecutive years | 15 YR exactly level
004 O | and approved the pilot areas of seven provinces | 7 NUM exactly level
004 O | 562 companies that have | 562 NUM exactly level
004 O | and have created 6 modern industrial colleges | 6 NUM exactly level
002 T | industrial investment of more than 860 billion | 860000000000 NUM more-than level
"""

# Words of the texts that hold digits or number words and state no quantity.
NO_QUANTITIES = """
000 | the 22nd China International Environmental Protection Exhibition
000 | by 2025
000 | include it as one of
000 | On October 8, 2023, the Hubei Provincial Leading Group
000 | establish a "three-chain" integrated development mechanism
000 | "Three-Year Action Plan for Accelerating the Development
000 | Cultivate and build a "1+6" industrial agglomeration area
000 | Release Time3 months ago
001 | Carbon Dafeng action plan comes one after another
001 | On February 7, Guangdong Provincial People's Government issued
001 | the energy consumption per unit of GDP and CO2 emissions per unit of GDP
001 | During the "14th Five-Year Plan" period, the economic system
001 | by the end of the 14th Five-Year Plan, the optimization of industrial structure
001 | During the "Tenth Five-Year Plan" period
001 | ensure that carbon dioxide emissions in the industrial sector will reach the peak by 2030
001 | is one of the key "trillion" industries in Jiangxi Province
002 | Release Time1 month ago
002 | the number of trillion-level cities
002 | the energy consumption of 10,000 yuan of GDP
002 | On February 18, the first working day after the Spring Festival
002 | high-quality development projects in the province in the spring of 2024
002 | In 2024, the first batch of policies
002 | implement a three-year action plan
002 | the construction of a "6997" modern industrial system
002 | In the first phase, we have built the first automatic production line
002 | 2021 is the compliance year of the first compliance cycle
002 | The Yellow River meanders for thousands of miles
002 | As of the end of March this year, the proportion
002 | passed at the eighth meeting of the Standing Committee of the 14th Shandong Provincial People's Congress
002 | will come into force on July 1, 2024
002 | implement the "14th Five-Year Plan" flood control project
002 | an integrated base of tens of millions of kilowatts of wind, solar, storage and transportation
002 | green industrial parks at or above the provincial level
003 | 15 July 2015
003 | Two-Oriented Society news
003 | Hunan Issues Five-Year Plan to Boost Green Development
003 | 2022-03-24 Download Print
003 | during the 14th Five-Year Plan period (2021-2025)
003 | pollutant emission intensity will be declined significantly
003 | The level of green manufacturing will be comprehensively improved
004 | made a major declaration of carbon peak and carbon neutrality in the past two years
004 | from 2021 to 2023
004 | plan a list of key standards development in the next 3 to 5 years
004 | The 4th "Bloom Cup" 5G Application Collection Competition was held
004 | the initial commercial use in 2019
004 | From January to July 2022
004 | the first batch of demonstration applications
004 | (2021 Edition)
004 | As of September 2022
004 | the spirit of the 20th National Congress
"""

# Ways of printing that the texts have not, or not all of.
PRINTED = """
T | 10-20% | 10..20 PERCENT exactly level
T | 10% to 20% | 10..20 PERCENT exactly level
T | between 10% and 20% | 10..20 PERCENT exactly level
T | increased from 10% to 20% | 10 PERCENT exactly level; 20 PERCENT at-least level
T | 3 to 5 years | 3..5 YR exactly level
T | three to five projects | 3..5 NUM exactly level
T | 1.5 to 2 million tons | 1500000..2000000 TONNE exactly level
T | 3,000–5,000 tons | 3000..5000 TONNE exactly level
T | 20 to 10 plants | 20 NUM exactly level; 10 NUM exactly level
T | no more than 5% | 5 PERCENT at-most level
T | must not exceed 5% | 5 PERCENT at-most level
T | reduce to 10% | 10 PERCENT at-most level
O | reduced to 10% | 10 PERCENT exactly level
T | no less than 30% | 30 PERCENT at-least level
T | 30% and above | 30 PERCENT at-least level
T | above 30% | 30 PERCENT more-than level
T | some 200 plants | 200 NUM about level
T | a million tons | 1000000 TONNE exactly level
T | two dozen parks | 24 NUM exactly level
T | twenty-one projects | 21 NUM exactly level
T | 50 10,000 tons | 500000 TONNE exactly level
T | 5 hundred million yuan | 500000000 CCY_CNY exactly level
T | more than RMB 600 billion | 600000000000 CCY_CNY more-than level
T | ¥5 billion | 5000000000 CCY_CNY exactly level
T | US$5 billion | 5000000000 CCY_USD exactly level
O | PM2.5 fell by 10% | 10 PERCENT exactly decrease-by
O | 35 micrograms per cubic meter | 35 MicroGM-PER-M3 exactly level
O | COVID-19 | nothing
O | at 10:30 | nothing
O | GB/T 4754-2017 | nothing
O | 1.2.3 | nothing
O | 1,2345 | nothing
O | 10,000s of jobs | nothing
O | two-thirds of the plants | nothing
O | -5% | -5 PERCENT exactly level
O | energy use fell by 3% annually | 3 PERCENT exactly decrease-by-per-year
O | up 5.2% year-on-year | 5.2 PERCENT exactly increase-by
O | 20% lower than in 2020 | 20 PERCENT exactly decrease-by
O | 1.2 times that of 2020 | 1.2 UNITLESS exactly times
O | more than doubled | 2 UNITLESS more-than times
O | more than 2000 enterprises | 2000 NUM more-than level
O | 2000 tons | 2000 TONNE exactly level
O | 1 billion kWh | 1000000000000 W-HR exactly level
O | 3 billion kilowatt-hours | 3000000000000 W-HR exactly level
O | 20,000 tons per year | 20000 TONNE-PER-YR exactly level
O | 35 square kilometers | 35000000 M2 exactly level
O | 300,000 mu | 300000 mu exactly level
O | 500 kilograms | 0.5 TONNE exactly level
O | 50 million tons of standard coal | 50000000 tonne-of-standard-coal exactly level
O | 5 percentage points | 5 percentage-point exactly level
O | 10 000 tons | 10000 TONNE exactly level
O | 10％ | 10 PERCENT exactly level
T | energy use will drop in all cities by 5% | 5 PERCENT at-least decrease-by
T | a drop in energy use of 5% | 5 PERCENT at-least decrease-by
T | a 5% reduction | 5 PERCENT exactly decrease-by
T | within three years | 3 YR at-most level
"""


@cache
def seed(number: str) -> str:
    (path,) = (ROOT / "seeds").glob(f"{number}_*.txt")
    return path.read_text("utf-8")


def rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split(" | ")] for line in table.strip().splitlines()]


def short(iri: str) -> str:
    return iri.rsplit("/", 1)[1]


def say(quantity: Quantity) -> str:
    upper = "" if quantity.upper is None else f"..{quantity.upper:f}"
    return f"{quantity.value:f}{upper} {short(quantity.unit)} {short(quantity.bound)} {short(quantity.change)}"


def read(words: str, *, target: bool) -> str:
    return "; ".join(say(quantity) for quantity in read_quantities(words, LEXICON, target=target)) or "nothing"


@pytest.mark.parametrize(("where", "words", "expected"), rows(READINGS))
def test_quantity_of_the_texts(where: str, words: str, expected: str) -> None:
    number, kind = where.split()
    assert words in seed(number)
    assert read(words, target=kind == "T") == expected


@pytest.mark.parametrize(("number", "words"), rows(NO_QUANTITIES))
def test_words_of_the_texts_without_quantity(number: str, words: str) -> None:
    assert words in seed(number)
    assert read(words, target=True) == "nothing"


@pytest.mark.parametrize(("kind", "words", "expected"), rows(PRINTED))
def test_quantity_as_others_may_print_it(kind: str, words: str, expected: str) -> None:
    assert read(words, target=kind == "T") == expected


@pytest.mark.parametrize(("number", "count"), [("000", 37), ("001", 14), ("002", 64), ("003", 14), ("004", 35)])
def test_count_of_quantities_in_a_whole_text(number: str, count: int) -> None:
    found = read_quantities(seed(number), LEXICON, target=False)
    assert len(found) == count
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_list_markers_and_page_numbers_are_no_quantities() -> None:
    assert read("9\n\n1. Build 5 parks\n2) Close 3 plants\n(3) Open 1 plant", target=True) == (
        "5 NUM exactly level; 3 NUM exactly level; 1 NUM exactly level"
    )
    assert read("9", target=True) == "9 NUM exactly level"


@pytest.mark.parametrize("text", ["1" * 30, "1," * 5000, "million " * 5000, "reduce " * 5000, "\n" * 5000, "-" * 5000])
def test_long_rows_of_anything_are_no_quantity_and_take_no_time(text: str) -> None:
    assert read(text, target=True) == "nothing"


def test_a_blank_line_parts_a_number_from_its_unit_and_its_cues() -> None:
    assert read("it will reach\n600 billion\nyuan", target=True) == "600000000000 CCY_CNY at-least level"
    assert read("it will reach\n\n600 billion\n\nyuan", target=True) == "600000000000 NUM exactly level"


def test_a_verb_reads_otherwise_in_a_target_and_in_an_observation() -> None:
    for words in ("reach 45%", "drop 45%", "rise 45%", "be reduced by 45%", "improve by 45%"):
        assert " at-least " in read(words, target=True)
        assert " exactly " in read(words, target=False)
    assert read("build 30 parks", target=True) == read("build 30 parks", target=False) == "30 NUM exactly level"


def test_place_is_the_number_with_its_unit() -> None:
    words = "an operating income of more than 510 billion yuan."
    (quantity,) = read_quantities(words, LEXICON, target=False)
    assert words[quantity.start : quantity.end] == "510 billion yuan"


# Periods

PERIODS = """
000 | proposed that by 2025, the operating income | by 2025 = 2025 2025 None 2025-12-31
000 | will exceed 510 billion yuan in 2023 | in 2023 = 2023 2023 2023-01-01 2023-12-31
000 | On October 8, 2023, the Hubei | October 8, 2023 = 2023 2023 2023-10-08 2023-10-08
001 | On February 7, Guangdong | February 7 = None None None None
001 | During the "14th Five-Year Plan" period, | During the "14th Five-Year Plan = 2021 2025 2021-01-01 2025-12-31
001 | by the end of the 14th Five-Year Plan, | by the end of the 14th Five-Year Plan = 2025 2025 None 2025-12-31
001 | will drop by 14.5% compared to 2020, | compared to 2020 = 2020 2020 2020-01-01 2020-12-31 baseline
001 | the "Tenth Five-Year Plan" period | Tenth Five-Year Plan = 2001 2005 2001-01-01 2005-12-31
001 | will reach the peak by 2030 | by 2030 = 2030 2030 None 2030-12-31
002 | annually in the past three years, | past three years = None None None None
002 | reaching 9.2 trillion yuan last year | last year = None None None None
002 | On February 18, the first working day | February 18 = None None None None
002 | in the province in the spring of 2024, | in the spring of 2024 = 2024 2024 None None
002 | on January 1, and 50 policies | January 1 = None None None None
002 | 7.4% in the past two years | past two years = None None None None
002 | 2021 is the compliance year | 2021 = 2021 2021 2021-01-01 2021-12-31
002 | As of the end of March this year | this year = None None None None
002 | 15 percentage points over 2020, | over 2020 = 2020 2020 2020-01-01 2020-12-31 baseline
002 | On March 27, the "Regulations | March 27 = None None None None
002 | into force on July 1, 2024 | July 1, 2024 = 2024 2024 2024-07-01 2024-07-01
002 | Yellow River Basin in 2024 to ensure | in 2024 = 2024 2024 2024-01-01 2024-12-31
002 | eighth meeting of the Standing Committee of the 14th Shandong | nothing
003 | 15 July 2015 | 15 July 2015 = 2015 2015 2015-07-15 2015-07-15
003 | 2022-03-24 | 2022-03-24 = 2022 2022 2022-03-24 2022-03-24
003 | Five-Year Plan period (2021-2025) | 2021-2025 = 2021 2025 2021-01-01 2025-12-31
003 | during the 14th Five-Year Plan period | during the 14th Five-Year Plan period = 2021 2025 2021-01-01 2025-12-31
004 | capacity from 2021 to 2023, | from 2021 to 2023 = 2021 2023 2021-01-01 2023-12-31
004 | decreased by 4.2% in the first half of 2022 | in the first half of 2022 = 2022 2022 2022-01-01 2022-06-30
004 | output in 2021 decreased | in 2021 = 2021 2021 2021-01-01 2021-12-31
004 | in the next 3 to 5 years | next 3 to 5 years = None None None None
004 | From January to July 2022, | From January to July 2022 = 2022 2022 2022-01-01 2022-07-31
004 | As of September 2022, | As of September 2022 = 2022 2022 None 2022-09-30
004 | Standard Conditions (2021 Edition) | 2021 = 2021 2021 2021-01-01 2021-12-31
004 | the 20th National Congress | nothing
"""


def read_dates(words: str) -> str:
    said = []
    for period in read_periods(words, LEXICON):
        years = f"{period.start_year} {period.end_year} {period.start} {period.end}"
        mark = " baseline" if period.baseline else ""
        said.append(f"{words[period.start_offset : period.end_offset]} = {years}{mark}")
    return "; ".join(said) or "nothing"


@pytest.mark.parametrize(("number", "words", "expected"), rows(PERIODS))
def test_period_of_the_texts(number: str, words: str, expected: str) -> None:
    assert words in seed(number)
    assert read_dates(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("compared with the initial commercial use in 2019", "2019 2019 2019-01-01 2019-12-31 baseline"),
        ("before 2030", "2030 2030 None 2030-12-31"),
        ("by the end of 2025", "2025 2025 None 2025-12-31"),
        ("since 2015", "2015 None 2015-01-01 None"),
        ("mid-2023", "2023 2023 None None"),
        ("between 2021 and 2025", "2021 2025 2021-01-01 2025-12-31"),
        ("Sept. 2022", "2022 2022 2022-09-01 2022-09-30"),
        ("in February 2024", "2024 2024 2024-02-01 2024-02-29"),
        ("the first three quarters of 2022", "2022 2022 2022-01-01 2022-09-30"),
        ("the 15th Five-Year Plan period", "2026 2030 2026-01-01 2030-12-31"),
        ("the Thirteenth Five-Year Plan", "2016 2020 2016-01-01 2020-12-31"),
        ("over the 14th Five-Year Plan period", "2021 2025 2021-01-01 2025-12-31"),
    ],
)
def test_period_as_others_may_print_it(words: str, expected: str) -> None:
    assert read_dates(words).partition(" = ")[2] == expected


@pytest.mark.parametrize("words", ["February 30, 2023", "2025-2021", "July to January 2022", "in may 2 plants"])
def test_impossible_dates_give_no_span(words: str) -> None:
    for period in read_periods(words, LEXICON):
        assert (period.start or date.min) <= (period.end or date.max)
        assert period.start_year == period.end_year


def test_five_year_plans() -> None:
    known = {1: 1953, 2: 1958, 3: 1966, 10: 2001, 11: 2006, 12: 2011, 13: 2016, 14: 2021, 15: 2026}
    assert {ordinal: plan_years(ordinal)[0] for ordinal in known} == known
    assert plan_years(14) == (2021, 2025)
    with pytest.raises(ValueError, match="no five-year plan 0"):
        plan_years(0)


# Roles


@pytest.mark.parametrize(
    ("words", "counts", "expected"),
    [
        ("3 annual operating income of 30 billion yuan", False, ["3 > 30000000000"]),
        ("an operating income of more than 10 billion enterprises 4", True, ["4 > 10000000000"]),
        ("435 enterprises in 29 provinces", False, ["435", "29"]),
        ("5 plants with 500 employees", True, ["5 > 500"]),
        ("57 industrial parks and 2,200 industrial projects", True, ["57", "2200"]),
        ("has reached 45%, an increase of 15 percentage points", False, ["45", "15"]),
        ("increased from 10 plants to 20", True, ["10", "20"]),
    ],
)
def test_roles(words: str, counts: bool, expected: list[str]) -> None:
    pairs = read_roles(words, read_quantities(words, LEXICON, target=True), LEXICON, counts=counts)
    assert [f"{one.value}" + (f" > {other.value}" if other else "") for one, other in pairs] == expected


def test_change_words() -> None:
    assert {short(change) for change in read_change_words("a significant increase", LEXICON)} == {"increase-by"}
    assert {short(change) for change in read_change_words("will be declined", LEXICON)} == {"decrease-by"}
    assert not read_change_words("the old growth drivers", LEXICON)


# Properties: a number printed as these texts print numbers is read as the same number.

UNITS = {cue.words: cue for cue in LEXICON.units if not cue.before}
MULTIPLIERS = dict(LEXICON.multipliers)
BOUNDS = [cue for cue in LEXICON.bounds if not cue.after and "..." not in cue.words]
NUMBERS = st.decimals(min_value=0, max_value=10**6, places=3).map(lambda number: number.normalize())


@given(NUMBERS, st.booleans(), st.sampled_from(["", "million", "billion", "trillion"]), st.sampled_from(sorted(UNITS)))
@example(Decimal("3.194"), True, "million", "tons")
def test_number_printed_and_read_again(number: Decimal, separators: bool, multiplier: str, unit: str) -> None:
    printed = f"{number:,f}" if separators else f"{number:f}"
    words = " ".join(filter(None, [printed, multiplier, unit]))
    (quantity,) = read_quantities(words, LEXICON, target=True)
    assert quantity.value == number * MULTIPLIERS.get(multiplier, Decimal(1)) * UNITS[unit].multiplier
    assert quantity.unit == UNITS[unit].unit
    assert words[quantity.start : quantity.end] == words


@given(NUMBERS, NUMBERS, st.sampled_from([" to ", "-", "–"]), st.sampled_from(["tons", "%", "kilowatts"]))
def test_range_printed_and_read_again(one: Decimal, other: Decimal, joiner: str, unit: str) -> None:
    low, high = min(one, other), max(one, other)
    found = read_quantities(f"{low:,f}{joiner}{high:,f} {unit}", LEXICON, target=True)
    expected = (low, high) if low < high else (low, None)
    assert (found[0].value, found[0].upper) == tuple(n and n * UNITS[unit].multiplier for n in expected) or low == high


@given(st.sampled_from(BOUNDS), NUMBERS, st.booleans(), st.sampled_from(["yuan", "%", "tons"]))
def test_every_bound_is_read_where_it_stands(cue: object, number: Decimal, target: bool, unit: str) -> None:
    assert isinstance(cue, tuple)
    words, in_target, in_observation, _ = cue
    (quantity,) = read_quantities(f"it will {words} {number:f} {unit}", LEXICON, target=target)
    assert quantity.bound == (in_target if target else in_observation)


@given(st.text(alphabet="0123456789.,-+%:/ \n()thmilonfasdyue\"'", max_size=60), st.booleans())
def test_no_text_breaks_the_reader(text: str, target: bool) -> None:
    found = read_quantities(text, LEXICON, target=target)
    assert all(0 <= quantity.start < quantity.end <= len(text) for quantity in found)
    assert all(quantity.upper is None or quantity.value < quantity.upper for quantity in found)
    assert all(period.start_offset <= period.name_offset < period.end_offset for period in read_periods(text, LEXICON))


# Vocabularies


def test_every_word_of_a_change_has_its_two_readings() -> None:
    double = {cue.words for cue in LEXICON.bounds if cue.in_target != cue.in_observation}
    plain = {cue.words for cue in LEXICON.bounds if cue.in_target == cue.in_observation}
    for cue in LEXICON.changes:
        if cue.place == "before" and short(cue.change) != "level":
            assert cue.words in double
            assert cue.words not in plain


def test_cues_are_lower_case_and_distinct() -> None:
    for group in (LEXICON.bounds, LEXICON.units, LEXICON.numbers):
        cues = [(cue[0], cue[-1] if isinstance(cue[-1], bool) else None) for cue in group]
        assert len(cues) == len(set(cues))
    for field in fields(Lexicon):
        for row in getattr(LEXICON, field.name):
            words = row[1] if field.name == "roles" else ()
            assert all(word == word.lower() == " ".join(word.split()) for word in words)


@pytest.mark.parametrize("name", list(FILES))
def test_every_concept_is_described(name: str) -> None:
    for block in re.split(r"\n\n+", FILES[name]):
        if "skos:Concept ;" in block:
            assert len(re.findall(r"rdfs:label ", block)) == len(re.findall(r"skos:definition ", block)) == 1, block
            assert re.search(r'rdfs:label "[^"]+"@en , "[^"]+"@zh ;', block), block
            assert "skos:example" in block, block
            assert block.count("skos:inScheme scheme:") == 1, block


def changed(old: str, new: str) -> list[str]:
    assert any(old in text for text in FILES.values())
    return [text.replace(old, new) for text in FILES.values()]


def test_a_vocabulary_that_lacks_something_is_refused() -> None:
    with pytest.raises(ValueError, match="scheme/units"):
        read_lexicon([FILES["bounds"], FILES["changes"]], PREFIXES)
    with pytest.raises(ValueError, match="one decimal number"):
        read_lexicon(changed("pg:multiplier 1000.0", "pg:multiplier 1.0 , 2.0"), PREFIXES)
    with pytest.raises(ValueError, match="pg:baseUnit"):
        read_lexicon(changed("pg:baseUnit unit:W ;", ""), PREFIXES)
    with pytest.raises(ValueError, match="first and its last month"):
        read_lexicon(changed('skos:notation "1-6"', 'skos:notation "6-1"'), PREFIXES)
    with pytest.raises(ValueError, match='"reach" is pg:cueInTarget'):
        read_lexicon([*FILES.values(), 'bound:about pg:cueInTarget "reach"@en .'], PREFIXES)
    with pytest.raises(SyntaxError):
        read_lexicon(["no turtle"], PREFIXES)
