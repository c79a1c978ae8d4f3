"""The SERVICE block of a federated question: where it stands, what it asks of whom, what the rest takes from it.

In: SPARQL with one `SERVICE <endpoint> { ... }` and the header `#+ join: item`. Out: its parts, and SPARQL put together
of them and of rows. How: a scanner that knows strings, IRIs and comments; terms are written by pyoxigraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from peakgraph.answers import Row
from peakgraph.errors import PeakGraphError
from peakgraph.prefixes import expand
from peakgraph.terms import Term

_TOKEN = re.compile(
    r"(?P<comment>\#[^\n\r]*)"
    r'|(?P<string>"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\''
    r'|"(?:[^"\\\n\r]|\\.)*"|\'(?:[^\'\\\n\r]|\\.)*\')'
    r"|(?P<iri><[^<>\"{}|^`\\\x00-\x20]*>)"
    r"|(?P<variable>[?$]\w+)"
    r"|(?P<word>[\w-]*:(?:[\w.%:-]|\\.)*|@?\w[\w-]*)"
    r"|(?P<space>\s+)"
    r"|(?P<mark>.)",
    re.DOTALL,
)
_SILENT = ("comment", "space")
_OTHER_FORMS = ("ASK", "CONSTRUCT", "DESCRIBE")


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int

    def says(self, keyword: str) -> bool:
        return self.kind == "word" and self.text.upper() == keyword


@dataclass(frozen=True, slots=True)
class Federated:
    """A question in its parts.

    `before` ends where the SERVICE block begins, `after` starts where it ends; `pattern` is what the block holds,
    `columns` what the rest of the question takes from it, the join variables first.
    """

    name: str
    endpoint: str
    join: tuple[str, ...]
    columns: tuple[str, ...]
    prologue: str
    group: str
    pattern: str
    before: str
    after: str

    def local_part(self) -> str:
        """SPARQL for the values of the join variables in our graph."""
        head = variables(self.join)
        return f"{_needed(self.prologue, self.group)}SELECT DISTINCT {head} WHERE {self.group}}}\nORDER BY {head}\n"

    def outside_part(self, rows: Iterable[Row]) -> str:
        """SPARQL for the endpoint: the block with the values of the join variables before it."""
        block = f"{_values(self.join, rows)}\n  {self.pattern.strip()}"
        head = f"{_needed(self.prologue, self.pattern)}SELECT {variables(self.columns)}"
        return f"{head} WHERE {{\n  {block}\n}}\n"

    def joined(self, rows: Iterable[Row]) -> str:
        """SPARQL for our graph: the question with the rows that came back in the block's place."""
        return self.before + _values(self.columns, rows) + self.after


def is_federated(text: str) -> bool:
    """Whether SPARQL has a SERVICE block."""
    return "service" in text.casefold() and any(token.says("SERVICE") for token in _tokens(text))


def split(name: str, text: str, prefixes: Mapping[str, str]) -> Federated:
    """A question in its parts; raises where it is of a kind that cannot be put together again."""
    tokens = _tokens(text)
    blocks = [place for place, token in enumerate(tokens) if token.says("SERVICE")]
    if not blocks:
        raise PeakGraphError(f"{name}: it has no SERVICE block: it asks this graph alone")
    if len(blocks) != 1:
        raise PeakGraphError(f"{name}: {len(blocks)} SERVICE blocks; a federated question has one: split it")
    if any(token.says(form) for form in (*_OTHER_FORMS, "FROM") for token in tokens):
        raise PeakGraphError(f"{name}: only SELECT without FROM can be asked in two places; write it as one")
    block = blocks[0]
    first = next((place for place, token in enumerate(tokens) if token.says("SELECT")), 0)
    opening = _outer_group(name, tokens, first, block)
    endpoint = _endpoint(name, tokens[block + 1 :], text[: tokens[first].start], prefixes)
    start, end = block + 2, _closing(name, tokens, block + 2)
    join = tuple(" ".join(header(text, "join")).split())
    inside = {token.text[1:] for token in tokens[start:end] if token.kind == "variable"}
    outer = {token.text[1:] for token in (*tokens[:block], *tokens[end:]) if token.kind == "variable"}
    if not join or not inside.issuperset(join):
        raise PeakGraphError(
            f"{name}: say in '#+ join: item' which variables of the SERVICE block our graph binds before it; "
            f"the block has: {', '.join(sorted(inside)) or 'none'}"
        )
    taken = inside if "*" in (token.text for token in tokens[first + 1 : first + 3]) else inside & outer
    return Federated(
        name,
        endpoint,
        join,
        columns=(*join, *sorted(taken - set(join))),
        prologue=text[tokens[0].start : tokens[first].start],
        group=text[tokens[opening].start : tokens[block].start],
        pattern=text[tokens[start].end : tokens[end].start],
        before=text[: tokens[block].start],
        after=text[tokens[end].end :],
    )


