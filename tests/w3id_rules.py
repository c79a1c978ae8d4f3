"""The redirect rules of w3id/.htaccess as Apache's mod_rewrite reads them: as much of it as the rules use.

What it does not know it refuses, so that no rule is tested by a meaning that Apache does not give it.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field

#: What clients say that they accept.
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
RDFLIB = "application/rdf+xml,text/rdf+n3;q=0.9,application/xhtml+xml;q=0.5, */*;q=0.1"
OWLAPI = "application/rdf+xml, application/xml; q=0.7, text/xml; q=0.6, text/plain; q=0.1, */*; q=0.09"

_VARIABLE = re.compile(r"%\{(?:(HTTP_ACCEPT)|ENV:([A-Z]+))\}")
_FLAG = re.compile(r"L|NE|NC|OR|R=(?P<status>\d{3})|E=(?P<name>[A-Z]+):(?P<value>.*)")


@dataclass(frozen=True)
class Condition:
    """A RewriteCond: what is tested, the pattern, whether it must not match, whether the next may hold instead."""

    tested: str
    pattern: str
    negated: bool
    flags: tuple[str, ...]

    def holds(self, accept: str, variables: dict[str, str]) -> bool:
        text = expand(self.tested, accept, variables)
        found = text == self.pattern[1:] if self.pattern.startswith("=") else bool(re.search(self.pattern, text))
        return found != self.negated


@dataclass(frozen=True)
class Rule:
    """A RewriteRule with the conditions in front of it."""

    pattern: str
    substitution: str
    flags: tuple[str, ...]
    conditions: tuple[Condition, ...] = field(default=())

    def applies(self, accept: str, variables: dict[str, str]) -> bool:
        """The conditions hold together; those joined by OR hold where one of them does."""
        group = False
        for condition in self.conditions:
            group = group or condition.holds(accept, variables)
            if "OR" in condition.flags:
                continue
            if not group:
                return False
            group = False
        return True


def read_rules(text: str) -> list[Rule]:
    """The rules in order; raises where a line is not one that this reader knows."""
    rules: list[Rule] = []
    waiting: list[Condition] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        word, *rest = line.split()
        flags = tuple(shlex.split(rest[-1][1:-1].replace(",", " "))) if rest[-1].startswith("[") else ()
        known = all(_FLAG.fullmatch(flag) for flag in flags) and len(rest) - bool(flags) == 2
        if word.startswith("Rewrite") and word != "RewriteEngine" and not known:
            raise ValueError(f"{number}: not understood: {line}")
        if word == "RewriteCond":
            re.compile(rest[1].removeprefix("!"))
            waiting.append(Condition(rest[0], rest[1].removeprefix("!"), rest[1].startswith("!"), flags))
        elif word == "RewriteRule":
            re.compile(rest[0])
            rules.append(Rule(rest[0], rest[1], flags, tuple(waiting)))
            waiting = []
        elif line not in ("Options +FollowSymLinks -MultiViews", "RewriteEngine on"):
            raise ValueError(f"{number}: not understood: {line}")
    if waiting:
        raise ValueError("a condition without a rule")
    return rules


def expand(text: str, accept: str, variables: dict[str, str]) -> str:
    return _VARIABLE.sub(lambda found: accept if found[1] else variables.get(found[2], ""), text)


def redirect(rules: list[Rule], path: str, accept: str = "*/*") -> tuple[int, str] | None:
    """Status and address for a path under /peakgraph/; None where no rule answers."""
    variables: dict[str, str] = {}
    for rule in rules:
        match = re.search(rule.pattern, path)
        if not match or not rule.applies(accept, variables):
            continue
        flags = [found for found in map(_FLAG.fullmatch, rule.flags) if found]
        variables.update({found["name"]: found["value"] for found in flags if found["name"]})
        if rule.substitution == "-":
            continue
        status = [int(found["status"]) for found in flags if found["status"]]
        assert status, f"{rule.pattern}: rewrites without a redirect"
        assert "L" in rule.flags, f"{rule.pattern}: goes on after a redirect"
        address = expand(rule.substitution, accept, variables)
        for place, part in enumerate(match.groups(""), 1):
            address = address.replace(f"${place}", part)
        # Without NE, Apache writes a number sign as %23, and the address would name a file that is not there.
        assert "#" not in address or "NE" in rule.flags, f"{rule.pattern}: a fragment without NE"
        return status[0], address
    return None
