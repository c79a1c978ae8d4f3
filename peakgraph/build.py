"""The build: readings to dataset to checks to inference to checks to files.

In: a project folder. Out: a `Result` (dataset, findings, coverage, files), and with `write` the dist folder.
How: stages of values; nothing is written unless everything succeeded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph as ox

from peakgraph.checks import Index, check_dataset
from peakgraph.coverage import Coverage, cover, left_over_findings
from peakgraph.dataset import Dataset, add_inferred, assemble
from peakgraph.dist import locked, place_beside, write_dist
from peakgraph.errors import Finding, PeakGraphError
from peakgraph.figure_checks import check_figures
from peakgraph.lexicon import Lexicon, read_lexicon
from peakgraph.metadata import metadata_files
from peakgraph.paths import VENDOR
from peakgraph.report import conforms, coverage_table, report_triples
from peakgraph.shacl import as_rdflib, check_shapes, parse_shapes
from peakgraph.size_checks import check_sizes_and_dates
from peakgraph.sources import Sources, read_sources
from peakgraph.tables import Summary, figures_csv, summarise

#: The stages, in order: what a progress bar shows.
STAGES = (
    *("reading files", "assembling", "checking quotes and figures", "checking shapes", "inferring"),
    *("checking again", "writing the graph", "drawing the page"),
)
#: Faults of form: with one of them the rest of the checks would report what merely follows from it.
UNREADABLE = ("reading-form", "turtle")
Progress = Callable[[str], None]
#: What answers SPARQL in the page; made when PeakGraph is installed.
ENGINE = VENDOR / "engine.js"


@dataclass(frozen=True, slots=True)
class Result:
    """What checks found, and the dataset that they looked at; `inferred` is the dataset with what follows."""

    sources: Sources
    dataset: Dataset
    inferred: Dataset
    findings: tuple[Finding, ...]
    coverage: tuple[Coverage, ...]

    @property
    def conforms(self) -> bool:
        """Whether there is no violation."""
        return conforms(self.findings)

    @property
    def summary(self) -> Summary:
        """Counts by kind of thing and by document."""
        return summarise(self.inferred)


def check_project(project: Path, progress: Progress = lambda stage: None) -> Result:
    """Reads and checks a project, before and after inference; writes nothing.

    Raises `PeakGraphError` where an input cannot be read at all; what does not conform is in the findings.
    """
    progress("reading files")
    sources = read_sources(project)
    progress("assembling")
    dataset, findings = assemble(sources)
    if any(finding.check in UNREADABLE for finding in findings):
        return Result(sources, dataset, dataset, tuple(sorted(set(findings))), ())
    progress("checking quotes and figures")
    index = Index.of(dataset, sources.prefixes)
    findings += check_dataset(index)
    lexicon = _lexicon(sources)
    findings += check_figures(index, lexicon)
    findings += check_sizes_and_dates(index, lexicon)
    coverage = cover(sources.documents, dataset.statements)
    findings += left_over_findings(coverage, sources.documents, {reading.document for reading in dataset.readings})
    progress("checking shapes")
    shapes = parse_shapes(sources.shapes, sources.prefix_file.text)
    data = as_rdflib(dataset.triples)
    shaped = check_shapes(data, shapes)
    progress("inferring")
    inferred = add_inferred(dataset, sources)
    progress("checking again")
    as_rdflib(inferred.triples - dataset.triples, into=data)
    before = set(shaped)
    again = [finding for finding in check_shapes(data, shapes) if finding not in before]
    shaped += [replace(finding, message=f"after inference: {finding.message}") for finding in again]
    findings += [_placed(finding, index) for finding in shaped]
    return Result(sources, dataset, inferred, tuple(sorted(set(findings))), tuple(coverage))


def _lexicon(sources: Sources) -> Lexicon:
    """The words that figures are read by; raises where a concept lacks what its scheme needs."""
    try:
        return read_lexicon([file.text for file in sources.ontology], sources.prefix_file.text)
    except (SyntaxError, ValueError) as error:
        raise PeakGraphError(f"ontology/vocabularies: {' '.join(str(error).split())}; mend the concept") from error


def _placed(finding: Finding, index: Index) -> Finding:
    """A SHACL finding with the line of the reading, its focus, and its value where that is a thing."""
    things = [iri for iri in (finding.focus, finding.value) if "://" in iri]
    lines = [index.where(iri) if iri in index.dataset.statements.places else index.where_stated(iri) for iri in things]
    where = next((line for line in lines if ":" in line), lines[0] if lines else "")
    message = f"{index.name(finding.focus)}: {finding.message}"
    if "://" in finding.value and finding.value != finding.focus:
        message = f"{message} ({index.name(finding.value)})"
    return replace(finding, where=where, message=message)


def data_files(result: Result) -> dict[str, bytes]:
    """The data files of the dist folder, name to bytes; the same for the same inputs and library versions."""
    quads = sorted(result.inferred.quads, key=lambda quad: (str(quad.graph_name), str(quad)))
    merge = sorted(result.inferred.merge, key=str)
    prefixes = result.sources.prefixes
    files = {
        "peakgraph.nq": _serialize(quads, ox.RdfFormat.N_QUADS),
        "peakgraph.nt": _serialize(merge, ox.RdfFormat.N_TRIPLES),
        "peakgraph.trig": _serialize(quads, ox.RdfFormat.TRIG, prefixes),
        "peakgraph.ttl": _serialize(merge, ox.RdfFormat.TURTLE, prefixes),
        "figures.csv": figures_csv(result.inferred),
        "coverage.csv": coverage_table(result.coverage).encode(),
        "report.ttl": _serialize(sorted(report_triples(result.findings), key=str), ox.RdfFormat.TURTLE, prefixes),
    }
    if result.sources.metadata:
        files |= metadata_files(result.inferred, result.sources, files, result.sources.metadata)
    return files


def _serialize(
    statements: list[ox.Quad] | list[ox.Triple], form: ox.RdfFormat, prefixes: Mapping[str, str] | None = None
) -> bytes:
    return ox.serialize(statements, format=form, prefixes=dict(prefixes) if prefixes else None) or b""


def write_build(
    result: Result, dist: Path, progress: Progress = lambda stage: None, *, draw_all: bool = False
) -> tuple[Path, ...]:
    """Writes the files of a result that conforms, page included, and returns their paths.

    Beside the page goes the engine that answers SPARQL in it, where this installation has it.
    Call it inside `peakgraph.dist.locked(dist)`; raises `PeakGraphError` where the folder cannot be written.
    """
    engine = _read_engine()
    progress("writing the graph")
    files = data_files(result)
    progress("drawing the page")
    from peakgraph.page import draw_page

    files["network.html"] = draw_page(result.inferred, result.sources, draw_all=draw_all).encode()
    write_dist(dist, files)
    place_beside(dist, ENGINE.name, engine)
    return tuple(dist / name for name in (*files, "manifest.json"))


def _read_engine() -> bytes | None:
    """What answers SPARQL in the page; None where it was not made when PeakGraph was installed."""
    try:
        return ENGINE.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise PeakGraphError(f"{ENGINE}: cannot be read ({error.strerror}); mend that, or install again") from error


def build(project: Path, dist: Path, progress: Progress = lambda stage: None, *, draw_all: bool = False) -> Result:
    """Checks a project and, where it conforms, replaces the dist folder's files; else leaves them as they are.

    With `draw_all` the page draws a large network whole.
    """
    with locked(dist):
        result = check_project(project, progress)
        if result.conforms:
            write_build(result, dist, progress, draw_all=draw_all)
    return result
