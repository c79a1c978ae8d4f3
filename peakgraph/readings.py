"""The reader of readings: Markdown with quotes, and under each quote what it states, in Turtle.

In: the text of one file of graph/readings. Out: a `Reading` (groups of quotes with their blocks) and findings.
How: line by line over the raw text; blockquotes and fences are all that counts, headings and prose are free.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from peakgraph.errors import Finding

DISPOSITIONS = ("rhetoric", "repetition", "out of scope", "unclear")
FRONT_MATTER = ("document", "status", "reader", "reviewer")
_DISPOSITION = re.compile(r"Not modelled:\s*(?P<kind>[a-z ]+?)\s*(?:--\s*(?P<reason>.+?)\s*)?$")
_FRONT_MATTER = re.compile(r"([A-Za-z-]+):\s*(.*?)\s*$")
_FENCE = "```"


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the document, the line of the reading that they stand on, and the words needed to understand them."""

    text: str
    line: int
    contexts: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A Turtle block: its text, the line of its first line, and whether it is editorial."""

    text: str
    line: int
    editorial: bool


@dataclass(frozen=True, slots=True)
class Disposition:
    """Why quotes state nothing that the graph holds."""

    kind: str
    reason: str
    line: int


@dataclass(slots=True)
class Group:
    """Quotes and what each of them states."""

    line: int
    quotes: list[Quote] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    disposition: Disposition | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading: its file, its front matter, its groups."""

    path: str
    front_matter: dict[str, str]
    groups: tuple[Group, ...]

    @property
    def document(self) -> str:
        """The file name of the document that is read."""
        return self.front_matter["document"]

    @property
    def proposed(self) -> bool:
        """Whether the reading is a draft that nobody has reviewed."""
        return self.front_matter["status"] == "proposed"


