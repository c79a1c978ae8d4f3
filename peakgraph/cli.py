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
from peakgraph.paths import find_project, is_packaged, named_project

if TYPE_CHECKING:
    from peakgraph.build import Result
    from peakgraph.graph import PeakGraph

QUERY_FORMATS = ("table", "csv", "tsv", "json", "xml", "markdown")
EXPORT_FORMATS = ("turtle", "nquads", "trig", "ntriples", "jsonld", "csv", "gexf", "graphml")

_draw_all = click.option(
    "--all", "draw_all", is_flag=True, help="Draw every node; the page else draws the most central of over 5,000."
)
_project = click.option(
    "--project",
    type=click.Path(path_type=Path),
    help="Folder with graph/readings; by default the one around this folder, else the data that came along.",
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
    """


def _folder(project: Path | None) -> Path:
    return named_project(project) if project else find_project()


@main.command()
@_project
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

    folder = _folder(project)
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
@_project
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
        result = check_project(_folder(project), progress)
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
    """A progress bar on a terminal, silence elsewhere."""
    if quiet or not sys.stderr.isatty():
        yield lambda stage: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from peakgraph.build import STAGES

    columns = (BarColumn(), TextColumn("{task.completed}/{task.total} {task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=len(STAGES))

        def show(stage: str) -> None:
            bar.update(task, description=stage, completed=STAGES.index(stage))

        yield show


def _complete_query(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Names of the library's queries, for the shell."""
    names = (path.stem for path in (find_project() / "queries").glob("*.rq"))
    return sorted(name for name in names if name.startswith(incomplete))


@main.command()
@click.argument("question", required=False, shell_complete=_complete_query)
@click.option(
    "-p", "--param", "params", multiple=True, metavar="NAME=VALUE", help="Value of a parameter; 'any' opens it."
)
@click.option("-f", "--format", "form", type=click.Choice(QUERY_FORMATS), default="table", show_default=True)
@click.option("-e", "--evidence", is_flag=True, help="Add the quotes of the statements between the things of each row.")
@click.option("-t", "--tag", help="List only the questions with this tag.")
@click.option("--ids", is_flag=True, help="In a table, keep the IRIs of things beside their labels.")
@click.option("--show", is_flag=True, help="Print the query's SPARQL instead of running it.")
@_project
def query(
    question: str | None,
    params: tuple[str, ...],
    form: str,
    evidence: bool,
    tag: str | None,
    ids: bool,
    show: bool,
    project: Path | None,
) -> None:
    """Ask the graph: a question of the library, a file of SPARQL, or '-' for SPARQL on stdin.

    Without a question, lists the library.

    \b
    Examples:
      peakgraph query --tag targets
      peakgraph query plans-for-industry --param industry=cement --evidence
      peakgraph query target-ledger --format csv > ledger.csv
      echo 'SELECT (COUNT(*) AS ?plans) { ?plan a pg:Plan }' | peakgraph query -
    """
    from peakgraph.asking import answer_question, list_library, show_query
    from peakgraph.graph import PeakGraph

    graph: PeakGraph = PeakGraph(_folder(project))
    if question is not None and tag:
        raise PeakGraphError("--tag cuts the list of questions; leave it out, or leave out the question")
    if question is None and (show or params or evidence):
        raise PeakGraphError("--show, --param and --evidence go with a question; 'peakgraph query' lists them")
    if question is None:
        list_library(graph, form, tag)
    elif show:
        show_query(graph, question, _parameters(params))
    else:
        answer_question(graph, question, _parameters(params), form, evidence=evidence, ids=ids)


def _parameters(params: tuple[str, ...]) -> dict[str, str]:
    pairs = [param.partition("=") for param in params]
    for name, equals, _ in pairs:
        if not equals:
            raise PeakGraphError(f"--param {name}: write it as NAME=VALUE")
    return {name: value for name, _, value in pairs}


@main.command()
@_project
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

    folder = _folder(project)
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
@click.option("-o", "--out", default="-", help="File to write ('-' is stdout); a folder for csv.", show_default=True)
@_project
def export(form: str, out: str, project: Path | None) -> None:
    """Write the graph for other tools.

    turtle, ntriples and jsonld hold the merge; nquads and trig hold every named graph; csv is two tables, nodes and
    edges; gexf is for Gephi; graphml for Cytoscape, yEd and R.

    \b
    Examples:
      peakgraph export --format gexf --out peakgraph.gexf
      peakgraph export --format csv --out tables/
      peakgraph export --format turtle | head
    """
    from peakgraph.exports import export as run
    from peakgraph.graph import PeakGraph

    for path in run(PeakGraph(_folder(project)), form, out):
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
