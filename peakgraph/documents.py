"""Documents and passages: the texts as given, and stretches of them.

In: the bytes of a document. Out: a `Document` (text and hash) and `Passage` values that are checked when made.
How: strict UTF-8, nothing normalised, so that offsets in code points mean the same to everybody.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from peakgraph.errors import PeakGraphError
from peakgraph.prefixes import DOCUMENT, PASSAGE

#: Characters of the text that a passage keeps before and after its quote, as Web Annotation advises.
CONTEXT_LENGTH = 32

#: Characters that no XML may hold and no terminal should be sent.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

#: A document of policy prose is never larger; a file that is was named by mistake.
LARGEST_DOCUMENT = 16 * 1024 * 1024


def decode(name: str, data: bytes) -> str:
    """The text of a file; raises one line that says why it is none (empty, binary, not UTF-8)."""
    if not data.strip():
        raise PeakGraphError(f"{name}: the file is empty; put the text into it or take it away")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise PeakGraphError(f"{name}: the file is UTF-16; save it as UTF-8")
    if b"\0" in data:
        raise PeakGraphError(f"{name}: a NUL byte at offset {data.index(0)}: not a text; save it as plain UTF-8 text")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        byte = data[error.start]
        raise PeakGraphError(
            f"{name}: not UTF-8 (byte 0x{byte:02X} at offset {error.start}); save it as UTF-8"
        ) from error
    if control := _CONTROL.search(text):
        code = f"U+{ord(control[0]):04X}"
        raise PeakGraphError(f"{name}: a control character ({code}) at {control.start()}; take it out")
    return text


@dataclass(frozen=True, slots=True)
class Document:
    """A source document: file name, text, and the SHA-256 of its bytes in hexadecimal."""

    name: str
    text: str
    sha256: str

    @classmethod
    def from_bytes(cls, name: str, data: bytes) -> Document:
        """Raises `PeakGraphError` where the bytes are too many or are no UTF-8 text."""
        if len(data) > LARGEST_DOCUMENT:
            raise PeakGraphError(
                f"seeds/{name}: more than the {LARGEST_DOCUMENT:,} bytes that a file may have; split it"
            )
        return cls(name, decode(f"seeds/{name}", data), hashlib.sha256(data).hexdigest())

    @property
    def stem(self) -> str:
        """The file name without its ending: what IRIs carry."""
        return self.name.rsplit(".", 1)[0]

    @property
    def iri(self) -> str:
        """The document's IRI."""
        return DOCUMENT + self.stem

    def find(self, quote: str) -> tuple[int, ...]:
        """The offsets at which the quote stands, in code points."""
        found, start = [], self.text.find(quote)
        while start >= 0:
            found.append(start)
            start = self.text.find(quote, start + 1)
        return tuple(found)

    def passage(self, start: int, end: int) -> Passage:
        """The passage from `start` to `end` (exclusive), in code points."""
        before, after = max(0, start - CONTEXT_LENGTH), end + CONTEXT_LENGTH
        text = self.text
        return Passage(self.stem, start, end, text[start:end], text[before:start], text[end:after])


@dataclass(frozen=True, slots=True, order=True)
class Passage:
    """A stretch of a document: its words, its place in code points (end exclusive), and the words around it."""

    document: str
    start: int
    end: int
    exact: str
    before: str
    after: str

    def __post_init__(self) -> None:
        """A passage whose words do not fill its place cannot be made."""
        if self.end - self.start != len(self.exact) or not self.exact.strip():
            raise ValueError(f"passage {self.document} {self.start}-{self.end} does not hold {self.exact!r}")

    @property
    def name(self) -> str:
        """`{document}/{start}-{end}`: the end of the passage's IRI."""
        return f"{self.document}/{self.start}-{self.end}"

    @property
    def iri(self) -> str:
        """The passage's IRI, which also names the graph of what it states."""
        return PASSAGE + self.name
