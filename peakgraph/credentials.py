"""Credentials: a user's name and password, or a token, that no message and no listing ever shows.

In: the environment. Out: the header that answers a server's question for a login, and texts with the secrets taken out.
How: nothing is sent before the server asks; Digest is preferred to Basic, since it does not tell the password.
"""

from __future__ import annotations

import base64
import html
import json
import os
import re
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from ipaddress import ip_address

from peakgraph.errors import PeakGraphError

Challenge = tuple[str, dict[str, str]]

#: Letters of what is told of a server's own words.
_LONGEST_WORDS = 160

_NEW_SCHEME = re.compile(r"([A-Za-z][\w-]*)(?:\s+(\S.*))?$", re.DOTALL)


@dataclass(frozen=True)
class Credentials:
    """Either a user and a password, or a token."""

    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        """Refuses what no header may hold: the complaint of the HTTP library would show it."""
        if not (self.user + self.password).isprintable():
            raise PeakGraphError("the user or the password has a line break or the like in it; set them without")
        if not (self.token.isascii() and self.token.isprintable()):
            raise PeakGraphError("the token has a line break or a letter beyond ASCII in it; set it without")

    @staticmethod
    def from_environment(prefix: str) -> Credentials | None:
        """From {prefix}_TOKEN, or {prefix}_USER and {prefix}_PASSWORD; None where none of them is set."""
        user, password, token = (os.environ.get(f"{prefix}_{name}", "") for name in ("USER", "PASSWORD", "TOKEN"))
        if token:
            return Credentials(token=token)
        if bool(user) != bool(password):
            raise PeakGraphError(f"{prefix}_USER and {prefix}_PASSWORD go together; one of them is not set")
        return Credentials(user, password) if user else None

    def redact(self, text: str) -> str:
        """The text without the password and the token, in the forms in which a server may give them back."""
        for secret in filter(None, (self.password, self.token)):
            in_json, in_html = json.dumps(secret, ensure_ascii=False)[1:-1], html.escape(secret)
            in_url = (urllib.parse.quote(secret, safe=""), urllib.parse.quote_plus(secret))
            for form in (self._basic(), secret, in_json, in_html, *in_url):
                text = text.replace(form, "***")
        return text

    def _basic(self) -> str:
        return base64.b64encode(f"{self.user}:{self.password}".encode()).decode()


def refuse_plain(url: str) -> None:
    """Raises where a login for this URL would go over http to another machine."""
    parts = urllib.parse.urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "http" and not is_loopback(host):
        raise PeakGraphError(
            f"{host}: the login would go over http, which anybody on the way can read; use https, or say --insecure"
        )


def is_loopback(host: str) -> bool:
    """Whether what is sent to the host stays on this machine."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


class Login:
    """Answers the login questions of one server; remembers the last, so that it need not be asked each time."""

    def __init__(self, credentials: Credentials) -> None:
        self.credentials = credentials
        self._challenge: Challenge | None = None
        self._passwords = urllib.request.HTTPPasswordMgr()
        self._digest = urllib.request.HTTPDigestAuthHandler(self._passwords)

    def take(self, header: str) -> bool:
        """Keeps the best question of a WWW-Authenticate header; False where there is none that we can answer."""
        wanted = ("bearer",) if self.credentials.token else ("digest", "basic")
        asked = dict(read_challenges(header))
        self._challenge = next(((scheme, asked[scheme]) for scheme in wanted if scheme in asked), None)
        return self._challenge is not None

    def header(self, request: urllib.request.Request) -> str | None:
        """The Authorization header for a request; None before the server has asked for one."""
        if self._challenge is None:
            return None
        scheme, values = self._challenge
        if scheme == "bearer":
            return f"Bearer {self.credentials.token}"
        if scheme == "basic":
            return f"Basic {self.credentials._basic()}"
        self._passwords.add_password(
            values.get("realm", ""), request.full_url, self.credentials.user, self.credentials.password
        )
        try:
            digest = self._digest.get_authorization(request, values)
        # An algorithm or a quality that urllib does not know, or letters beyond ASCII.
        except (ValueError, OSError) as error:
            words = "".join(filter(str.isprintable, self.credentials.redact(str(error))))[:_LONGEST_WORDS]
            raise PeakGraphError(f"the Digest login cannot be made: {words}") from None
        return f"Digest {digest}" if digest else None


def read_challenges(header: str) -> list[Challenge]:
    """The schemes of a WWW-Authenticate header, lower-case, each with its values."""
    found: list[Challenge] = []
    for item in urllib.request.parse_http_list(header):
        name, equals, value = item.partition("=")
        if equals and re.fullmatch(r"[\w-]+", name.strip()):
            if found:
                found[-1][1][name.strip().lower()] = value.strip().strip('"')
        elif start := _NEW_SCHEME.match(item):
            found.append((start[1].lower(), {}))
            name, equals, value = (start[2] or "").partition("=")
            if equals:
                found[-1][1][name.strip().lower()] = value.strip().strip('"')
    return found
