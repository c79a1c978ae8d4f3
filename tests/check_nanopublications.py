"""Checks nanopublications by the `nanopub` library, in the environment of the checkers: one TriG file each in a folder.

Prints one line of JSON: how many are valid under their Trusty URIs, what is wrong with the others, whether a changed
one is found out, and whether one that is signed with a throwaway key is whole.
"""

from __future__ import annotations

import functools
import json
import logging
import sys
import warnings
from pathlib import Path
from typing import Any

warnings.simplefilter("ignore", DeprecationWarning)
import rdflib  # noqa: E402
from nanopub import Nanopub, NanopubConf, Profile  # type: ignore[import-not-found]  # noqa: E402
from nanopub.utils import MalformedNanopubError  # type: ignore[import-not-found]  # noqa: E402
from rdflib.plugins.sparql import prepareQuery  # noqa: E402

# The library parses one and the same query for each nanopublication, which would take most of the time.
_prepared = functools.cache(lambda text: prepareQuery(text, initNs={"npx": "http://purl.org/nanopub/x/"}))
_query = rdflib.Graph.query
rdflib.Graph.query = lambda self, text, *more, **named: _query(self, _prepared(text), *more, **named)  # type: ignore[method-assign,assignment]


def wrong(data: str, conf: Any = None) -> str:
    """What the library finds wrong with a nanopublication; nothing where it is valid and says what its name hashes."""
    graph = rdflib.ConjunctiveGraph()
    graph.parse(data=data, format="trig")
    found = Nanopub(rdf=graph, conf=conf or NanopubConf())
    try:
        if not (found.is_valid and found.has_valid_trusty):
            return "not valid"
        if conf is not None:
            found.sign()
            return "" if found.is_valid and found.has_valid_signature and found.has_valid_trusty else "not signed"
    except MalformedNanopubError as error:
        return str(error)
    return ""


def main(folder: Path) -> None:
    logging.disable(logging.CRITICAL)
    files = {path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.trig"))}
    found = {name: wrong(data) for name, data in files.items()}
    first = next(iter(files.values()))
    changed = wrong(first.replace("prov:wasDerivedFrom", "prov:wasRevisionOf"))
    signed = wrong(first, NanopubConf(profile=Profile(orcid_id="https://orcid.org/0000-0000-0000-0000", name="Test")))
    valid = sum(not message for message in found.values())
    bad = {name: message for name, message in found.items() if message}
    print(json.dumps({"valid": valid, "wrong": bad, "changed": changed, "signed": signed}))


main(Path(sys.argv[1]))
