"""The review of candidates: a person takes or refuses each, and every answer is written at once.

In: candidates, a person's answers, a line each. Out: reviewed links, refusals, what is left of the candidates.
How: first the new place of a row is written, then the old one, so that a quit or a crash loses nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from itertools import groupby

from peakgraph.candidates import SEE_ALSO, LinkFiles, pair_of, pairs, relation_for, with_rows
from peakgraph.linkables import Thing
from peakgraph.links import IDENTITIES, RELATIONS, kind_of
from peakgraph.mappings import Row
from peakgraph.prefixes import compact
from peakgraph.scoring import one_line

#: A link that a person took is at least this sure.
_TAKEN = 0.9
_HELP = "a accept, o other relation, r reject, s skip, q quit"

#: What a person may type; a word that only begins with such a letter takes and refuses nothing.
_LETTERS = {word[:length]: word[0] for word in ("accept", "other", "reject", "skip") for length in (1, len(word))}

Ask = Callable[[str], str | None]
Say = Callable[[str], None]


def show(files: LinkFiles, say: Say) -> None:
    """The candidates, thing by thing, the surest first."""
    for _, rows in groupby(_in_order(files), key=lambda row: row["subject_id"]):
        some = list(rows)
        say(f"{some[0]['subject_id']}  {some[0]['subject_label']}")
        for row in some:
            say(f"  {row['predicate_id']} {row['object_id']}  {row['object_label']}  ({row['confidence']})")
            say(f"    {row['comment']}")


def review(files: LinkFiles, things: Mapping[str, Thing], reviewer: str, ask: Ask, say: Say) -> None:
    """Goes through the candidates; `ask` gives a person's answer, or None where there are no more."""
    _drop_settled(files)
    rows = _in_order(files)
    if not rows:
        say("No candidates; 'peakgraph link' looks for some.")
    settled: Counter[str] = Counter()
    for number, row in enumerate(rows, 1):
        say(f"\n[{number}/{len(rows)}] {_described(files, things, row)}")
        answer = _decide(files, row, ask, say)
        if answer is None:
            break
        if answer == "s":
            continue
        reviewer = one_line(reviewer or ask("Your name, for the record: ") or "")
        if not reviewer:
            say("Nothing is taken or refused without a name; --reviewer gives it.")
            break
        settled[_settle(files, row, answer, reviewer)] += 1
    for path, count in sorted(settled.items()):
        say(f"{count} now in {path}")
    left = f"{len(files.candidates.rows)} candidates are left."
    say(f"{left} Run 'peakgraph build': then the graph has the links." if settled else left)


def _in_order(files: LinkFiles) -> list[Row]:
    return sorted(files.candidates.rows, key=lambda row: (row["subject_id"], -_number(row), row["object_id"]))


def _number(row: Row) -> float:
    try:
        return float(row["confidence"])
    except ValueError:
        return 0.0


def _drop_settled(files: LinkFiles) -> None:
    """Takes away candidates that stand among the reviewed or refused: what an earlier review could not finish."""
    settled = {pair for mappings in (*files.reviewed.values(), files.rejected) for pair in pairs(mappings)}
    left = [row.cells for row in files.candidates.rows if pair_of(files.candidates, row) not in settled]
    if len(left) < len(files.candidates.rows):
        files.candidates = with_rows(files.candidates, left, {})
        files.write(files.candidates)


def _described(files: LinkFiles, things: Mapping[str, Thing], row: Row) -> str:
    """What a person needs to decide: our thing with its names, place and definition; theirs with the evidence."""
    iri, target = pair_of(files.candidates, row)
    thing = things.get(iri)
    ours = [f"{row['subject_id']}  {row['subject_label']}"]
    if thing:
        where = " < ".join(min(names) for names in thing.places)
        ours += [" / ".join((*thing.english, *thing.chinese)), where, thing.definition]
    else:
        ours.append("(no longer in the graph)")
    theirs = [f"{row['object_id']}  {row['object_label']}  <{target}>", row["comment"], f"read in {row['read_in']}"]
    lines = [line for line in ours if line] + [f"  ? {theirs[0]}", *(f"    {line}" for line in theirs[1:] if line)]
    return "\n".join([*lines, f"    proposed: {_proposed(files, row)}, confidence {row['confidence']}"])


