"""Servers on this machine that speak HTTP as good and as bad servers do."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox


@dataclass(frozen=True)
class Received:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        """The parameters of the query and of a form, the last of each name."""
        pairs = parse_qs(urlsplit(self.path).query) | parse_qs(self.body.decode("utf-8", "replace"))
        return {name: values[-1] for name, values in pairs.items()}


class Exchange(BaseHTTPRequestHandler):
    """One request, and the means to answer it."""

    protocol_version = "HTTP/1.1"
    owner: Server
    received: Received

    def setup(self) -> None:
        super().setup()
        self.connection.settimeout(30)

    def handle_any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.received = Received(self.command, self.path, headers, body)
        self.owner.received.append(self.received)
        try:
            self.owner.answer(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = handle_any

    def reply(self, status: int, body: bytes | str = b"", media: str = "text/plain", **headers: str) -> None:
        """A whole answer; header names with underscores for hyphens."""
        data = body.encode() if isinstance(body, str) else body
        self.send_response_only(status)
        named = {"Content-Type": media, "Content-Length": str(len(data))}
        for name, value in (named | {name.replace("_", "-"): value for name, value in headers.items()}).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Servers in tests keep quiet."""


Answer = Callable[[Exchange], None]


class Server:
    """A server in a thread, for a `with` statement; `received` holds what it was asked."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.received: list[Received] = []
        self.stopped = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Exchange,), {"owner": self}))
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_port}"

    def __enter__(self) -> Server:
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.stopped.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


def json_reply(content: object, media: str = "application/json") -> Answer:
    return lambda exchange: exchange.reply(200, json.dumps(content), media)


def html(exchange: Exchange) -> None:
    """A page where data was asked for, with 200, as gateways and log-in walls give it."""
    exchange.reply(
        200, "<!DOCTYPE html><html><title>Sign in</title><body>\x1b[2JPlease sign in</body></html>", "text/html"
    )


def drip(exchange: Exchange) -> None:
    """A byte now and then, for ever: no single read is slow."""
    exchange.send_response_only(200)
    exchange.send_header("Content-Type", "application/json")
    exchange.end_headers()
    while not exchange.owner.stopped.wait(0.05):
        exchange.wfile.write(b" ")
        exchange.wfile.flush()
    exchange.close_connection = True


def drip_headers(exchange: Exchange) -> None:
    """Headers that never end, a letter at a time."""
    exchange.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while not exchange.owner.stopped.wait(0.05):
        exchange.wfile.write(b"x")
        exchange.wfile.flush()
    exchange.close_connection = True


def silent(exchange: Exchange) -> None:
    exchange.owner.stopped.wait(60)
    exchange.close_connection = True


def endless(exchange: Exchange, status: int = 200) -> None:
    """As many bytes as are read, as fast as they are read."""
    exchange.send_response_only(status)
    exchange.send_header("Content-Type", "application/json")
    exchange.end_headers()
    block = b'{"result": "' + b"x" * (1 << 16)
    while not exchange.owner.stopped.is_set():
        exchange.wfile.write(block)
    exchange.close_connection = True


def too_many(exchange: Exchange) -> None:
    """429 for ever."""
    exchange.reply(429, "Rate limit exceeded", Retry_After="1")


def hang_up(exchange: Exchange) -> None:
    exchange.close_connection = True


def redirect_to(target: str, status: int = 302) -> Answer:
    return lambda exchange: exchange.reply(status, "moved", Location=target)


def in_turn(*answers: Answer) -> Answer:
    """The first answer to the first request, and so on; the last stays."""
    waiting = list(answers)
    return lambda exchange: (waiting.pop(0) if len(waiting) > 1 else waiting[0])(exchange)


def sparql_endpoint(data: str) -> Answer:
    """A SPARQL 1.1 endpoint over some Turtle; it knows no prefixes of ours."""
    store = ox.Store()
    store.load(data.encode(), format=ox.RdfFormat.TURTLE)

    def answer(exchange: Exchange) -> None:
        accept = exchange.received.headers["accept"]
        try:
            found = store.query(exchange.received.form["query"])
        except SyntaxError as error:
            exchange.reply(400, f"Parse error: {error}")
            return
        if isinstance(found, ox.QueryTriples):
            assert "text/turtle" in accept
            exchange.reply(200, found.serialize(format=ox.RdfFormat.TURTLE) or b"", "text/turtle;charset=utf-8")
        else:
            assert "application/sparql-results+json" in accept
            exchange.reply(
                200, found.serialize(format=ox.QueryResultsFormat.JSON) or b"", "application/sparql-results+json"
            )

    return answer


def reconciliation(found: dict[str, list[dict[str, Any]]], **manifest: object) -> Answer:
    """A reconciliation service (API 0.2) that knows these candidates by the words of a query."""
    about = {
        "versions": ["0.1", "0.2"],
        "name": "A register",
        "identifierSpace": "http://www.wikidata.org/entity/",
        "schemaSpace": "http://www.wikidata.org/prop/direct/",
        **manifest,
    }

    def answer(exchange: Exchange) -> None:
        if exchange.command == "GET":
            exchange.reply(200, json.dumps(about), "application/json")
            return
        assert exchange.received.headers["content-type"] == "application/x-www-form-urlencoded"
        queries = json.loads(exchange.received.form["queries"])
        results = {key: {"result": found.get(query["query"], [])} for key, query in queries.items()}
        exchange.reply(200, json.dumps(results), "application/json")

    return answer
