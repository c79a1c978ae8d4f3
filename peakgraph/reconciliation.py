"""Candidates from a reconciliation service, by the protocol that OpenRefine speaks (Reconciliation Service API 0.2).

In: things, a service's address. Out: for each thing, what the service thinks may be the same.
How: the manifest first; then batches of queries, one a language, in a POST form.
"""

from __future__ import annotations

import json
import urllib.parse
from collections.abc import Sequence
from typing import Any

from peakgraph.kept_answers import KeptRemote
from peakgraph.linkables import Thing
from peakgraph.remote import RemoteError, Reply, origin, shown
from peakgraph.scoring import Found, one_line

_WIKIDATA = "http://www.wikidata.org/entity/"
#: Located in, in Wikidata's words: the one property that we know a service of Wikidata's things to have.
_LOCATED_IN = "P131"
_CANDIDATES = 5
_FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
_IN_IDS = "/:@!$&'()*+,;=~-._%?#"


class Service:
    """A reconciliation service that is asked for candidates; `types` are ids of its own that restrict them."""

    def __init__(self, remote: KeptRemote, url: str, types: Sequence[str] = ()) -> None:
        origin(url)
        self.remote = remote
        self.url = url
        self.types = types
        self.name = shown(url)
        manifest = self._json(remote.send("GET", url, headers={"Accept": "application/json"}))
        versions = manifest.get("versions", ["0.1"])
        if not isinstance(versions, list) or not {"0.1", "0.2"} & {str(version) for version in versions}:
            raise RemoteError(f"{self.name} speaks another version of the protocol than 0.2")
        space = manifest.get("identifierSpace")
        if not isinstance(space, str) or not _may_be_asked(space):
            raise RemoteError(f"{self.name} is no reconciliation service: its manifest has no identifierSpace")
        self.space = space if space.endswith(("/", "#", "=", ":")) else space + "/"
        self.spaces = (self.space,)
        size = manifest.get("batchSize")
        most = size if isinstance(size, int) and size > 1 else 20
        self.batch = max(1, min(20, most) // 2)  # two languages a thing
        remote.keep()

    def ask(self, things: Sequence[Thing]) -> tuple[dict[str, list[Found]], list[str]]:
        """IRI of a thing to its candidates."""
        queries = {
            f"q{number}-{language}": self._query(thing, names[0])
            for number, thing in enumerate(things)
            for language, names in (("en", thing.english), ("zh", thing.chinese))
            if names
        }
        body = urllib.parse.urlencode({"queries": json.dumps(queries, ensure_ascii=False)}).encode()
        answer = self._json(self.remote.send("POST", self.url, headers=_FORM, body=body, repeatable=True))
        if not set(answer) <= set(queries):
            raise RemoteError(f"{self.name} answers what was not asked; it does not speak the protocol")
        found: dict[str, list[Found]] = {}
        for number, thing in enumerate(things):
            both = [one for language in ("en", "zh") for one in self._results(answer.get(f"q{number}-{language}", {}))]
            found[thing.iri] = merge(both)
        self.remote.keep()
        return found, []

    def _query(self, thing: Thing, name: str) -> dict[str, Any]:
        query: dict[str, Any] = {"query": name, "limit": _CANDIDATES}
        if self.types:
            query |= {"type": self.types[0] if len(self.types) == 1 else list(self.types), "type_strict": "any"}
        if self.space == _WIKIDATA and thing.places:
            query["properties"] = [{"pid": _LOCATED_IN, "v": min(thing.places[0])}]
        return query

    def _results(self, answer: object) -> list[Found]:
        results = answer.get("result") if isinstance(answer, dict) else None
        if not isinstance(results, list):
            raise RemoteError(f"{self.name} answers a query without a list of results; it does not speak the protocol")
        return [self._found(one) for one in results[:_CANDIDATES]]

    def _found(self, one: object) -> Found:
        if not isinstance(one, dict) or not isinstance(one.get("id"), str) or not isinstance(one.get("name"), str):
            raise RemoteError(f"{self.name} gives a candidate without id and name; it does not speak the protocol")
        kinds = one.get("type") or one.get("types") or []
        named = (kind.get("name") or kind.get("id") if isinstance(kind, dict) else kind for kind in _listed(kinds))
        given = one["id"]
        if not given or not given.isprintable():
            raise RemoteError(f"{self.name} gives a candidate with an id that is none; it does not speak the protocol")
        iri = given if given.startswith(("http://", "https://")) else self.space + given
        return Found(
            urllib.parse.quote(iri, safe=_IN_IDS),
            {"": (one_line(one["name"]),)},
            types=tuple(one_line(str(kind)) for kind in named if kind),
            description=one_line(str(one.get("description") or "")),
        )

    def _json(self, reply: Reply) -> dict[str, Any]:
        """The body as a JSON object; raises one line for a web page and for anything else."""
        try:
            found = json.loads(reply.body)
        except (ValueError, RecursionError):
            page = reply.body.lstrip()[:9].lower().startswith((b"<!doctype", b"<html"))
            what = "a web page" if page else "no JSON" if reply.body.strip() else "nothing"
            raise RemoteError(
                f"{self.name} answers {reply.status} with {what}; is it a reconciliation service?"
            ) from None
        if not isinstance(found, dict):
            raise RemoteError(f"{self.name} answers with JSON that is no object; is it a reconciliation service?")
        return found


def merge(found: Sequence[Found]) -> list[Found]:
    """The same candidates, each once: one that was found by both names has what both say of it."""
    merged: dict[str, Found] = {}
    for one in found:
        before = merged.get(one.iri, one)
        names = tuple(dict.fromkeys((*before.names.get("", ()), *one.names.get("", ()))))
        types = before.types or one.types
        merged[one.iri] = Found(one.iri, {"": names}, types, description=before.description or one.description)
    return list(merged.values())


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _may_be_asked(url: str) -> bool:
    try:
        origin(url)
    except RemoteError:
        return False
    return True
