"""Connections that end when they should: each step has a time-out, and the whole exchange a deadline.

In: a request of urllib's and a clock. Out: its response, whatever the status; redirects and refusals are not followed.
How: the socket's time-out is set anew from the clock before each read, so that a server that drips cannot hold us.
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import time
import urllib.parse
import urllib.request
from contextlib import suppress
from functools import partial
from typing import Any

from peakgraph.credentials import is_loopback


class Clock:
    """How long an exchange may still take: `timeout` seconds for a step, `total` seconds for all."""

    def __init__(self, timeout: float, total: float) -> None:
        self.timeout = timeout
        self.total = total
        self._end = time.monotonic() + total

    def remaining(self) -> float:
        """Seconds until the deadline; 0 or less once it has passed."""
        return self._end - time.monotonic()

    def step(self) -> float:
        """Seconds that the next step may take; raises TimeoutError once the deadline has passed."""
        remaining = self.remaining()
        if remaining <= 0:
            raise TimeoutError("the deadline has passed")
        return min(self.timeout, remaining)


class _ClockedReader(io.RawIOBase):
    """The bytes of a socket, with the clock looked at before each read."""

    def __init__(self, sock: socket.socket, clock: Clock) -> None:
        self._sock = sock
        self._raw = sock.makefile("rb", buffering=0)
        self._clock = clock

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(self._clock.step())
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _ClockedResponse(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, clock: Clock, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp.close()
        self.fp = io.BufferedReader(_ClockedReader(sock, clock))


class _ClockedConnection(http.client.HTTPConnection):
    """An HTTP connection whose connecting, sending and reading all look at the clock."""

    def __init__(self, *args: Any, clock: Clock, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._clock = clock
        self.response_class = partial(_ClockedResponse, clock=clock)  # type: ignore[assignment]  # made like one

    def connect(self) -> None:
        self.timeout = self._clock.step()
        super().connect()

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        self.sock.settimeout(max(self._clock.remaining(), 0.001))  # of a body, sendall counts the whole time
        # A server that refuses a body may stop reading it; its answer, which is read next, says why.
        with suppress(BrokenPipeError, ConnectionResetError):
            super().send(data)


class _ClockedTlsConnection(_ClockedConnection, http.client.HTTPSConnection):
    pass


class ClockedRequest(urllib.request.Request):
    """A request that carries its clock."""

    def __init__(self, method: str, url: str, headers: dict[str, str], body: bytes | None, clock: Clock) -> None:
        super().__init__(url, data=body, headers=headers, method=method)
        self.clock = clock


class _Proxies(urllib.request.ProxyHandler):
    """The proxies of the user's environment, but none for this machine: a login for it would go abroad in the clear."""

    def proxy_open(self, req: Any, proxy: str, type: str) -> Any:
        host = urllib.parse.urlsplit(req.full_url).hostname or ""
        return None if is_loopback(host) else super().proxy_open(req, proxy, type)


class _Http(urllib.request.HTTPHandler):
    def http_open(self, req: Any) -> http.client.HTTPResponse:
        return self.do_open(partial(_ClockedConnection, clock=req.clock), req)


class _Https(urllib.request.HTTPSHandler):
    def __init__(self) -> None:
        self._tls = ssl.create_default_context()  # certificates and host names are checked
        super().__init__(context=self._tls)

    def https_open(self, req: Any) -> http.client.HTTPResponse:
        return self.do_open(partial(_ClockedTlsConnection, clock=req.clock, context=self._tls), req)


def make_opener() -> urllib.request.OpenerDirector:
    """An opener for http and https alone."""
    opener = urllib.request.OpenerDirector()
    opener.addheaders = []
    for handler in (_Proxies(), _Http(), _Https()):
        opener.add_handler(handler)
    return opener