def header(text: str, key: str) -> list[str]:
    """The values of the `#+` lines with this key."""
    return re.findall(rf"^#\+ *{key}: *(.*?) *$", text, re.MULTILINE)


def variables(names: Iterable[str]) -> str:
    """The names as SPARQL writes variables, in a row."""
    return " ".join(f"?{name}" for name in names)


def _values(names: tuple[str, ...], rows: Iterable[Row]) -> str:
    """A VALUES block of terms, which pyoxigraph writes: no text of others gets into a query unescaped."""
    lines = "".join(f"\n    ({' '.join(map(_term, row))})" for row in rows)
    return f"VALUES ({variables(names)}) {{{lines}\n  }}"


def _term(term: Term | None) -> str:
    if isinstance(term, ox.BlankNode | ox.Triple):
        raise PeakGraphError("an endpoint answered with a blank node, which means nothing elsewhere; ask for IRIs")
    return "UNDEF" if term is None else str(term)


def _tokens(text: str) -> list[_Token]:
    """The words, names, strings and marks of a query, without its comments."""
    found = (_Token(match.lastgroup or "", match[0], *match.span()) for match in _TOKEN.finditer(text))
    return [token for token in found if token.kind not in _SILENT]


def _needed(prologue: str, part: str) -> str:
    """The prologue without the prefixes that a part has no use for: others need not know them."""
    used = {token.text.partition(":")[0] for token in _tokens(part) if ":" in token.text}
    return re.sub(
        r"PREFIX\s+([\w-]*):\s*<[^<>]*>\s*", lambda found: found[0] if found[1] in used else "", prologue, flags=re.I
    )


def _outer_group(name: str, tokens: list[_Token], first: int, block: int) -> int:
    """Where the braces around the SERVICE block open; raises where these are not the question's own."""
    opened: list[tuple[str, int]] = []
    for place in range(first, block):
        if tokens[place].text in ("{", "("):
            opened.append((tokens[place].text, place))
        elif tokens[place].text in ("}", ")") and opened:
            opened.pop()
    if len(opened) != 1:
        raise PeakGraphError(
            f"{name}: SERVICE stands inside another block; put it right into the WHERE of the question"
        )
    return opened[0][1]


def _endpoint(name: str, tokens: list[_Token], prologue: str, prefixes: Mapping[str, str]) -> str:
    """The IRI after SERVICE; raises where it is a variable, or SILENT hides that it fails."""
    target = tokens[0] if tokens else _Token("", "", 0, 0)
    if target.says("SILENT"):
        raise PeakGraphError(f"{name}: SERVICE SILENT would hide that an endpoint fails; take SILENT out")
    own = dict(re.findall(r"PREFIX\s+([\w-]*):\s*<([^<>]*)>", prologue, re.IGNORECASE))
    iri = target.text[1:-1] if target.kind == "iri" else expand(target.text, {**prefixes, **own}) or ""
    if not iri.startswith(("http://", "https://")):
        raise PeakGraphError(f"{name}: SERVICE needs the http address of one endpoint, and not '{target.text}'")
    return iri


def _closing(name: str, tokens: list[_Token], opening: int) -> int:
    """Where the braces that open at `opening` close."""
    depth = 0
    for place in range(opening, len(tokens)):
        depth += {"{": 1, "}": -1}.get(tokens[place].text, 0)
        if depth == 0:
            break
    if depth or opening >= len(tokens) or tokens[opening].text != "{":
        raise PeakGraphError(f"{name}: the braces of its SERVICE block do not close; mend it")
    return place
