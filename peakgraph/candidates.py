"""Candidates for links as files: what the linker proposes, what a person took, what a person refused.

In: verdicts, a project's folder of links. Out: `.sssom.tsv` files, sorted, each written aside and renamed.
How: a pair of things stands once; a pair that was taken or refused is not proposed again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from peakgraph import __version__
from peakgraph.errors import PeakGraphError
from peakgraph.linkables import INDIVIDUALS, LINKING, Thing
from peakgraph.links import IDENTITIES, kind_of, uri_spaces
from peakgraph.mappings import MappingSet, Row, read_mappings
from peakgraph.prefixes import ID, OWL, RDFS, SKOS, read_prefixes
from peakgraph.project_files import read_utf8, write_whole
from peakgraph.scoring import Verdict

TOOL = "peakgraph link"
SEE_ALSO = "rdfs:seeAlso"
_COLUMNS = (
    *("subject_id", "subject_label", "predicate_modifier", "predicate_id", "object_id", "object_label"),
    *("mapping_justification", "author_label", "reviewer_label", "mapping_date", "object_source"),
    *("mapping_tool", "mapping_tool_version", "confidence", "similarity_score", "comment", "read_in"),
)
_PREFIXES = {"owl": OWL, "rdfs": RDFS, "skos": SKOS, "semapv": "https://w3id.org/semapv/vocab/"}
_FILES = {"actor": "organizations", "person": "persons", "industry": "industries", "technology": "technologies"}

Cells = Mapping[str, str]
Pair = tuple[str, str]


def relation_for(kind: str) -> str:
    """The relation that is proposed for a thing of a kind: the same thing, or a concept that is close."""
    return "owl:sameAs" if kind in INDIVIDUALS else "skos:closeMatch"


class LinkFiles:
    """The link files of a project: reviewed links, candidates, refusals."""

    def __init__(self, project: Path, date: str) -> None:
        self.project = project
        self.folder = project / "graph" / "links"
        self.date = date
        self.prefixes = dict(read_prefixes(read_utf8(project / "ontology" / "prefixes.ttl"))) | _PREFIXES
        self.candidates = self._read("candidates/candidates", "Candidates for review")
        self.rejected = self._read("candidates/rejected", "Candidates that a person refused")
        names = sorted(path.name.removesuffix(".sssom.tsv") for path in self.folder.glob("*.sssom.tsv"))
        self.reviewed = {name: self._read(name, name) for name in names}

    def _read(self, name: str, title: str) -> MappingSet:
        """A file's mappings; raises for the first row that cannot be read. A file that is not there yet is empty."""
        path = self.folder / f"{name}.sssom.tsv"
        if path.exists():
            found, faults = read_mappings(str(path.relative_to(self.project)), read_utf8(path))
            if faults:
                raise PeakGraphError(f"{faults[0]}; mend it, then go on")
            return found
        head = read_utf8(LINKING / "mapping-set.txt")
        for mark, value in (("name", Path(name).name), ("title", title.capitalize()), ("date", self.date)):
            head = head.replace(f"{{{mark}}}", value)
        text = head + "\t".join(_COLUMNS) + "\n"
        return read_mappings(str(path.relative_to(self.project)), text)[0]

    def empty(self, name: str) -> MappingSet:
        """A set of reviewed links that has no file yet."""
        return self._read(name, name)

    def full(self, curie: str) -> str:
        """The IRI of a compact name whose prefix is one of the project's."""
        prefix, _, local = curie.partition(":")
        return self.prefixes[prefix] + local

    def linked(self, space: str = "") -> set[str]:
        """IRIs of our things that have a reviewed link, into a namespace if one is given."""
        return {
            mappings.expand(row["subject_id"]) or ""
            for mappings in self.reviewed.values()
            for row in mappings.rows
            if (mappings.expand(row["object_id"]) or "").startswith(space)
        }

    def taken(self) -> dict[str, str]:
        """Each thing of theirs that is, by a reviewed link, the same as one of ours, to that."""
        return {
            mappings.expand(row["object_id"]) or "": mappings.expand(row["subject_id"]) or ""
            for mappings in self.reviewed.values()
            for row in mappings.rows
            if mappings.expand(row["predicate_id"]) in IDENTITIES
        }

    def file_for(self, subject: str) -> str:
        """The reviewed file that holds things of the subject's kind, or the one that will."""
        kind = kind_of(subject)
        for name, mappings in self.reviewed.items():
            if any(kind_of(mappings.expand(row["subject_id"]) or "") == kind for row in mappings.rows):
                return name
        return _FILES.get(kind, f"{kind}s")

    def write(self, mappings: MappingSet) -> None:
        """Writes a set to its file: the whole of it or nothing."""
        path = self.project / mappings.path
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, mappings.text().encode())

    def propose(self, things: Mapping[str, Thing], verdicts: Mapping[str, Iterable[Verdict]], read_in: str) -> int:
        """Puts what was found among the candidates and writes them; gives the number of rows that are new."""
        settled = {pair for mappings in (*self.reviewed.values(), self.rejected) for pair in pairs(mappings)}
        before = {pair_of(self.candidates, row): row.cells for row in self.candidates.rows}
        rows, used = dict(before), dict(self.candidates.prefixes)
        for iri, found in verdicts.items():
            for verdict in found:
                pair = (iri, verdict.found.iri)
                ours = pair not in before or before[pair].get("mapping_tool") == TOOL
                if ours:
                    rows[pair] = self._cells(things[iri], verdict, read_in, before.get(pair, {}), used)
        kept = {pair: cells for pair, cells in rows.items() if pair not in settled}
        self.candidates = with_rows(self.candidates, kept.values(), used)
        if kept != before or not (self.project / self.candidates.path).exists():
            self.write(self.candidates)
        return len(kept.keys() - before.keys())

    def _cells(self, thing: Thing, verdict: Verdict, read_in: str, before: Cells, used: dict[str, str]) -> Cells:
        relation = relation_for(thing.kind) if verdict.proposed else SEE_ALSO
        cells = {
            "subject_id": self.curie(thing.iri, used),
            "subject_label": thing.label,
            "predicate_id": self.curie(self.full(relation), used),
            "object_id": self.curie(verdict.found.iri, used),
            "object_label": verdict.found.label,
            "mapping_justification": "semapv:CompositeMatching",
            "author_label": TOOL,
            "mapping_date": self.date,
            "object_source": self._scheme(verdict.found.iri),
            "mapping_tool": TOOL,
            "mapping_tool_version": __version__,
            "confidence": f"{verdict.confidence:.2f}",
            "similarity_score": f"{verdict.score:.2f}",
            "comment": verdict.evidence,
            "read_in": read_in,
        }
        dated = {name: value for name, value in before.items() if value and name != "mapping_date"}
        same = dated == {name: value for name, value in cells.items() if value and name != "mapping_date"}
        return before if same else cells

    def curie(self, iri: str, used: dict[str, str]) -> str:
        """The IRI as a CURIE; its prefix, one of the project's or one made from its host, is added to `used`."""
        known = self.prefixes | used
        fitting = [prefix for prefix, space in known.items() if iri.startswith(space) and iri != space]
        if fitting:
            prefix = max(fitting, key=lambda one: (len(known[one]), one))
            space = known[prefix]
        else:
            found = re.match(r"([a-z]+://([^/]+)/(?:.*[/#=])?)[^/#=]+[/#=]?$", iri, re.IGNORECASE)
            space, host = (found[1], found[2]) if found else (iri[:-1], "outside")
            plain = re.sub(r"[^a-z0-9]+", "-", host.casefold()).strip("-")
            prefix = next(name for name in _numbered(f"x-{plain}") if known.get(name, space) == space)
        used[prefix] = space
        return f"{prefix}:{iri.removeprefix(space)}"

    @cached_property
    def _spaces(self) -> Mapping[str, str]:
        """Namespace to scheme, as graph/links/schemes.ttl describes them."""
        import pyoxigraph as ox

        path = self.folder / "schemes.ttl"
        if not path.exists():
            return {}
        text = read_utf8(self.project / "ontology" / "prefixes.ttl") + read_utf8(path)
        try:
            return uri_spaces(quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE))
        except SyntaxError as error:
            message = "graph/links/schemes.ttl: Turtle does not parse; 'peakgraph validate' says where"
            raise PeakGraphError(message) from error

    def _scheme(self, iri: str) -> str:
        """The described scheme that an IRI of theirs is in; nothing where none is described."""
        space = max((space for space in self._spaces if iri.startswith(space)), key=len, default="")
        return f"scheme:{self._spaces[space].removeprefix(ID + 'scheme/')}" if space else ""


