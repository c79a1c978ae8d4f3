"""What tests of the page share: a page of a project, its elements, and what stands in its drawing."""

from __future__ import annotations

import hashlib
import json
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from peakgraph.page import draw_page
from tests.small_project import DOCUMENT, ENTITIES, READING, SmallProject

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: Texts that would do harm in a page that takes text for markup; each sets a flag that the browser tests look for.
HARMFUL = (
    "</script><script>window.harmed=1</script>",
    "<img src=x onerror=window.harmed=2>",
    "<!--<script>",
    "javascript:window.harmed=3",
    "'\"><svg onload=window.harmed=4>",
    "{{ 7 * 7 }} ${7 * 7} `backtick`",
    "\u202eright to left\u202c \u2067isolated",
    "line\u2028and\u2029paragraph",
    "x" * 10_000,
)
HARM = " ".join(HARMFUL[:-1])

_DRAWN: dict[str, str] = {}


def draw(project: SmallProject) -> str:
    """The page of a project. A page follows from its files alone, so projects that hold the same ones share it."""
    files = [(str(path.relative_to(project.folder)), path.read_bytes()) for path in project.inputs()]
    state = hashlib.sha256(repr(files).encode()).hexdigest()
    if state not in _DRAWN:
        _DRAWN[state] = draw_anew(project)
    return _DRAWN[state]


def draw_anew(project: SmallProject) -> str:
    result = project.check()
    return draw_page(result.inferred, result.sources)


def make_harmful(project: SmallProject) -> None:
    """A project whose document, names, notes and repairs all hold the harmful texts."""
    turtle = json.dumps(HARM, ensure_ascii=False)  # a JSON string is a Turtle string, but for its surrogates
    sentence = f"The {HARM} Plan of {HARMFUL[-1]} is good."
    project.write_document(f"{DOCUMENT}\n{' '.join(sentence.splitlines())}\n".encode())
    quoted = " ".join(sentence.splitlines())
    block = f"""
> {quoted}

```turtle
<> pg:spokenBy actor:__proto__ .
plan:green-plan pg:namedAs {turtle}@en ; pg:issuedBy actor:__proto__ , actor:constructor .
```

```turtle editorial
<> pg:note {turtle}@en .
repair:harm a pg:TranslationNote ; pg:repairs <> ; pg:asPrinted {turtle}@en ; pg:readAs {turtle}@en ;
    pg:rationale {turtle}@en ; pg:confidence confidence:high .
```
"""
    project.reading.write_text(READING + block, "utf-8")
    named = f"""
actor:__proto__ a pg:GovernmentBody ; rdfs:label {turtle}@en , {turtle}@zh .
actor:constructor a pg:GovernmentBody ; rdfs:label "{HARMFUL[-1]}"@en .
"""
    project.entities.write_text(ENTITIES + named, "utf-8")


class Elements(HTMLParser):
    """The elements of a page with their attributes, and the text of its scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.cdata_elem:
            self.texts.append((self.cdata_elem, data))

    def data(self, name: str) -> Any:
        """The JSON of a data block."""
        number = [attributes.get("id") for tag, attributes in self.found if tag == "script"].index(name)
        return json.loads([text for tag, text in self.texts if tag == "script"][number])


def heading_of(page: Page, words: str) -> str:
    """The panel's heading, once it holds the words: the page follows its address a moment later."""
    heading = page.locator("#panel h2", has_text=words)
    heading.wait_for()
    return heading.inner_text()


#: Keeps what is written into the drawing: each row of a label with its box, and the scale of the frame.
ROWS = """
const { scale, fillText, clearRect } = CanvasRenderingContext2D.prototype;
Object.assign(CanvasRenderingContext2D.prototype, {
  clearRect(...box) { window.rows = []; return clearRect.apply(this, box); },
  scale(x, y) { window.drawnScale = 1 / x; return scale.call(this, x, y); },
  fillText(text, x, y, ...rest) {
    if (this.textAlign === "left") return fillText.call(this, text, x, y, ...rest); // a region's caption
    const half = this.measureText(text).width / 2;
    window.rows.push([x - half, y, x + half, y + 15]);
    return fillText.call(this, text, x, y);
  },
});
"""


def marks(page: Page, colour: str) -> tuple[int, float, float]:
    """How many pixels of the drawing have a colour, and their middle on the page."""
    found: list[list[int]] = page.evaluate(
        """async (colour) => {
          await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
          const drawing = document.querySelector("#network canvas");
          const { width, height } = drawing;
          const copy = Object.assign(document.createElement("canvas"), { width, height }).getContext("2d");
          copy.drawImage(drawing, 0, 0);
          const pixels = new Uint32Array(copy.getImageData(0, 0, width, height).data.buffer);
          const [red, green, blue] = colour.match(/../g).map((part) => parseInt(part, 16));
          const wanted = (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0; // as they lie in memory
          const found = [];
          pixels.forEach((pixel, at) => pixel === wanted && found.push([at % width, Math.floor(at / width)]));
          return found;
        }""",
        colour,
    )
    box = page.locator("#network canvas").bounding_box()
    assert box
    if not found:
        return 0, 0, 0
    count = len(found)
    return count, box["x"] + sum(x for x, _ in found) / count, box["y"] + sum(y for _, y in found) / count


def saved(page: Page, form: str) -> str:
    """The text of what the page saves in a format."""
    with page.expect_download() as download:
        page.locator(f"[data-export={form}]").click()
    return download.value.path().read_text("utf-8-sig")
