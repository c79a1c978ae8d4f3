"""The search for links: things of ours that have none, asked for elsewhere, a batch at a time.

In: a project, a service to ask. Out: candidates in a file, and how many. How: what was found is written even where the
service fails half-way, and answers are kept, so that the next run goes on from there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from peakgraph.candidates import LinkFiles
from peakgraph.errors import PeakGraphError
from peakgraph.linkables import KINDS, Thing
from peakgraph.prefixes import BASE, compact, expand
from peakgraph.scoring import Found, Verdict, abstain_on_shared, judge

#: Letters of an address of theirs: more is no name of a thing.
_LONGEST_ADDRESS = 1000


class Source(Protocol):
    """Who is asked: by a name for messages, so many things at a time."""

    name: str
    batch: int

    def ask(self, things: Sequence[Thing]) -> tuple[dict[str, list[Found]], list[str]]:
        """IRI of a thing to what may be the same, and remarks."""


@dataclass
class Outcome:
    """What a search came to."""

    looked_for: int = 0
    proposed: int = 0
    homonyms: int = 0
    unsure: int = 0
    nothing: int = 0
    new: int = 0
    remarks: tuple[str, ...] = ()

    def __str__(self) -> str:
        """One line for a person."""
        return (
            f"{self.looked_for} looked for: {self.proposed} with a candidate, {self.homonyms} with homonyms, "
            f"{self.unsure} with nothing sure, {self.nothing} with nothing; {self.new} new rows"
        )


def choose(
    things: dict[str, Thing], files: LinkFiles, entities: Sequence[str], kinds: Sequence[str], lacking: str
) -> list[Thing]:
    """The things to look for: those named, else those of the kinds that have no link (into a namespace: `lacking`)."""
    if entities:
        return [_named(things, entity, files) for entity in entities]
    space = files.prefixes.get(lacking.removesuffix(":"), "") if lacking else ""
    if lacking and not space:
        raise PeakGraphError(f"--lacking {lacking}: no prefix of ontology/prefixes.ttl, such as wd")
    linked = files.linked(space)
    wanted = [thing for iri, thing in sorted(things.items()) if iri not in linked and thing.kind in (kinds or KINDS)]
    if not wanted:
        raise PeakGraphError("every thing of that kind has a link; name one to look for more: peakgraph link ENTITY")
    return wanted


def _named(things: dict[str, Thing], entity: str, files: LinkFiles) -> Thing:
    """The thing that an IRI, a compact name or a label names; raises with what is near."""
    iri = entity if "://" in entity else expand(entity, files.prefixes)
    if iri in things:
        return things[iri]
    wanted = entity.casefold()
    called = [t for t in things.values() if wanted in {name.casefold() for name in (*t.english, *t.chinese)}]
    if len(called) == 1:
        return called[0]
    if called:
        raise PeakGraphError(
            f"'{entity}' names {' and '.join(compact(t.iri, files.prefixes) for t in called)}; say which"
        )
    from difflib import get_close_matches

    names = [name for iri, t in things.items() for name in (compact(iri, files.prefixes), t.label)]
    near = get_close_matches(entity, names, 2, 0.5)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    raise PeakGraphError(f"'{entity}' is nothing in the graph that may have a link{hint}")


def may_be_linked(iri: str) -> bool:
    """Whether a thing of others may be in our files: by a web address of theirs, which fits into a line and a cell."""
    return (
        bool(re.match(r"https?://[^/?#@\s]+/.", iri))
        and iri.isprintable()
        and len(iri) <= _LONGEST_ADDRESS
        and not iri.startswith(BASE)
    )


def search(things: Iterable[Thing], source: Source, files: LinkFiles, step: Callable[[int], None]) -> Outcome:
    """Asks the source for each thing and writes the candidates; what was found before a failure is written too."""
    wanted = list(things)
    verdicts: dict[str, list[Verdict]] = {}
    remarks: list[str] = []
    left_out = 0
    outcome = Outcome()
    try:
        for start in range(0, len(wanted), source.batch):
            batch = wanted[start : start + source.batch]
            found, more = source.ask(batch)
            fitting = {iri: [one for one in some if may_be_linked(one.iri)] for iri, some in found.items()}
            left_out += sum(map(len, found.values())) - sum(map(len, fitting.values()))
            remarks += more
            verdicts |= {thing.iri: judge(thing, fitting.get(thing.iri, [])) for thing in batch}
            step(len(batch))
    finally:
        verdicts = abstain_on_shared(verdicts, files.taken())
        if verdicts:
            outcome.new = files.propose({thing.iri: thing for thing in wanted}, verdicts, source.name)
    outcome.looked_for = len(verdicts)
    for some in verdicts.values():
        outcome.proposed += any(one.proposed for one in some)
        outcome.homonyms += any(one.evidence.startswith("homonym") for one in some)
        outcome.nothing += not some
    outcome.unsure = outcome.looked_for - outcome.proposed - outcome.homonyms - outcome.nothing
    if left_out:
        remarks.append(f"{left_out} left out, as no web address of others (http, https) names it")
    outcome.remarks = tuple(remarks)
    return outcome
