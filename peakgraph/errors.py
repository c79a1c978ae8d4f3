"""Errors and findings: what went wrong, where, and what to do about it.

In: nothing. Out: the exception that the library raises and the finding that a check returns, and texts fit for a
terminal. How: the library raises, the command line turns each into one line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["violation", "warning"]


class PeakGraphError(Exception):
    """Something that keeps PeakGraph from running: one line that says what, where and what to do.

    The command line prints it and ends with exit code 2.
    """


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that does not conform.

    `where` is a file and, if known, a line (`graph/readings/000-hubei.md:41`); `check` names the check or the
    shape; `focus`, `path` and `value` are what a SHACL result has, as text, where they apply.
    """

    where: str
    check: str
    message: str
    severity: Severity = "violation"
    focus: str = ""
    path: str = ""
    value: str = ""

    def __str__(self) -> str:
        """One line for a person: place, severity where it is only a warning, message."""
        mark = "warning: " if self.severity == "warning" else ""
        return f"{self.where}: {mark}{' '.join(self.message.splitlines())}"


def harmless(text: str) -> str:
    """The text with a mark for each letter that would move a terminal's cursor; only texts of others have such."""
    return "".join(one if one.isprintable() or one in "\n\t" else "\N{REPLACEMENT CHARACTER}" for one in text)
