"""`peakgraph link`: looks for links to open data, and lets a person take or refuse what was found.

In: what the user typed. Out: candidates and reviewed links in graph/links, messages on stderr.
How: click; whom it asks is said first, and nothing is asked but by this command.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from peakgraph.errors import PeakGraphError
from peakgraph.options import folder_of, project_option, timeout_option
from peakgraph.paths import cache_folder, is_packaged
from peakgraph.progress import progress_bar

if TYPE_CHECKING:
    from peakgraph.kept_answers import KeptRemote
    from peakgraph.linking import Source

WIKIDATA = "https://query.wikidata.org/sparql"
_KINDS = ("place", "actor", "person", "industry", "topic", "technology", "indicator")
#: Bytes of one answer: a batch of candidates takes some hundred thousand.
_LARGEST = 8 << 20


@dataclass(frozen=True)
class Search:
    """What is looked for, and whom to ask how."""

    entities: tuple[str, ...]
    kinds: tuple[str, ...]
    lacking: str
    sparql: str | None
    reconcile: str | None
    types: tuple[str, ...]
    refresh: bool
    pause: float
    timeout: float

    @property
    def url(self) -> str:
        """Whom to ask: Wikidata, if nobody is named."""
        return self.reconcile or self.sparql or WIKIDATA

    def check(self) -> None:
        """Raises where options do not go together."""
        if self.sparql and self.reconcile:
            raise PeakGraphError("--sparql and --reconcile: one service at a time")
        if self.types and not self.reconcile:
            raise PeakGraphError("--type goes with --reconcile")

    @property
    def says_what(self) -> bool:
        """Whether it says whom to ask for what."""
        named = (self.entities, self.kinds, self.lacking, self.sparql, self.reconcile, self.types, self.refresh)
        return any(named)


@click.command()
@click.argument("entities", nargs=-1, metavar="[ENTITY]...")
@click.option("-k", "--kind", "kinds", multiple=True, type=click.Choice(_KINDS), help="Only things of this kind.")
@click.option("--lacking", default="", metavar="PREFIX", help="Things without a link to this namespace, such as wd.")
@click.option("--sparql", metavar="URL", help=f"SPARQL endpoint to ask; {WIKIDATA} if no service is named.")
@click.option("--reconcile", metavar="URL", help="Reconciliation service to ask (OpenRefine's protocol, version 0.2).")
@click.option("--type", "types", multiple=True, metavar="ID", help="A type of the reconciliation service's own.")
@click.option(
    "--pause",
    type=click.FloatRange(min=0),
    default=1.0,
    show_default=True,
    metavar="SECONDS",
    help="The least time between two requests.",
)
@timeout_option(10)
@click.option("--refresh", is_flag=True, help="Ask anew what was asked before.")
@click.option("--list", "listing", is_flag=True, help="Show the candidates; ask nobody.")
@click.option("--review", "reviewing", is_flag=True, help="Take or refuse the candidates one by one; ask no service.")
@click.option("--reviewer", default="", metavar="NAME", help="Your name, which each reviewed link carries.")
@project_option
def link(project: Path | None, listing: bool, reviewing: bool, reviewer: str, **options: Any) -> None:
    """Look for links to open data for things that have none; review what was found.

    Without a service, asks Wikidata. What is found are candidates, in graph/links/candidates; a link is made only by
    --review. Where two candidates cannot be told apart, both are listed and none is proposed.

    \b
    Examples:
      peakgraph link --kind place
      peakgraph link actor:wuhan-university --reconcile https://wikidata.reconci.link/en/api
      peakgraph link --lacking wd --kind actor
      peakgraph link --list
      peakgraph link --review --reviewer "Li Hua"
    """
    folder = folder_of(project)
    if is_packaged(folder):
        raise PeakGraphError("the data that came with the package is not changed; name a project with --project")
    search = Search(**options)
    search.check()
    if (listing or reviewing) and search.says_what:
        raise PeakGraphError(
            "--list and --review take all candidates and ask no service; leave the things, kinds and services out"
        )
    if reviewer and not reviewing:
        raise PeakGraphError("--reviewer goes with --review")
    if listing and reviewing:
        raise PeakGraphError("--list shows and --review asks; use one of them")
    if listing:
        _list(folder)
    elif reviewing:
        _review(folder, reviewer)
    else:
        _search(folder, search)


def _search(folder: Path, wanted: Search) -> None:
    from peakgraph.candidates import LinkFiles
    from peakgraph.graph import PeakGraph
    from peakgraph.kept_answers import KeptRemote
    from peakgraph.linkables import read_things
    from peakgraph.linking import choose, search
    from peakgraph.remote import RemoteError, origin, shown

    origin(wanted.url)
    files = LinkFiles(folder, _today())
    chosen = choose(read_things(PeakGraph(folder)), files, wanted.entities, wanted.kinds, wanted.lacking)
    click.echo(f"Asking {shown(wanted.url)} for {len(chosen)} thing{'' if len(chosen) == 1 else 's'}.", err=True)
    cache = cache_folder() / "link"
    remote = KeptRemote(cache, wanted.timeout, wanted.pause, _LARGEST, refresh=wanted.refresh)
    try:
        source = _connect(remote, wanted)
        with progress_bar("asked", len(chosen)) as update:
            outcome = search(chosen, source, files, lambda count: update(advance=count))
    except RemoteError as error:
        again = "; what was answered is kept, run it again to go on" if remote.asked + remote.kept > 1 else ""
        raise RemoteError(f"{error}{again}", error.status) from error
    for remark in outcome.remarks:
        click.echo(remark, err=True)
    click.echo(f"{outcome}.", err=True)
    if remote.kept:
        click.echo(f"{remote.kept} of {remote.kept + remote.asked} answers were kept; --refresh asks anew.", err=True)
    if outcome.new:
        click.echo(f"See {files.candidates.path}; take or refuse: peakgraph link --review", err=True)


def _connect(remote: KeptRemote, wanted: Search) -> Source:
    from peakgraph.lookup import Endpoint
    from peakgraph.reconciliation import Service

    return Service(remote, wanted.url, wanted.types) if wanted.reconcile else Endpoint(remote, wanted.url)


def _today() -> str:
    from datetime import UTC, datetime

    return datetime.now(UTC).date().isoformat()


def _list(folder: Path) -> None:
    from peakgraph.candidates import LinkFiles
    from peakgraph.review import show

    files = LinkFiles(folder, _today())
    show(files, _say)
    click.echo(f"{len(files.candidates.rows)} candidates.", err=True)


def _review(folder: Path, reviewer: str) -> None:
    from peakgraph.candidates import LinkFiles
    from peakgraph.graph import PeakGraph
    from peakgraph.linkables import read_things
    from peakgraph.review import review

    files = LinkFiles(folder, _today())
    review(files, read_things(PeakGraph(folder)), reviewer, _answer, _say)


def _say(text: str) -> None:
    """On stdout; candidates hold what others wrote."""
    from peakgraph.errors import harmless

    click.echo(harmless(text))


def _answer(question: str) -> str | None:
    """A line of the person's, or of whatever stdin is; None at its end."""
    click.echo(question, nl=False, err=True)
    line = sys.stdin.readline()
    if not sys.stdin.isatty():
        click.echo(err=True)
    return line if line else None