def _numbered(name: str) -> Iterable[str]:
    yield name
    number = 2
    while True:
        yield f"{name}-{number}"
        number += 1


def pair_of(mappings: MappingSet, row: Row) -> Pair:
    """Subject and object of a row, in full."""
    return mappings.expand(row["subject_id"]) or "", mappings.expand(row["object_id"]) or ""


def pairs(mappings: MappingSet) -> set[Pair]:
    """Subject and object of each row, in full."""
    return {pair_of(mappings, row) for row in mappings.rows}


def with_rows(mappings: MappingSet, rows: Iterable[Cells], prefixes: Mapping[str, str]) -> MappingSet:
    """The set with other rows; the columns and prefixes that they need are declared."""
    listed = list(rows)
    needed = [name for name in _COLUMNS if name not in mappings.columns and any(row.get(name) for row in listed)]
    used = {row[name].partition(":")[0] for row in listed for name in ("subject_id", "predicate_id", "object_id")}
    new = {name: space for name, space in prefixes.items() if name in used and name not in mappings.prefixes}
    head = _with_prefixes(mappings, new) if new else mappings.head
    wider = replace(mappings, columns=(*mappings.columns, *needed), head=head, prefixes={**mappings.prefixes, **new})
    return wider.with_rows(listed)


def _with_prefixes(mappings: MappingSet, new: Mapping[str, str]) -> str:
    """The metadata lines with more prefixes in their curie_map, which stays in alphabetical order."""
    lines = mappings.head.splitlines()
    marks = [(number, found) for number, line in enumerate(lines) if (found := re.match(r"(#\s*)curie_map:\s*$", line))]
    if not marks:  # YAML can say it in other ways, which adding a line would break
        raise PeakGraphError(
            f"{mappings.path}: write the curie_map with a line for each prefix, so that one can be added"
        )
    start, mark = marks[0][0] + 1, marks[0][1]
    deeper = re.compile(re.escape(mark[1]) + r"\s+\S")
    end = start
    while end < len(lines) and deeper.match(lines[end]):
        end += 1
    entries = sorted([*lines[start:end], *(f"{mark[1]}  {name}: {space}" for name, space in new.items())])
    return "\n".join([*lines[:start], *entries, *lines[end:]]) + "\n"
