"""The command line: one verb a command, data on stdout, everything else on stderr.

In: what the user typed. Out: data, messages of one line, exit codes (0 done or conforms, 1 does not conform, 2 cannot
run). How: click; each command loads what it needs when it runs, so that a query does not pay for a build.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from peakgraph import __version__
from peakgraph.command_group import OneLineGroup
from peakgraph.errors import PeakGraphError
from peakgraph.options import folder_of, project_option
from peakgraph.paths import is_packaged
from peakgraph.query_command import query

if TYPE_CHECKING:
    from peakgraph.build import Result

EXPORT_FORMATS = (
    *("turtle", "ntriples", "nquads", "trig", "rdf12", "jsonld", "jsonld-framed", "nanopub"),
    *("csv", "gexf", "graphml"),
)

_draw_all = click.option(
    "--all", "draw_all", is_flag=True, help="Draw every node; the page else draws the most central of over 5,000."
)


@click.group(cls=OneLineGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", message="peakgraph %(version)s")
def main() -> None:
    """PeakGraph: actors, plans and industries in China's green industrial policy.

    Every statement in the graph opens the sentence that makes it.

    \b
    Examples:
      peakgraph build                          make the graph and its page
      peakgraph query                          list the questions of the library
      peakgraph query chain-masters --evidence answer one, with the sentences behind it
      peakgraph explore                        open the page in a browser
      peakgraph export --format gexf -o g.gexf write the network for Gephi
      peakgraph publish --to URL               load the graph into a SPARQL store
      peakgraph link --kind place              look for links to open data
    """


@main.command()
@project_option
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder to write to; graph/dist of the project by default."
)
@_draw_all
@click.option("-q", "--quiet", is_flag=True, help="No progress and no summary.")
def build(project: Path | None, out: Path | None, draw_all: bool, quiet: bool) -> None:
    """Make the graph from the readings, check it, and write it with its page.

    Nothing is replaced unless everything conforms.

    \b
    Examples:
      peakgraph build
      peakgraph build --out /tmp/graph
    """
    from peakgraph.build import build as run

    folder = folder_of(project)
    if out is None and is_packaged(folder):
        raise PeakGraphError("this is the graph that came with the package; name a folder to build into with --out")
    dist = out or folder / "graph" / "dist"
    with _progress(quiet) as progress:
        result = run(folder, dist, progress, draw_all=draw_all)
    _print_findings(result)
    if not result.conforms:
        click.echo(f"Nothing was written; {dist} is as it was. Mend the lines above and build again.", err=True)
        sys.exit(1)
    if not quiet:
        from peakgraph.summary import print_summary

        print_summary(result)
        click.echo(f"Data: {dist}", err=True)
        click.echo(f"Page: {(dist / 'network.html').resolve().as_uri()}", err=True)
        if not (dist / "engine.js").is_file():
            click.echo("The page cannot ask in SPARQL: install PeakGraph again where npm can be reached.", err=True)


@main.command()
@project_option
@click.option("-q", "--quiet", is_flag=True, help="Findings only.")
def validate(project: Path | None, quiet: bool) -> None:
    """Check the readings, the figures, the names and the shapes; write nothing.

    Prints one line for each thing that does not conform: file, line, what is wrong, what to do.

    \b
    Examples:
      peakgraph validate
      peakgraph validate --project my-graph && echo conforms
    """
    from peakgraph.build import check_project

    with _progress(quiet) as progress:
        result = check_project(folder_of(project), progress)
    _print_findings(result, to_stdout=True)
    if not quiet:
        from peakgraph.summary import print_coverage

        print_coverage(result.coverage)
    click.echo("conforms" if result.conforms else "does not conform", err=True)
    sys.exit(0 if result.conforms else 1)


def _print_findings(result: Result, to_stdout: bool = False) -> None:
    for finding in result.findings:
        click.echo(str(finding), err=not to_stdout)
    count = sum(finding.severity == "violation" for finding in result.findings)
    if count:
        click.echo(f"{count} violation{'s' if count != 1 else ''}", err=True)


@contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[str], None]]:
    """A bar that shows the stages of a build."""
    from peakgraph.build import STAGES
    from peakgraph.progress import progress_bar

    with progress_bar("starting", len(STAGES), quiet=quiet) as update:

        def show(stage: str) -> None:
            update(description=stage, completed=STAGES.index(stage))

        yield show


main.add_command(query)


@main.command()
@project_option
@_draw_all
@click.option("--print", "print_only", is_flag=True, help="Print the page's address; open nothing.")
def explore(project: Path | None, draw_all: bool, print_only: bool) -> None:
    """Open the page of the graph in a browser; with --all, build it anew first.

    \b
    Examples:
      peakgraph explore
      peakgraph explore --print
      peakgraph explore --all
    """
    from peakgraph.dist import resolve

    folder = folder_of(project)
    if is_packaged(folder):
        raise PeakGraphError(
            "the page is not in the package; run 'peakgraph build --out FOLDER' and open its network.html"
        )
    if draw_all:
        click.get_current_context().invoke(build, project=folder, draw_all=True)
    page, _ = resolve(folder / "graph" / "dist", "network.html")
    address = page.resolve().as_uri()
    click.echo(address)
    if not print_only:
        import webbrowser

        if not webbrowser.open(address):
            click.echo("No browser could be started; open the address above in one.", err=True)


@main.command()
@click.option("-f", "--format", "form", type=click.Choice(EXPORT_FORMATS), required=True)
@click.option(
    "-o", "--out", default="-", show_default=True, help="File to write ('-' is stdout), or a folder; csv needs one."
)
@project_option
def export(form: str, out: str, project: Path | None) -> None:
    """Write the graph for other tools.

    \b
    turtle, ntriples  the merge: each triple once, without the named graphs
    nquads, trig      every named graph, so that each statement has its passage
    rdf12             the merge, and for each stated triple a triple term with its passages (RDF 1.2, Turtle)
    jsonld            the merge as JSON-LD with readable names
    jsonld-framed     plans as trees: issuers, targets and measures inside, each with its sentences
    nanopub           one nanopublication a passage, unsigned (TriG; into a folder: one file each)
    csv               nodes.csv, edges.csv and datapackage.json, which describes them
    gexf              the network for Gephi
    graphml           the network for Cytoscape, yEd and R

    \b
    Examples:
      peakgraph export --format gexf --out peakgraph.gexf
      peakgraph export --format csv --out tables/
      peakgraph export --format nanopub --out nanopublications/
      peakgraph export --format turtle | head
    """
    from peakgraph.exports import export as run
    from peakgraph.graph import PeakGraph

    written = run(PeakGraph(folder_of(project)), form, out)
    if len(written) > 10:
        click.echo(f"wrote {len(written)} files to {written[0].parent}", err=True)
        return
    for path in written:
        click.echo(f"wrote {path}", err=True)


@main.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the shell's completion script.

    \b
    Examples:
      peakgraph completion bash >> ~/.bashrc
      peakgraph completion fish > ~/.config/fish/completions/peakgraph.fish
    """
    from click.shell_completion import get_completion_class

    maker = get_completion_class(shell)
    assert maker is not None, "click knows the three shells of the choice"
    click.echo(maker(main, {}, "peakgraph", "_PEAKGRAPH_COMPLETE").source())
