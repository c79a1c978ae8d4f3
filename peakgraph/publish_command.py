"""The command `publish`: the graph goes into a store that a group already runs.

In: the store's address. Out: the store holds the graph; on stderr what was used and done; exit code 1 where the store
gives something else back. How: what is used is said first; user, password and token come from the environment alone.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

import click

from peakgraph.errors import PeakGraphError
from peakgraph.options import folder_of, project_option, timeout_option
from peakgraph.store_addresses import STORES, Addresses

if TYPE_CHECKING:
    from peakgraph.graph_store import GraphStore
    from peakgraph.publishing import Outcome, Publication

#: Bytes of an answer: a large graph is read back whole.
_LARGEST = 1 << 30


@click.command()
@click.option("--to", required=True, metavar="URL", help="The store: its base, or where it takes queries.")
@click.option("--store", type=click.Choice(STORES), help="Which store it is, where its address does not tell.")
@click.option("--update", default="", metavar="URL", help="Where it takes SPARQL updates, if that is not the usual.")
@click.option("--graph-store", default="", metavar="URL", help="Where it takes whole graphs, if that is not the usual.")
@click.option(
    "--by", type=click.Choice(["graph-store", "update"]), help="The protocol; graph-store where there is one."
)
@click.option(
    "--default-graph",
    type=click.Choice(["auto", "yes", "no"]),
    default="auto",
    show_default=True,
    help="Whether the merge goes to the store's default graph; auto asks the store if it has one of its own.",
)
@click.option("--replace-default", is_flag=True, help="Replace a default graph that holds other triples.")
@click.option("--check", is_flag=True, help="Read back the graphs too that are recorded as unchanged.")
@click.option("--dry-run", is_flag=True, help="Print what would be sent and dropped; change nothing.")
@timeout_option
@click.option("--insecure", is_flag=True, help="Send a password over http to another machine all the same.")
@click.option("-q", "--quiet", is_flag=True, help="Only what goes wrong.")
@project_option
def publish(
    to: str,
    store: str | None,
    update: str,
    graph_store: str,
    by: str | None,
    default_graph: str,
    replace_default: bool,
    check: bool,
    dry_run: bool,
    timeout: float,
    insecure: bool,
    quiet: bool,
    project: Path | None,
) -> None:
    """Load the graph into a SPARQL 1.1 store, only what has changed.

    Each graph is read back and compared. A run that ends half-way is taken up by the next one. Graphs under
    https://w3id.org/peakgraph/ that are no longer in the dataset are dropped; others' graphs are left alone.
    PEAKGRAPH_USER and PEAKGRAPH_PASSWORD, or PEAKGRAPH_TOKEN, hold the login where the store wants one.

    \b
    Examples:
      peakgraph publish --to http://127.0.0.1:7878                         oxigraph serve
      PEAKGRAPH_USER=dba PEAKGRAPH_PASSWORD=... \\
        peakgraph publish --to http://127.0.0.1:8890/sparql                Virtuoso
      peakgraph publish --to http://127.0.0.1:7200/repositories/green      GraphDB
      peakgraph publish --to https://example.org/ds/query --store fuseki --dry-run
    """
    from peakgraph.publishing import Publication, read_dataset
    from peakgraph.store_addresses import find_addresses

    target = _connect(find_addresses(to, store or "", update, graph_store), by, timeout, insecure)
    dataset = read_dataset(folder_of(project) / "graph" / "dist")
    if not quiet:
        _print_target(target)
    run = Publication(dataset, target, {"yes": True, "no": False}.get(default_graph), replace_default, check)
    if dry_run:
        _print_plan(run)
        return
    with _progress(quiet) as run.progress:
        outcome = run.run()
    _print_outcome(outcome, quiet)
    sys.exit(1 if outcome.differences else 0)


def _connect(addresses: Addresses, by: str | None, timeout: float, insecure: bool) -> GraphStore:
    """The store behind the addresses; raises where they do not do, or a password would go in the clear."""
    from peakgraph.graph_store import BY_GRAPH_STORE, BY_UPDATE, GraphStore
    from peakgraph.remote import Credentials, Remote, origin

    by = by or (BY_GRAPH_STORE if addresses.graph_store else BY_UPDATE)
    written = addresses.graph_store if by == BY_GRAPH_STORE else addresses.update
    if not written:
        raise PeakGraphError(f"--by {by}: no address for that is known; give --{by} URL")
    credentials = Credentials.from_environment("PEAKGRAPH")
    for url in (addresses.query, written):
        scheme, host, _ = origin(url)
        if credentials and scheme == "http" and not _is_loopback(host) and not insecure:
            raise PeakGraphError(
                f"{host}: the login would go over http, which anybody on the way can read; use https, or say --insecure"
            )
    return GraphStore(Remote(timeout, timeout, _LARGEST, credentials=credentials), addresses, by)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _print_target(target: GraphStore) -> None:
    """What is used, as nothing of it was asked."""
    from peakgraph.graph_store import BY_GRAPH_STORE
    from peakgraph.publishing import RECORDS

    addresses = target.addresses
    protocol = "the Graph Store Protocol" if target.by == BY_GRAPH_STORE else "SPARQL Update"
    written = addresses.graph_store if target.by == BY_GRAPH_STORE else addresses.update
    click.echo(f"Store: {addresses.store or 'not in the table'}; queries to {addresses.query}", err=True)
    click.echo(f"Graphs: by {protocol} to {written}; login: {_login(target)}", err=True)
    click.echo(f"Records: in the store's graph {RECORDS}", err=True)


def _login(target: GraphStore) -> str:
    credentials = target.remote.credentials
    if credentials is None:
        return "none"
    return "a token of the environment" if credentials.token else f"the environment's, as {credentials.user}"


def _print_plan(run: Publication) -> None:
    """One line for each graph on stdout: what would be done, triples, name."""
    todo = run.plan()
    for graph in todo.send:
        click.echo(f"send\t{len(graph.triples)}\t{graph.name}")
    for name in todo.drop:
        click.echo(f"drop\t{run.found.counts[name]}\t{name}")
    if todo.merge is not None:
        unknown = "" if run.own_default or run.found.union is not None else " (if the store has one of its own)"
        click.echo(f"send\t{len(todo.merge.triples)}\tthe default graph{unknown}")
    click.echo(f"unchanged: {todo.unchanged}; this was a dry run, and nothing was sent", err=True)


def _print_outcome(outcome: Outcome, quiet: bool) -> None:
    for line in outcome.differences:
        click.echo(line, err=True)
    if quiet:
        return
    from peakgraph.publishing import number

    merge = "; the default graph is the union of the others, so the merge was not sent" if outcome.union else ""
    click.echo(
        f"{number(outcome.sent, 'graph')} sent ({number(outcome.triples, 'triple')}), {outcome.dropped} dropped, "
        f"{outcome.unchanged} unchanged{merge}",
        err=True,
    )
    if outcome.differences:
        said = "1 graph differs" if len(outcome.differences) == 1 else f"{len(outcome.differences)} graphs differ"
        click.echo(f"{said} from what was sent (above); run again to send what differs", err=True)
    elif outcome.sent:
        click.echo("All that was sent was read back and is the same.", err=True)


@contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on a terminal, silence elsewhere."""
    if quiet or not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(), TextColumn("{task.completed:.0f}/{task.total:.0f} triples"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("sending", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
