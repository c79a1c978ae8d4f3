"""Make the pictures of README anew: `python docs/screenshots.py`, after `peakgraph build`.

In: `graph/dist/network.html`, Chromium (PEAKGRAPH_CHROMIUM, else on PATH). Out: the PNG files beside this one.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "graph" / "dist" / "network.html"
PICTURES = {
    "network.png": "",
    "evidence.png": "#node=plan%2Fhubei-environmental-industry-2023",
}


def main() -> None:
    """Take each picture of the page in its state."""
    path = os.environ.get("PEAKGRAPH_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, chromium_sandbox=False)
        for name, state in PICTURES.items():
            page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
            page.goto(PAGE.as_uri() + state)
            page.locator("html[data-ready]").wait_for(state="attached")
            page.wait_for_timeout(500)  # the drawing follows a frame later
            page.screenshot(path=HERE / name)
        browser.close()


if __name__ == "__main__":
    main()
