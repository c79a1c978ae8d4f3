"""The one HTTP client: polite to servers, and never held up, filled up or led astray by one.

In: a method, a URL, headers, a body. Out: a `Reply`, or a `RemoteError` of one line.
How: urllib under a clock; sizes counted while reading; redirects to the same host only; retries as the server asks.
"""

from __future__ import annotations

import http.client
import re
import time
import urllib.error
import urllib.parse
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import MappingProxyType

from peakgraph import __version__
from peakgraph.connections import Clock, ClockedRequest, make_opener
from peakgraph.credentials import Credentials as Credentials
from peakgraph.credentials import Login
from peakgraph.errors import PeakGraphError

USER_AGENT = f"PeakGraph/{__version__} (https://w3id.org/peakgraph)"

_NO_HEADERS: Mapping[str, str] = MappingProxyType({})
_IDEMPOTENT = ("GET", "HEAD", "PUT", "DELETE", "OPTIONS")
#: Too many requests, and three ways of being away for a while.
_PASSING = (429, 502, 503, 504)
_REDIRECTS = (301, 302, 303, 307, 308)
_MOST_REDIRECTS = 5
_CHUNK = 1 << 16
#: Bytes of a refusal that are read, for its first words.
_REFUSAL = 4096
_FIRST_WORDS = 160


