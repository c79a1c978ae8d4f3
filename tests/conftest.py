"""What many tests share: a project small enough to change, and the real one, read once."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from peakgraph.build import Result, check_project
from tests.engines import print_table
from tests.pages import make_harmful
from tests.small_project import ROOT, SmallProject

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter
    from playwright.sync_api import Browser, BrowserContext, Page

# The real graph stays in memory for all tests: a collector that walked it as often as Python's does by default would
# take a sixth of their time.
gc.set_threshold(50_000, 20, 50)


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """The table of the query library on four engines, where tests have asked them."""
    print_table(terminalreporter)


@pytest.fixture
def project(tmp_path: Path) -> SmallProject:
    small = SmallProject(tmp_path / "project")
    small.make()
    return small


@pytest.fixture(scope="session")
def real() -> Result:
    """The project itself, read and checked once."""
    return check_project(ROOT)


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Stores go to a cache of the tests' own."""
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("PEAKGRAPH_CHROMIUM")
    if not path:
        pytest.fail(
            "PEAKGRAPH_CHROMIUM is not set: run the tests by 'python3 bootstrap.py test', or set it to a Chromium"
        )
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        options = ["--disable-gpu", "--disable-background-networking", "--no-first-run", "--process-per-site"]
        browser = playwright.chromium.launch(executable_path=path, args=options, chromium_sandbox=False)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def window(chromium: Browser) -> Iterator[BrowserContext]:
    """Where tests open their pages. One for all, with a page that stays open: so Chromium keeps one process for
    them, which has compiled the page's scripts already. The page stores nothing that another could find.
    """
    context = chromium.new_context(reduced_motion="reduce")
    context.new_page().goto("file:///dev/null")
    yield context
    context.close()


@pytest.fixture
def visit(window: BrowserContext, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Opens a page from disk; at the end it must have asked for nothing, complained of nothing and run no harm."""
    trouble: list[str] = []
    opened: list[Page] = []

    def visit_page(html: str, fragment: str = "", width: int = 1440, script: str = "", engine: bool = False) -> Page:
        file = tmp_path / "network.html"
        file.write_bytes(html.encode())
        page = window.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        page.set_default_timeout(30_000)
        page.on("console", lambda message: trouble.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("dialog", lambda dialog: trouble.append(dialog.message))
        own = (file.as_uri(), "data:,", *([(tmp_path / "engine.js").as_uri(), "blob:"] if engine else []))
        page.on("request", lambda request: None if request.url.startswith(own) else trouble.append(request.url))
        if script:
            page.add_init_script(script)
        page.goto(file.as_uri() + fragment)
        page.locator("html[data-ready]").wait_for(state="attached")
        if engine:
            page.locator("#view-sparql :is(.notice, .editor)").wait_for()
        trouble[:] = [line for line in trouble if "ERR_FILE_NOT_FOUND" not in line]  # of an engine that is not there
        opened.append(page)
        return page

    yield visit_page
    left = [page.evaluate("[window.harmed ?? null, localStorage.length + sessionStorage.length]") for page in opened]
    for page in opened:
        page.close()
    window.clear_permissions()
    assert left == [[None, 0]] * len(opened)
    assert trouble == []


@pytest.fixture(scope="session")
def real_page(real: Result) -> str:
    from peakgraph.page import draw_page

    return draw_page(real.inferred, real.sources)


@pytest.fixture
def harmful(project: SmallProject) -> SmallProject:
    """A project whose document, names, notes and repairs all hold harmful texts."""
    make_harmful(project)
    return project
