"""The checks of pages see what is wrong: a check that finds nothing in a broken page would pass any."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import web_checks
from tests.web_checks import axe, html_errors

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

POLICY = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'"
PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>A page</title>
</head>
<body><main><h1>A page</h1>{content}</main></body>
</html>
"""


def page_with(content: str) -> str:
    return PAGE.format(policy=POLICY, content=content)


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        ("<p>good</p>", None),
        ("<p><b>open</p>", "close-order"),
        ("<ul><p>no item</p></ul>", "element-permitted-content"),
        ('<b id="a">1</b><b id="a">2</b>', "no-dup-id"),
        ('<p colour="red">1</p>', "no-unknown-attributes"),
        ("<blink>1</blink>", "deprecated"),
        ("<peak>1</peak>", "no-unknown-elements"),
        ('<label for="nobody">1</label>', "no-missing-references"),
    ],
)
def test_html_errors_are_seen(content: str, rule: str | None) -> None:
    errors = html_errors(page_with(content))
    assert (rule is None) == (errors == []), errors
    assert rule is None or any(f" [{rule}] " in error for error in errors), errors


@pytest.mark.browser
@pytest.mark.parametrize(
    ("content", "violation"),
    [
        ("<p>good</p>", None),
        ('<input id="field">', "label, critical: #field"),
        ('<p style="color: #aaa; background: #fff">pale</p>', "color-contrast, serious: p"),
        ("<h3>too deep</h3>", "heading-order, moderate: h3"),
        ('<p role="grid" aria-nothing="1">1</p>', "aria-valid-attr, critical: p"),
    ],
)
def test_axe_sees_what_shuts_readers_out(chromium: Browser, content: str, violation: str | None) -> None:
    page = chromium.new_page()
    try:
        page.set_content(page_with(content))
        violations = axe(page)
    finally:
        page.close()
    assert (violation is None) == (violations == []), violations
    assert violation is None or violation in violations


def test_a_missing_check_says_what_to_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(web_checks, "WEB", tmp_path)
    with pytest.raises(pytest.fail.Exception, match=r"run 'python3 bootstrap\.py test'"):
        html_errors(page_with(""))
