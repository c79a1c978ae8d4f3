"""`peakgraph query`: asks the graph, or an endpoint elsewhere.

In: what the user typed. Out: an answer on stdout, remarks on stderr. How: click; loads what it needs when it runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from peakgraph.errors import PeakGraphError
from peakgraph.options import folder_of, project_option, timeout_option
from peakgraph.paths import find_project

QUERY_FORMATS = ("table", "csv", "tsv", "json", "xml", "markdown")


def _complete_query(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Names of the library's queries, for the shell."""
    folder = find_project() / "queries"
    names = (path.stem for place in (folder, folder / "federated") for path in place.glob("*.rq"))
    return sorted(name for name in names if name.startswith(incomplete))


@click.command()
@click.argument("question", required=False, shell_complete=_complete_query)
@click.option(
    "-p", "--param", "params", multiple=True, metavar="NAME=VALUE", help="Value of a parameter; 'any' opens it."
)
@click.option("-f", "--format", "form", type=click.Choice(QUERY_FORMATS), default="table", show_default=True)
@click.option("-e", "--evidence", is_flag=True, help="Add the quotes of the statements between the things of each row.")
@click.option("-t", "--tag", help="List only the questions with this tag.")
@click.option("--ids", is_flag=True, help="In a table, keep the IRIs of things beside their labels.")
@click.option("--show", is_flag=True, help="Print the query's SPARQL instead of running it.")
@click.option("--values", is_flag=True, help="With --show: a federated question for what refuses SERVICE, by VALUES.")
@click.option("--live", is_flag=True, help="Ask the endpoint that a federated question names, not its sample.")
@click.option("--endpoint", metavar="URL", help="Ask this SPARQL endpoint instead of the graph on this machine.")
@click.option(
    "--login", is_flag=True, help="Give the endpoint PEAKGRAPH_USER and PEAKGRAPH_PASSWORD, or PEAKGRAPH_TOKEN."
)
@click.option("--insecure", is_flag=True, help="Send a login over http to another machine all the same.")
@timeout_option(60)
@project_option
def query(
    question: str | None,
    params: tuple[str, ...],
    form: str,
    evidence: bool,
    tag: str | None,
    ids: bool,
    show: bool,
    values: bool,
    live: bool,
    endpoint: str | None,
    login: bool,
    insecure: bool,
    timeout: float,
    project: Path | None,
) -> None:
    """Ask the graph: a question of the library, a file of SPARQL, or '-' for SPARQL on stdin.

    Without a question, lists the library. With --endpoint, the question goes to a SPARQL 1.1 endpoint elsewhere.
    A federated question joins the graph with such an endpoint: from a sample, or with --live, over the network.

    \b
    Examples:
      peakgraph query --tag targets
      peakgraph query plans-for-industry --param industry=cement --evidence
      peakgraph query target-ledger --format csv > ledger.csv
      echo 'SELECT (COUNT(*) AS ?plans) { ?plan a pg:Plan }' | peakgraph query -
      peakgraph query chain-masters --endpoint http://localhost:7878/query
      peakgraph query provinces-and-people --live
    """
    from peakgraph.asking import Elsewhere, answer_question, ask_elsewhere, list_library, show_query
    from peakgraph.graph import PeakGraph

    _check_together(click.get_current_context().params)
    there = Elsewhere(endpoint, timeout, login, insecure) if endpoint else None
    if there and question is not None:
        return ask_elsewhere(folder_of(project), question, _parameters(params), form, there, show=show, ids=ids)
    graph: PeakGraph = PeakGraph(folder_of(project))
    if question is None:
        list_library(graph, form, tag)
    elif show:
        show_query(graph, question, _parameters(params), values=values)
    else:
        seconds = timeout if live else None
        answer_question(graph, question, _parameters(params), form, evidence=evidence, ids=ids, live=seconds)


def _check_together(given: Mapping[str, object]) -> None:
    """Raises where options do not go together."""
    asked = given["question"] is not None
    if asked and given["tag"]:
        raise PeakGraphError("--tag cuts the list of questions; leave it out, or leave out the question")
    if not asked and any(given[name] for name in ("show", "params", "evidence", "endpoint", "live")):
        options = "--show, --param, --evidence, --live and --endpoint"
        raise PeakGraphError(f"{options} go with a question; 'peakgraph query' lists them")
    for one, other in (("login", "endpoint"), ("insecure", "login"), ("values", "show")):
        if given[one] and not given[other]:
            raise PeakGraphError(f"--{one} goes with --{other}")
    if given["live"] and (given["show"] or given["endpoint"]):
        raise PeakGraphError(
            "--live asks the endpoint in the question; leave it out, or leave out --show and --endpoint"
        )
    if given["endpoint"] and given["values"]:
        raise PeakGraphError("--values is for the graph on this machine; leave it out, or leave out --endpoint")
    if given["endpoint"] and given["evidence"]:
        raise PeakGraphError("--evidence looks in the graph on this machine; with --endpoint, ask 'evidence' there")


def _parameters(params: tuple[str, ...]) -> dict[str, str]:
    pairs = [param.partition("=") for param in params]
    for name, equals, _ in pairs:
        if not equals:
            raise PeakGraphError(f"--param {name}: write it as NAME=VALUE")
    return {name: value for name, _, value in pairs}