def _proposed(files: LinkFiles, row: Row) -> str:
    return "nothing" if row["predicate_id"] == SEE_ALSO else row["predicate_id"]


def _decide(files: LinkFiles, row: Row, ask: Ask, say: Say) -> str | None:
    """`s` to skip, `r` to reject, or the relation, in full, that was accepted; None to quit."""
    kind = kind_of(pair_of(files.candidates, row)[0])
    default = files.candidates.expand(row["predicate_id"]) or ""
    if row["predicate_id"] == SEE_ALSO:
        default = files.full(relation_for(kind))
    allowed = [compact(iri, files.prefixes) for iri in RELATIONS.get(kind, ())]
    while True:
        answer = ask(f"{compact(default, files.prefixes)}? [{_HELP}] ")
        if answer is None or answer.strip().casefold() in ("q", "quit"):
            return None
        letter = _LETTERS.get(answer.strip().casefold(), "")
        relation = ""
        if letter in ("s", "r"):
            return letter
        if letter == "a":
            relation = default
        elif letter == "o":
            named = (ask(f"Which: {', '.join(allowed)}? ") or "").strip()
            relation = next((iri for iri in RELATIONS.get(kind, ()) if compact(iri, files.prefixes) == named), "")
        if relation not in RELATIONS.get(kind, ()):
            say(f"Answer with one letter: {_HELP}. This {kind} may have: {', '.join(allowed)}.")
        elif clash := _clash(files, row, relation):
            say(clash)
        else:
            return relation


def _clash(files: LinkFiles, row: Row, relation: str) -> str:
    """Why a relation cannot be: the thing of theirs is another of ours, or ours is already another of theirs."""
    if relation not in IDENTITIES:
        return ""
    iri, target = pair_of(files.candidates, row)
    for other, ours in files.taken().items():
        if other == target and ours != iri:
            return f"{row['object_id']} is already {compact(ours, files.prefixes)}; it cannot be both. Reject one."
        space = files.candidates.prefixes.get(row["object_id"].partition(":")[0], target)
        if ours == iri and other != target and other.startswith(space):
            return f"{row['subject_id']} is already {compact(other, files.prefixes)}; it cannot be both. Reject one."
    return ""


def _settle(files: LinkFiles, row: Row, answer: str, reviewer: str) -> str:
    """Moves the row to the reviewed links or to the refusals, writes both files and gives the path of the first.

    What was noted before a person decided stays, as what it was: a doubt does not outlive its answer.
    """
    prefixes = dict(files.candidates.prefixes)
    cells = {**row.cells, "reviewer_label": reviewer}
    if answer == "r":
        rows = [*(kept.cells for kept in files.rejected.rows), {**cells, "predicate_modifier": "Not"}]
        if cells["predicate_id"] == SEE_ALSO:
            relation = files.full(relation_for(kind_of(pair_of(files.candidates, row)[0])))
            rows[-1] = {**rows[-1], "predicate_id": files.curie(relation, prefixes)}
        files.rejected = with_rows(files.rejected, rows, prefixes)
        target = files.rejected
    else:
        confidence = f"{max(_number(row), _TAKEN):.2f}"
        cells |= {"predicate_id": files.curie(answer, prefixes), "confidence": confidence}
        cells["comment"] = f"accepted in review; noted before, at {row['confidence']}: {row['comment'] or 'nothing'}"
        name = files.file_for(pair_of(files.candidates, row)[0])
        mappings = files.reviewed.get(name) or files.empty(name)
        files.reviewed[name] = with_rows(mappings, [*(kept.cells for kept in mappings.rows), cells], prefixes)
        target = files.reviewed[name]
    files.write(target)
    left = [kept.cells for kept in files.candidates.rows if kept is not row and kept.cells != row.cells]
    files.candidates = with_rows(files.candidates, left, {})
    files.write(files.candidates)
    return target.path
