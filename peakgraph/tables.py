"""Tables for people: the figures as CSV, and counts by kind of thing and by document.

In: the dataset. Out: CSV bytes and rows. How: an index of the merge by subject and predicate.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from dataclasses import dataclass

from peakgraph.dataset import Dataset
from peakgraph.prefixes import BASE, ID, PASSAGE, PG, PROPOSED, RDF, RDFS, THING_KINDS

FIGURE_COLUMNS = (
    *("figure", "document", "kind", "indicator", "place", "industry", "about", "set_by", "as_stated"),
    *("value", "upper_value", "unit", "bound", "change", "baseline_year", "year", "period_start", "period_end"),
    *("period_as_stated", "commitment", "threshold_value", "threshold_unit", "threshold_bound"),
    *("speaker", "quote", "read_with", "repairs", "passage", "indicator_iri", "place_iri", "industry_iri"),
)
_TYPE = RDF + "type"


@dataclass(slots=True)
class _Merge:
    """The merge by subject and predicate; labels in English."""

    values: dict[tuple[str, str], list[str]]
    labels: dict[str, str]
    repairs: dict[str, list[str]]

    @classmethod
    def of(cls, dataset: Dataset) -> _Merge:
        values: dict[tuple[str, str], set[str]] = defaultdict(set)
        labels = {}
        repairs: dict[str, list[str]] = defaultdict(list)
        for fact in dataset.facts:
            if not fact.graph.startswith(PROPOSED):
                values[fact.subject, fact.predicate].add(fact.value)
                if fact.predicate == RDFS + "label" and fact.language == "en":
                    labels[fact.subject] = fact.value
                elif fact.predicate == PG + "repairs":
                    repairs[fact.value].append(fact.subject)
        return cls({key: sorted(found) for key, found in values.items()}, labels, repairs)

    def repairs_of(self, passage: str) -> list[str]:
        """The labels of the translation notes on a passage: what is printed and how we read it."""
        return [self.labels[note] for note in self.repairs.get(passage, ())]

    def iris(self, subject: str, name: str) -> list[str]:
        return self.values.get((subject, PG + name), [])

    def text(self, subject: str, name: str) -> str:
        """The values as text: labels of things, words of literals, joined by ` | `."""
        return " | ".join(self.labels.get(value, value) for value in self.iris(subject, name))


def figures_csv(dataset: Dataset) -> bytes:
    """A row a figure, with its words, its sentence and the names of what it is about.

    What differs from passage to passage (words, commitment, speaker) stands in the order of the quotes, joined by
    ` | `, with `-` for a passage that does not say. UTF-8 with a byte-order mark, for spreadsheets.
    """
    merge = _Merge.of(dataset)
    passages: dict[str, set[str]] = defaultdict(set)
    said: dict[tuple[str, str, str], str] = {}
    for fact in dataset.facts:
        if fact.predicate == PG + "asStated" and fact.graph.startswith(PASSAGE):
            passages[fact.subject].add(fact.graph)
        said[fact.graph, fact.subject, fact.predicate] = merge.labels.get(fact.value, fact.value)
    out = io.StringIO()
    writer = csv.DictWriter(out, FIGURE_COLUMNS, lineterminator="\n")
    writer.writeheader()
    for figure in sorted(passages):
        places = sorted(passages[figure], key=_place)
        by_passage = {
            "as_stated": [said[passage, figure, PG + "asStated"] for passage in places],
            "commitment": [said.get((passage, figure, PG + "commitment"), "") for passage in places],
            "speaker": [merge.text(passage, "spokenBy") for passage in places],
            "quote": [dataset.statements.passages[passage].exact for passage in places],
            "passage": places,
        }
        contexts = [context for place in places for context in sorted(dataset.statements.contexts.get(place, ()))]
        read_with = dict.fromkeys(dataset.statements.passages[context].exact for context in contexts)
        repairs = dict.fromkeys(repair for place in (*places, *contexts) for repair in merge.repairs_of(place))
        row = _figure_row(figure, merge) | {name: _joined(values) for name, values in by_passage.items()}
        row |= {"read_with": " | ".join(read_with), "repairs": " | ".join(repairs)}
        writer.writerow(row | {"document": dataset.statements.passages[places[0]].document})
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _joined(values: list[str]) -> str:
    """One value where all passages agree, else each passage's own, `-` where it has none."""
    return values[0] if len(set(values)) == 1 else " | ".join(value or "-" for value in values)


def _place(passage: str) -> tuple[str, int]:
    document, _, span = passage.removeprefix(PASSAGE).partition("/")
    return document, int(span.partition("-")[0])


def _figure_row(figure: str, merge: _Merge) -> dict[str, str]:
    """What holds of the figure whatever passage states it."""
    types = merge.values[figure, _TYPE]
    row = {"figure": figure, "kind": "target" if PG + "Target" in types else "observation"}
    for column in FIGURE_COLUMNS:
        first_word, *rest = column.removesuffix("_iri").split("_")
        name = "targetOf" if column == "set_by" else first_word + "".join(word.capitalize() for word in rest)
        if column.endswith("_iri"):
            row[column] = " | ".join(merge.iris(figure, name))
        elif column not in row:
            row[column] = merge.text(figure, name)
    return row


@dataclass(frozen=True, slots=True)
class Summary:
    """What the graph holds: things by kind; passages, statements, figures by document; triples by graph."""

    things: dict[str, int]
    documents: dict[str, dict[str, int]]
    triples: dict[str, int]


#: What the summary counts.
_KINDS = (*THING_KINDS, "membership", "repair")


def summarise(dataset: Dataset) -> Summary:
    """Counts for the build's summary; a thing counts where it is described, in whatever document."""
    things: dict[str, set[str]] = {kind: set() for kind in _KINDS}
    documents: dict[str, dict[str, set[object]]] = defaultdict(lambda: defaultdict(set))
    triples: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for fact in dataset.facts:
        subject, graph, triple = fact.subject, fact.graph, (*fact[:3], fact.language)
        if subject.startswith(ID) and fact.predicate == _TYPE:
            kind = subject.removeprefix(ID).partition("/")[0]
            if kind in things:
                things[kind].add(subject)
        stated = graph.startswith(PASSAGE)
        proposed = graph.startswith(PROPOSED)
        triples["stated" if stated else "proposed" if proposed else graph.removeprefix(BASE + "graph/")].add(triple)
        if stated:
            row = documents[graph.removeprefix(PASSAGE).partition("/")[0]]
            row["passages"].add(graph)
            row["statements"].add(triple)
            if fact.predicate == PG + "asStated":
                row["figures"].add(subject)
    return Summary(
        things={kind: len(found) for kind, found in things.items()},
        documents={
            document: {column: len(found) for column, found in sorted(row.items())}
            for document, row in sorted(documents.items())
        },
        triples={name: len(found) for name, found in sorted(triples.items())},
    )
