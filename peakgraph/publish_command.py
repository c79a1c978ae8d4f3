"""The command `publish`: the graph goes into a store that a group already runs.

In: the store's address. Out: the store holds the graph; on stderr what was used and done; exit code 1 where the store
gives something else back. How: what is used is said first; user, password and token come from the environment alone.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from peakgraph.errors import PeakGraphError
from peakgraph.options import folder_of, project_option, timeout_option
from peakgraph.progress import progress_bar
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
    help="Whether the merge goes to the default graph; auto asks the store if it has one of its own.",
)
@click.option("--replace-default", is_flag=True, help="Replace the default graph even if it holds triples of others.")
@click.option("--check", is_flag=True, help="Read back the recorded graphs too; send those that differ.")
@click.option("--dry-run", is_flag=True, help="Print what would be sent and dropped, or why not; change nothing.")
@timeout_option(60)
@click.option("--insecure", is_flag=True, help="Send a password over http to another machine all the same.")
@click.option("-q", "--quiet", is_flag=True, help="Print only what is wrong.")
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
    Exit codes: 0 done, 1 the store does not hold what it should, 2 cannot run.

    \b
    Examples:
      peakgraph publish --to http://127.0.0.1:7878                         oxigraph serve
      PEAKGRAPH_USER=dba PEAKGRAPH_PASSWORD=... \\
        peakgraph publish --to http://127.0.0.1:8890/sparql                Virtuoso
      peakgraph publish --to http://127.0.0.1:7200/repositories/green      GraphDB
      peakgraph publish --to https://example.org/ds/query --store fuseki --dry-run
    """
    try:
        from peakgraph.publishing import Publication, read_dataset
        from peakgraph.store_addresses import find_addresses

        target = _connect(find_addresses(to, store or "", update, graph_store), by, timeout, insecure)
        dataset = read_dataset(folder_of(project) / "graph" / "dist")
        if not quiet:
            _print_target(target)
        run = Publication(dataset, target, {"yes": True, "no": False}.get(default_graph), replace_default, check)
        sys.exit(_print_plan(run, quiet) if dry_run else _run(run, quiet))
    except KeyboardInterrupt:  # click would end with 1
        raise PeakGraphError("interrupted; the same command goes on from here") from None


def _connect(addresses: Addresses, by: str | None, timeout: float, insecure: bool) -> GraphStore:
    """The store behind the addresses; raises where they do not do, or a password would go in the clear."""
    from peakgraph.credentials import refuse_plain
    from peakgraph.graph_store import BY_GRAPH_STORE, BY_UPDATE, GraphStore
    from peakgraph.remote import Credentials, Remote, origin

    by = by or (BY_GRAPH_STORE if addresses.graph_store else BY_UPDATE)
    written = addresses.graph_store if by == BY_GRAPH_STORE else addresses.update
    if not written:
        raise PeakGraphError(f"--by {by}: no address for that is known; give --{by} URL")
    credentials = Credentials.from_environment("PEAKGRAPH")
    for url in (addresses.query, written):
        origin(url)
        if credentials and not insecure:
            refuse_plain(url)
    return GraphStore(Remote(timeout, timeout, _LARGEST, credentials=credentials), addresses, by)


def _print_target(target: GraphStore) -> None:
    """What is used, as nothing of it was asked."""
    from peakgraph.graph_store import BY_GRAPH_STORE
    from peakgraph.remote import shown
    from peakgraph.survey import RECORDS

    addresses = target.addresses
    protocol = "the Graph Store Protocol" if target.by == BY_GRAPH_STORE else "SPARQL Update"
    written = addresses.graph_store if target.by == BY_GRAPH_STORE else addresses.update
    click.echo(f"Store: {addresses.store or 'not in the table'}; queries to {target.where}", err=True)
    click.echo(f"Graphs: by {protocol} to {shown(written)}; login: {_login(target)}", err=True)
    click.echo(f"Records: in the store's graph {RECORDS}", err=True)


def _login(target: GraphStore) -> str:
    credentials = target.remote.credentials
    if credentials is None:
        return "none"
    return "a token of the environment" if credentials.token else f"the environment's, as {credentials.user}"


def _run(run: Publication, quiet: bool) -> int:
    """Publishes, and tells what came of it; gives the exit code."""
    with progress_bar("triples", quiet=quiet) as update:
        run.progress = lambda done, total: update(completed=done, total=total)
        outcome = run.run()
    _print_checked(run, "sent again", quiet)
    for line in outcome.differences:
        click.echo(line, err=True)
    if not quiet:
        _print_outcome(outcome)
    return 1 if _print_unfinished(run) or outcome.differences else 0


def _print_plan(run: Publication, quiet: bool) -> int:
    """One line for each graph on stdout: what would be done, triples, name; gives the exit code."""
    todo = run.plan()
    _print_checked(run, "to be sent again", quiet)
    for graph in todo.send:
        click.echo(f"send\t{len(graph.triples)}\t{graph.name}")
    for name in todo.drop:
        click.echo(f"drop\t{run.found.counts[name]}\t{name}")
    if todo.foreign:
        click.echo(f"drop\t{todo.foreign}\ttriples in the default graph that are not of this graph")
    if todo.merge is not None:
        unknown = " (if the store has one of its own)" if run.found.union is None else ""
        click.echo(f"send\t{len(todo.merge.triples)}\tthe default graph{unknown}")
    if not quiet:
        click.echo(f"unchanged: {todo.unchanged}; this was a dry run, and nothing was sent", err=True)
    return int(_print_unfinished(run))


def _print_checked(run: Publication, wrong: str, quiet: bool) -> None:
    """What --check has found: a line for each graph that was not as recorded, and how many were."""
    from peakgraph.survey import number

    found = run.outcome
    for line in found.wrong:
        click.echo(line, err=True)
    if found.checked and not quiet:
        right = f"{number(found.checked - len(found.wrong), 'recorded graph')} read back and the same"
        click.echo(f"{right}; {len(found.wrong)} not (above), {wrong}" if found.wrong else right, err=True)


def _print_unfinished(run: Publication) -> bool:
    """Tells of a default graph that is to be left alone and that an earlier run left in the middle of its merge."""
    if run.left_unfinished:
        click.echo(
            f"the default graph: an earlier run broke off while it sent the merge, and {run.left_unfinished} "
            "triples are there; run without --default-graph no to make it whole",
            err=True,
        )
    return run.left_unfinished > 0


def _print_outcome(outcome: Outcome) -> None:
    from peakgraph.survey import number

    named = [number(outcome.sent, "graph")] if outcome.sent or not outcome.merged else []
    sent = " and ".join([*named, *(["the default graph"] if outcome.merged else [])])
    union = "; the default graph is the union of the others, so the merge was not sent" if outcome.union else ""
    click.echo(
        f"{sent} sent ({number(outcome.triples, 'triple')}), {outcome.dropped} dropped, "
        f"{outcome.unchanged} unchanged{union}",
        err=True,
    )
    if outcome.foreign:
        was = "was" if outcome.foreign == 1 else "were"
        gone = number(outcome.foreign, "triple")
        click.echo(f"{gone} in the default graph {was} not of this graph and {was} replaced", err=True)
    if outcome.differences:
        said = "1 graph differs" if len(outcome.differences) == 1 else f"{len(outcome.differences)} graphs differ"
        click.echo(f"{said} from what was sent (above); run again to send what differs", err=True)
    elif outcome.sent or outcome.merged:
        click.echo("All that was sent was read back and is the same.", err=True)