def parse_reading(path: str, text: str) -> tuple[Reading | None, list[Finding]]:
    """The reading in `text`, and what is wrong with its form; no reading where the front matter is not usable."""
    parser = _Parser(path, text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n"))
    return parser.run(), parser.findings


class _Parser:
    """Walks over the lines once; `self.group` is the group that the next block would belong to."""

    def __init__(self, path: str, lines: list[str]) -> None:
        self.path, self.lines, self.at = path, lines, 0
        self.findings: list[Finding] = []
        self.groups: list[Group] = []
        self.group: Group | None = None

    def wrong(self, line: int, message: str) -> None:
        self.findings.append(Finding(f"{self.path}:{line}", "reading-form", message))

    def run(self) -> Reading | None:
        front_matter = self.read_front_matter()
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if line.startswith(">"):
                self.read_blockquote()
            elif line.startswith(_FENCE):
                self.read_fence()
            elif line.startswith("Not modelled"):
                self.read_disposition(line)
            elif line.strip():
                self.close_group()
                self.at += 1
            else:
                self.at += 1
        self.close_group()
        return Reading(self.path, front_matter, tuple(self.groups)) if front_matter else None

    def read_front_matter(self) -> dict[str, str]:
        found: dict[str, str] = {}
        if self.lines[0].strip() != "---" or "---" not in (line.strip() for line in self.lines[1:]):
            self.wrong(1, "no front matter; begin with a line '---', then 'document:' and 'status:', then '---'")
            return {}
        self.at = next(number for number, line in enumerate(self.lines[1:], 2) if line.strip() == "---")
        for line in self.lines[1 : self.at - 1]:
            if match := _FRONT_MATTER.match(line):
                found[match[1]] = match[2].split(" #")[0].strip()
        if not found.get("document"):
            self.wrong(1, "the front matter names no document; add 'document: <file name in seeds/>'")
            return {}
        if found.get("status") not in ("reviewed", "proposed"):
            self.wrong(1, f"status is {found.get('status', '')!r}; it is 'reviewed' or 'proposed'")
            return {}
        for key in sorted(set(found) - set(FRONT_MATTER)):
            self.wrong(1, f"the front matter has '{key}', which means nothing; it may have {', '.join(FRONT_MATTER)}")
        if found["status"] == "reviewed" and not (found.get("reader") and found.get("reviewer")):
            self.wrong(1, "a reviewed reading names its reader and its reviewer; add them, or set status: proposed")
        return found

    def close_group(self) -> None:
        group, self.group = self.group, None
        if group is None:
            return
        modelled = any(not block.editorial for block in group.blocks)
        if not modelled and group.disposition is None:
            only = "only an editorial block" if group.blocks else "neither a Turtle block nor a disposition"
            self.wrong(group.line, f"quote with {only}; say what it states, or 'Not modelled: <why>'")
        if modelled and group.disposition is not None:
            self.wrong(group.disposition.line, "quote with both a Turtle block and 'Not modelled'; keep one of them")
        self.groups.append(group)

    def read_blockquote(self) -> None:
        if self.group is not None and (self.group.blocks or self.group.disposition):
            self.close_group()
        first = self.at
        while self.at < len(self.lines) and self.lines[self.at].startswith(">"):
            self.at += 1
        paragraphs = list(_paragraphs(self.lines[first : self.at], first + 1))
        contexts = tuple(Quote(text, line) for text, line, nested in paragraphs if nested)
        quotes = [Quote(text, line, contexts) for text, line, nested in paragraphs if not nested]
        if not quotes:
            self.wrong(first + 1, "a blockquote with context (> >) and no quote; add the quote that it explains")
            return
        self.group = self.group or Group(first + 1)
        self.group.quotes += quotes

    def read_fence(self) -> None:
        opened, info = self.at + 1, self.lines[self.at][len(_FENCE) :].split()
        body = self.read_body(opened, is_turtle=info[:1] == ["turtle"])
        if info[:1] != ["turtle"]:
            self.close_group()
        elif self.group is None:
            self.wrong(opened, "a Turtle block with no quote above it; put the quote that states it directly above")
        elif info[1:] not in ([], ["editorial"]):
            self.wrong(opened, f"a block of kind '{' '.join(info)}'; it is 'turtle' or 'turtle editorial'")
        else:
            self.group.blocks.append(Block("\n".join(body), opened + 1, info[1:] == ["editorial"]))

    def read_body(self, opened: int, *, is_turtle: bool) -> list[str]:
        """The lines of a block, up to its closing fence; a quote inside Turtle means that the fence is missing."""
        self.at += 1
        first = self.at
        while self.at < len(self.lines) and not self.lines[self.at].startswith(_FENCE):
            if is_turtle and self.lines[self.at].startswith(">"):
                self.wrong(self.at + 1, f"a line of a block begins with '>'; close the fence of line {opened}")
                return self.lines[first : self.at]
            self.at += 1
        if self.at == len(self.lines):
            self.wrong(opened, "a fence that is never closed; add a line of three backticks")
        self.at += 1
        return self.lines[first : self.at - 1]

    def read_disposition(self, line: str) -> None:
        self.at += 1
        match = _DISPOSITION.match(line)
        if match is None or match["kind"] not in DISPOSITIONS:
            self.wrong(self.at, f"not a disposition; write 'Not modelled: {' | '.join(DISPOSITIONS)} -- why'")
        elif self.group is None or self.group.disposition:
            self.wrong(self.at, "a disposition with no quote of its own directly above it")
        elif not match["reason"]:
            self.wrong(self.at, f"a disposition without a reason; write 'Not modelled: {match['kind']} -- why'")
        else:
            self.group.disposition = Disposition(match["kind"], match["reason"], self.at)


def _paragraphs(lines: list[str], first: int) -> Iterator[tuple[str, int, bool]]:
    """The paragraphs of a blockquote: words, line, and whether nested (context)."""
    words: list[str] = []
    start, nested = first, False
    for number, line in enumerate([*lines, ">"], first):
        content = _unmark(line)
        inner = content.startswith(">")
        if words and (not content.strip() or inner != nested):
            yield "\n".join(words).strip(), start, nested
            words = []
        if content.strip():
            if not words:
                start, nested = number, inner
            words.append(_unquoted(content))


def _unquoted(content: str) -> str:
    """A line of a quote or a context; a backslash alone stands for an empty line of the document."""
    words = _unmark(content) if content.startswith(">") else content
    return "" if words.strip() == "\\" else words


def _unmark(line: str) -> str:
    """The line without its quote mark and the one space after it."""
    rest = line[1:]
    return rest[1:] if rest.startswith(" ") else rest
