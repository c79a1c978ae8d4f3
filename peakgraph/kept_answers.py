"""Answers that are kept: what was asked once need not be asked again when a run is taken up.

In: requests. Out: their answers, from the user's cache folder where they are kept. How: one file a request, named by
the request's hash, written aside and renamed; only what the asker could read is kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from peakgraph.project_files import write_whole
from peakgraph.remote import Remote, Reply

_NO_HEADERS: Mapping[str, str] = {}


class KeptRemote(Remote):
    """A client that looks into a folder first; `asked` and `kept` count its requests."""

    def __init__(self, folder: Path, timeout: float, pause: float, largest: int, *, refresh: bool = False) -> None:
        super().__init__(timeout=timeout, total=timeout, pause=pause, largest=largest)
        self.folder = folder
        self.refresh = refresh
        self.asked = 0
        self.kept = 0
        self._fresh: list[tuple[Path, Reply]] = []

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] = _NO_HEADERS,
        body: bytes | None = None,
        repeatable: bool | None = None,
    ) -> Reply:
        """As `Remote.send`, from the folder where the same was asked before."""
        request = json.dumps([method, url, sorted((k.casefold(), v) for k, v in headers.items())]).encode()
        path = self.folder / (hashlib.sha256(request + b"\n" + (body or b"")).hexdigest()[:40] + ".reply")
        reply = None if self.refresh else _read(path)
        if reply:
            self.kept += 1
            return reply
        self.asked += 1
        reply = super().send(method, url, headers=headers, body=body, repeatable=repeatable)
        self._fresh.append((path, reply))
        return reply

    def keep(self) -> None:
        """Writes the answers since the last call: they could be read."""
        for path, reply in self._fresh:
            self.folder.mkdir(parents=True, exist_ok=True)
            head = {"status": reply.status, "url": reply.url, "headers": dict(reply.headers)}
            head["sha256"] = hashlib.sha256(reply.body).hexdigest()
            write_whole(path, json.dumps(head).encode() + b"\n" + reply.body)
        self._fresh.clear()


def _read(path: Path) -> Reply | None:
    """The answer in a file; None where there is no such file, or no whole one."""
    try:
        line, _, body = path.read_bytes().partition(b"\n")
        head = json.loads(line)
        if head["sha256"] != hashlib.sha256(body).hexdigest():
            return None
        return Reply(head["status"], head["headers"], body, head["url"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