class RemoteError(PeakGraphError):
    """What kept a server from answering, in one line; `status` where it answered with a refusal.

    `passing` says that the same request may go well later; `retry_after`, in how many seconds, where it said so.
    """

    def __init__(
        self, message: str, status: int | None = None, *, passing: bool = False, retry_after: float | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.passing = passing
        self.retry_after = retry_after


@dataclass(frozen=True)
class Reply:
    """What a server answered; the names of the headers are lower-case, `url` is where the redirects led."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    url: str


@dataclass(frozen=True)
class _Request:
    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None = field(repr=False)


class Remote:
    """Sends requests, one after the other.

    `timeout` seconds for a step (connect, read), `total` for a request with its redirects and retries, `largest` bytes
    of an answer, `pause` seconds between two requests. `credentials` go to the host of each URL that `send` is given,
    when it asks for them, and nowhere that it redirects to.
    """

    def __init__(
        self,
        timeout: float = 30.0,
        total: float = 60.0,
        largest: int = 64 << 20,
        retries: int = 3,
        pause: float = 0.0,
        credentials: Credentials | None = None,
        user_agent: str = USER_AGENT,
    ) -> None:
        self.timeout = timeout
        self.total = total
        self.largest = largest
        self.retries = retries
        self.pause = pause
        self.credentials = credentials
        self.user_agent = user_agent
        self._opener = make_opener()
        self._logins: dict[tuple[str, str, int], Login] = {}
        self._next = 0.0

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] = _NO_HEADERS,
        body: bytes | None = None,
        repeatable: bool | None = None,
    ) -> Reply:
        """The server's answer; raises RemoteError for all else.

        `repeatable` allows a method to be sent again that may not be idempotent (a query by POST), or forbids it.
        """
        origin(url)
        time.sleep(max(0.0, self._next - time.monotonic()))
        clock = Clock(self.timeout, self.total)
        again = method in _IDEMPOTENT if repeatable is None else repeatable
        request = _Request(method, url, headers, body)
        attempt = 0
        while True:
            try:
                return self._follow(request, clock)
            except RemoteError as error:
                if self.credentials:
                    error.args = (self.credentials.redact(str(error)),)
                if not (again and error.passing and attempt < self.retries):
                    raise
                self._wait(error, attempt, clock)
            finally:
                self._next = time.monotonic() + self.pause
            attempt += 1

    def _wait(self, error: RemoteError, attempt: int, clock: Clock) -> None:
        """Waits as long as the server asks, else 1, 2, 4 ... seconds; gives up where the deadline comes before."""
        wait = max(self.pause, 2.0**attempt if error.retry_after is None else error.retry_after)
        if wait >= clock.remaining():
            asked = f"; it asks to wait {wait:.0f} s" if error.retry_after is not None else ""
            message = f"{error}{asked}; given up, as {clock.total:g} s are all it has (asked {attempt + 1} times)"
            raise RemoteError(message, error.status, passing=True, retry_after=error.retry_after) from error
        time.sleep(wait)

    def _follow(self, request: _Request, clock: Clock) -> Reply:
        """The answer after redirects on the same host and a login where it is asked for; raises for a refusal."""
        named = request.url
        for _ in range(_MOST_REDIRECTS + 1):
            login = self._login(named) if request.url == named else None
            reply = self._exchange(request, clock, login)
            if reply.status == 401 and login and login.take(reply.headers.get("www-authenticate", "")):
                reply = self._exchange(request, clock, login)
            if reply.status in _REDIRECTS:
                request = _redirected(request, reply)
                continue
            if not 200 <= reply.status < 300:  # a 103 or a 304 is no answer either
                raise self._refusal(reply, redirected=request.url != named)
            return reply
        raise RemoteError(f"{shown(named)} redirects more than {_MOST_REDIRECTS} times; name the address it ends at")

    def _login(self, url: str) -> Login | None:
        if self.credentials is None:
            return None
        return self._logins.setdefault(origin(url), Login(self.credentials))

    def _exchange(self, request: _Request, clock: Clock, login: Login | None) -> Reply:
        """One request and its answer, whatever its status."""
        headers = {"User-Agent": self.user_agent, "Accept-Encoding": "identity", **request.headers}
        sent = ClockedRequest(request.method, request.url, headers, request.body, clock)
        if login and (authorization := login.header(sent)):
            sent.add_unredirected_header("Authorization", authorization)
        where = shown(request.url)
        try:
            with closing(self._opener.open(sent, timeout=clock.step())) as response:
                names: dict[str, str] = {}
                for name, value in response.headers.items():
                    names[name.lower()] = ", ".join(filter(None, (names.get(name.lower()), value)))
                return Reply(response.status, names, self._read(response, names, where), request.url)
        except TimeoutError as error:
            raise _late(where, clock) from error
        except urllib.error.URLError as error:
            if isinstance(error.reason, TimeoutError):
                raise _late(where, clock) from error
            broken = isinstance(error.reason, ConnectionResetError)
            words = first_words(getattr(error.reason, "strerror", None) or str(error.reason))
            raise RemoteError(f"{where} cannot be reached: {words}", passing=broken) from error
        except (ConnectionError, http.client.IncompleteRead) as error:
            raise RemoteError(f"{where} broke off the connection before its answer was whole", passing=True) from error
        except (http.client.HTTPException, OSError, ValueError) as error:
            words = first_words(str(error)) or type(error).__name__
            raise RemoteError(f"{where} gives no answer that is HTTP: {words}") from error

    def _read(self, response: http.client.HTTPResponse, headers: Mapping[str, str], where: str) -> bytes:
        """The body, no longer than allowed; of a refusal its beginning, of a redirect nothing."""
        if response.status in _REDIRECTS:
            return b""
        if not 200 <= response.status < 300:
            return response.read(_REFUSAL)
        encoding = headers.get("content-encoding", "").casefold() or "identity"
        if encoding != "identity":
            raise RemoteError(f"{where} answers in the encoding '{first_words(encoding)}', which was not asked for")
        body = bytearray()
        while True:
            if len(body) + (response.length or 0) > self.largest:
                most = f"{self.largest / (1 << 20):g} MiB"
                raise RemoteError(f"the answer of {where} is larger than {most}; ask for less")
            if not (chunk := response.read(_CHUNK)):
                break
            body += chunk
        if response.length:
            raise http.client.IncompleteRead(bytes(body[:0]), response.length)
        return bytes(body)

    def _refusal(self, reply: Reply, *, redirected: bool) -> RemoteError:
        """What a refusal says, with the first words of its body, out of which secrets go before it is cut."""
        phrase = http.client.responses.get(reply.status, "a refusal")
        body = reply.body.decode("utf-8", "replace")
        words = first_words(self.credentials.redact(body) if self.credentials else body)
        if reply.status == 401:
            words = "the user, password or token is wrong" if self.credentials else "it asks for a login"
        if reply.status == 401 and self.credentials and redirected:
            words = "a login is not given after a redirect; name this address"
        message = f"{shown(reply.url)} answers {reply.status} {phrase}" + (f": {words}" if words else "")
        wait = retry_after(reply.headers.get("retry-after", ""), reply.headers.get("date", ""))
        return RemoteError(message, reply.status, passing=reply.status in _PASSING, retry_after=wait)


def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of a URL; raises one line where it is none that may be asked."""
    fault = "" if url.isascii() and url.isprintable() and " " not in url else "percent-encode what is not plain ASCII"
    try:
        parts = urllib.parse.urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise RemoteError(f"{first_words(_without_login(url))}: not a URL") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        fault = "write an address that begins with http:// or https://"
    elif parts.username is not None or parts.password is not None:
        raise RemoteError(f"{shown(url)}: take the user and password out of the URL; they come from the environment")
    if fault:
        raise RemoteError(f"{first_words(_without_login(url))}: not a URL that can be asked; {fault}")
    return parts.scheme, parts.hostname or "", port


def shown(url: str) -> str:
    """A URL for messages: without the query, which may be long, and without a user."""
    parts = urllib.parse.urlsplit(url)
    return first_words(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}")


def _without_login(url: str) -> str:
    """What was given as a URL, also where it is none, without what stands before an @."""
    return re.sub(r"//[^/]*@", "//", url)


def retry_after(value: str, now: str) -> float | None:
    """Seconds of a Retry-After header, a number or a date (against the server's own date); None for anything else."""
    if re.fullmatch(r"\s*\d{1,9}\s*", value):
        return float(value)
    try:
        until = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    try:
        since = parsedate_to_datetime(now)
    except (ValueError, TypeError):
        since = datetime.now(UTC)
    if until.tzinfo is None or since.tzinfo is None:
        return None
    return max(0.0, (until - since).total_seconds())


def _redirected(request: _Request, reply: Reply) -> _Request:
    """The request that a redirect asks for; raises where it leads to another host, or from https to http."""
    try:
        target = urllib.parse.urljoin(request.url, reply.headers.get("location", ""))
        here, there = origin(request.url), origin(target)
    except (RemoteError, ValueError):  # urljoin splits what it joins, which may have half a bracket
        raise RemoteError(f"{shown(request.url)} redirects to no address that can be asked") from None
    secured = here[:2] == ("http", there[1]) and there[0] == "https" and (here[2], there[2]) == (80, 443)
    if here != there and not secured:
        message = f"{shown(request.url)} redirects to another place, {shown(target)}; name that address if you trust it"
        raise RemoteError(message, reply.status)
    target = urllib.parse.urldefrag(target).url
    if reply.status == 303 and request.method != "HEAD":
        kept = {name: value for name, value in request.headers.items() if name.casefold() != "content-type"}
        return _Request("GET", target, kept, None)
    return replace(request, url=target)


def _late(where: str, clock: Clock) -> RemoteError:
    if clock.remaining() <= 0:
        return RemoteError(f"{where} has not finished its answer within {clock.total:g} s")
    return RemoteError(f"{where} has been silent for {clock.timeout:g} s")


def first_words(text: str) -> str:
    """The beginning of a text from outside on one line, without tags and without what moves a terminal's cursor."""
    text = re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>", " ", text[:_REFUSAL], flags=re.DOTALL | re.IGNORECASE)
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return line if len(line) <= _FIRST_WORDS else line[: _FIRST_WORDS - 4].rstrip() + " ..."
