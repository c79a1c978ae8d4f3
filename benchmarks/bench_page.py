"""The page in Chromium: how long until the network is seen, how smoothly it moves, and pyvis's own page beside it.

    python benchmarks/bench_page.py [--sizes 2000 5000 20000] [--skip-default] [--limit 600] [--profile]

Graphs of three sizes are generated (see generated.py). The smallest is for the frames after the first view, the middle
one for the first view as built by default, against that of pyvis's default page of the same graph; the largest for the
first view and for dragging with everything drawn. Prints tables; exits with 0 whatever they say. --profile adds where
the time of the largest page goes, by Chromium's own profiler. Chromium is that of PEAKGRAPH_CHROMIUM, or on PATH; it
resolves no host name, so that no page can load anything. The numbers are of the machine: only ratios travel.

First view: from the start of the navigation to the first frame after the page has set the attribute `data-drawn` on its
root element. Of a page without it: to the first frame after vis-network's first drawing that has nodes. Of pyvis's own:
to the first frame after `stabilizationIterationsDone`, when its loading bar goes; what it draws is hidden until then.
"""

from __future__ import annotations

import argparse
import inspect
import json
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from generated import generate  # noqa: E402 -- needs the path above in a bare checkout

from peakgraph.network import network_of  # noqa: E402
from peakgraph.page import draw_page  # noqa: E402

SIZES = (2000, 5000, 20000)
RUNS = 3
#: Pages that take longer than this, in seconds, are made once.
CHEAP = 8.0
MOST_OF_DEFAULT, MOST_OF_GROWTH, MOST_AFTER, MOST_IN_DRAG = 1 / 50, 4.0, 200.0, 100.0
SECONDS_AFTER, STEPS = 3, 30
VIEWPORT = {"width": 1280, "height": 800}
OPTIONS = [
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND",
]

# Runs before the page's own scripts. It keeps in `bench` when the first view was, and the gaps between frames; it hands
# out `vis` with a Network that tells of its first drawing, and keeps the network, to find a node to drag.
WATCH = """(() => {
  const bench = (window.bench = { view: null, how: null, network: null, frames: null });
  const seen = (how) => {
    if (bench.how !== null) return;
    bench.how = how;
    requestAnimationFrame(() => { bench.view = performance.now(); bench.record(); });
  };
  // A frame: when it began, and whether the mouse had moved since the one before.
  let moved = false;
  addEventListener("pointermove", () => { moved = true; }, true);
  bench.record = () => {
    const frames = (bench.frames = []);
    const next = () => {
      if (bench.frames !== frames) return;
      frames.push({ at: performance.now(), moved });
      moved = false;
      requestAnimationFrame(next);
    };
    next();
  };
  bench.gaps = () => bench.frames.slice(1).map(({ at }, number) => at - bench.frames[number].at);
  // What each step of the mouse costs: the longer of the gaps before and after the frame that it came with, since
  // vis-network draws some of them at the event and others in the frame.
  bench.steps = () => {
    const gaps = bench.gaps();
    const longer = gaps.map((gap, number) => Math.max(gap, gaps[number - 1] ?? 0));
    return longer.filter((_, number) => bench.frames[number].moved);
  };
  const wanted = EVENT;
  new MutationObserver(() => {
    if (document.documentElement?.dataset.drawn !== undefined) seen("data-drawn");
  }).observe(document, { attributes: true, attributeFilter: ["data-drawn"], subtree: true });
  let vis, wrapped;
  Object.defineProperty(window, "vis", {
    configurable: true,
    set: (value) => { vis = value; },
    get: () => {
      if (vis?.Network && vis.Network !== wrapped) {
        wrapped = class extends vis.Network {
          constructor(...given) {
            super(...given);
            bench.network = this;
            this.on(wanted, () => {
              // In a page that sets the attribute the first drawing does not count.
              if (this.body.nodeIndices.length && !SETS_ATTRIBUTE) seen(wanted);
            });
          }
        };
        Object.defineProperty(vis, "Network", { value: wrapped, configurable: true });
      }
      return vis;
    },
  });
})()"""

# A point of the drawing, in the window's pixels: of the node that is nearest to the middle, or of the nearest place to
# the middle that is without a node.
POINT = """(onNode) => {
  const { network } = bench, canvas = document.querySelector("CANVAS"), box = canvas.getBoundingClientRect();
  const points = [];
  if (!network) return null; // the page has vis-network elsewhere than in window.vis
  if (onNode) {
    for (const place of Object.values(network.getPositions())) points.push(network.canvasToDOM(place));
  } else {
    for (let x = 40; x < box.width - 40; x += 12) for (let y = 40; y < box.height - 40; y += 12) points.push({ x, y });
  }
  const far = ({ x, y }) => Math.hypot(x - box.width / 2, y - box.height / 2);
  points.sort((a, b) => far(a) - far(b));
  const found = points.find((point) => (network.getNodeAt(point) !== undefined) === onNode);
  return found ? { x: found.x + box.left, y: found.y + box.top } : null;
}"""
# Where the nodes are, or where the view is, as one text: after a drag it must be another one.
PLACES = "(nodes) => JSON.stringify(nodes ? bench.network.getPositions() : bench.network.getViewPosition())"
CANVAS = "#network canvas"
#: The box of a kind in the legend, where it is not checked already.
UNCHECKED = re.compile(r'(<input type="checkbox" name="kind" value="\w+")(?![^<>]*\bchecked\b)')
SETS_ATTRIBUTE = re.compile(r"dataset\.drawn|data-drawn")


# ---------------------------------------------------------------- pages, each made in a process of its own


def make(size: int, draw_all: bool, folder: Path) -> dict[str, Any]:
    """Makes a page in a child process; its file, how long it took, what memory the process had at most."""
    path = folder / f"{size}{'-all' if draw_all else ''}.html"
    command = [sys.executable, __file__, "--make", str(size), str(path), *(["--draw-all"] if draw_all else [])]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def make_here(size: int, draw_all: bool, path: Path) -> None:
    """The child's work: with `draw_all` the page has every node in its drawing, and each kind is shown at once."""
    dataset, sources = generate(size)
    before = _peak()
    knows = "draw_all" in inspect.signature(draw_page).parameters
    given = {"draw_all": True} if draw_all and knows else {}
    taken: list[float] = []
    while len(taken) < RUNS and (not taken or taken[0] < CHEAP):
        start = time.process_time()  # of this process alone: other work on the machine does not count
        page = draw_page(dataset, sources, **given)
        taken.append(time.process_time() - start)
        dataset = type(dataset)(dataset.quads, dataset.statements)  # without what it has worked out so far
    peak = _peak()
    if draw_all:
        page = UNCHECKED.sub(r"\1 checked", page)
    path.write_text(page, "utf-8")
    found = {"size": size, "all": draw_all, "path": str(path), "seconds": statistics.median(taken), "before": before}
    found |= {"peak": peak, "bytes": len(page.encode()), "knows": knows, "attribute": bool(SETS_ATTRIBUTE.search(page))}
    print(json.dumps(found))


def _peak() -> float:
    """The most memory that the process has had until now, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 1024)


def make_default(size: int, path: Path) -> float:
    """pyvis's page of the same network, all as by default, with the scripts in the file; the seconds that it took."""
    import networkx
    from pyvis.network import Network

    dataset, sources = generate(size)
    network = network_of(dataset.quads, sources.prefixes)
    plain: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()  # attributes of ours would mean something to pyvis
    plain.add_nodes_from((node, {"label": label}) for node, label in network.nodes(data="label"))
    plain.add_edges_from((a, b, {"title": label}) for a, b, label in network.edges(data="label"))
    start = time.process_time()
    drawn = Network(directed=True, cdn_resources="in_line")
    drawn.from_nx(plain)
    path.write_text(drawn.generate_html(), "utf-8")
    return time.process_time() - start


# ---------------------------------------------------------------- Chromium


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser; it ends with its processes, even where a page keeps it busy."""
    from playwright.sync_api import sync_playwright

    named = [
        os.environ.get("PEAKGRAPH_CHROMIUM"),
        *map(shutil.which, ("chromium", "chromium-browser", "google-chrome")),
    ]
    path = next(filter(None, named), None)
    if path is None:
        sys.exit("no Chromium: put one on PATH, or its path into PEAKGRAPH_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=OPTIONS, chromium_sandbox=False)
        yield browser
        browser.close()


@contextmanager
def opened(browser: Any, path: Path, event: str = "afterDrawing", limit: float = 120) -> Iterator[Any]:
    """A tab with the page, watched, at its first view.

    Raises playwright's `TimeoutError` where the limit in seconds is over before.
    """
    watch = WATCH.replace("EVENT", json.dumps(event))
    sets = event == "afterDrawing" and bool(SETS_ATTRIBUTE.search(path.read_text("utf-8")))
    context = browser.new_context(viewport=VIEWPORT, device_scale_factor=1)
    context.add_init_script(watch.replace("SETS_ATTRIBUTE", json.dumps(sets)))
    tab = context.new_page()
    tab.set_default_timeout(limit * 1000)
    try:
        tab.goto(path.as_uri(), wait_until="commit")
        tab.wait_for_function("() => bench.view !== null", polling=100)
        yield tab
    finally:
        context.close()


def first_views(browser: Any, path: Path) -> dict[str, Any]:
    """The median first view of several, in milliseconds; what it was told by, and the nodes that vis-network had."""
    views = []
    for _ in range(RUNS):
        with opened(browser, path) as tab:
            seen = tab.evaluate("() => ({ view: bench.view, how: bench.how })")
            drawn = tab.evaluate("() => bench.network?.body.nodeIndices.length ?? 0")
            views.append(seen["view"])
    return {"view": statistics.median(views), "how": seen["how"], "drawn": drawn}


def default_view(path: Path, limit: float) -> float | None:
    """The first view of pyvis's page in milliseconds; none where it takes longer than the limit in seconds."""
    from playwright.sync_api import TimeoutError as TooLong

    try:
        with chromium() as browser, opened(browser, path, "stabilizationIterationsDone", limit) as tab:
            found: float = tab.evaluate("() => bench.view")
            return found
    except TooLong:
        return None


def gaps_after(browser: Any, path: Path) -> list[float]:
    """The gaps between frames in the seconds after the first view, in milliseconds."""
    with opened(browser, path) as tab:
        tab.wait_for_timeout(SECONDS_AFTER * 1000)
        found: list[float] = tab.evaluate("() => bench.gaps()")
    return found


def drag(tab: Any, on_node: bool) -> dict[str, list[float]] | None:
    """The gaps between frames while the mouse drags the view or a node, and what its steps cost, in milliseconds.

    None where there is nothing to drag, or nothing has moved.
    """
    point = tab.evaluate(POINT.replace("CANVAS", CANVAS), on_node)
    if point is None:
        return None
    x, y = point["x"], point["y"]
    tab.mouse.move(x, y)
    tab.wait_for_timeout(1000)  # what lies under the mouse is looked for, and drawn
    before = tab.evaluate(PLACES, on_node)
    tab.evaluate("() => bench.record()")
    tab.mouse.down()
    for step in range(1, STEPS + 1):
        tab.mouse.move(x + 8 * step, y + 4 * step)  # Chromium hands it over with the next frame, and says so
    found: dict[str, list[float]] = tab.evaluate("() => ({ gaps: bench.gaps(), steps: bench.steps() })")
    tab.evaluate("() => bench.record()")
    tab.mouse.up()
    tab.wait_for_timeout(1500)
    found["after"] = tab.evaluate("() => bench.gaps()")
    return found if tab.evaluate(PLACES, on_node) != before else None


# ---------------------------------------------------------------- where the time goes


@contextmanager
def profiled(tab: Any, name: str, lines: list[str]) -> Iterator[None]:
    """Prints the functions that had the most of the main thread's time."""
    session = tab.context.new_cdp_session(tab)
    session.send("Profiler.enable")
    session.send("Profiler.setSamplingInterval", {"interval": 500})
    session.send("Profiler.start")
    yield
    profile = session.send("Profiler.stop")["profile"]
    names = {node["id"]: _function(node["callFrame"], lines) for node in profile["nodes"]}
    parents = {child: node["id"] for node in profile["nodes"] for child in node.get("children", ())}
    own: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    for sample, micros in zip(profile["samples"], profile["timeDeltas"], strict=True):
        seen = set()
        own[names[sample]] += micros
        while sample in names:
            seen.add(names[sample])
            sample = parents.get(sample, 0)
        for function in seen:
            whole[function] += micros
    print(f"\n{name}: {sum(own.values()) / 1000:.0f} ms, of it in (ms by itself, ms with what it calls)")
    best = dict.fromkeys([f for f, _ in own.most_common(14)] + [f for f, _ in whole.most_common(24)])
    for function in sorted(best, key=lambda function: -whole[function]):
        print(f"  {own[function] / 1000:8.0f} {whole[function] / 1000:8.0f}  {function}")


def _function(call: dict[str, Any], lines: list[str]) -> str:
    """A function's name and place; in vis-network, which is minified, the name of the method that it is."""
    line, column = call["lineNumber"], call["columnNumber"]
    before = lines[line][max(0, column - 80) : column] if 0 <= line < len(lines) else ""
    method = re.search(r'key:"(\w+)",value:function\w*$', before)
    name = method[1] if method else call["functionName"] or "(no name)"
    return f"{name} ({line + 1}:{column + 1})" if line >= 0 else name


def profile_page(browser: Any, path: Path) -> None:
    """Where the time goes: until the first view, and in the frames of both ways to drag."""
    context = browser.new_context(viewport=VIEWPORT, device_scale_factor=1)
    page = path.read_text("utf-8")
    sets, lines = json.dumps(bool(SETS_ATTRIBUTE.search(page))), page.split("\n")
    context.add_init_script(WATCH.replace("EVENT", '"afterDrawing"').replace("SETS_ATTRIBUTE", sets))
    tab = context.new_page()
    with profiled(tab, "until the first view", lines):
        tab.goto(path.as_uri(), wait_until="commit")
        tab.wait_for_function("() => bench.view !== null", polling=100, timeout=120_000)
    tab.wait_for_timeout(3000)
    for name, on_node in (("dragging the view", False), ("dragging a node", True)):
        with profiled(tab, name, lines):
            drag(tab, on_node)
    context.close()


# ---------------------------------------------------------------- tables


def verdict(name: str, found: float | None, most: float, unit: str = "ms") -> None:
    """One line: what was found, what was asked, whether it is met."""
    if found is None:
        print(f"{name:58} {'not measured':>14}")
        return
    figures = ".4f" if unit == "x" and most < 1 else ".2f" if unit == "x" else ",.0f"
    met = "met" if found <= most else "NOT MET"
    print(f"{name:58} {format(found, figures) + ' ' + unit:>14}   asked: at most {most:{figures}} {unit}   {met}")


def print_pages(pages: list[dict[str, Any]]) -> None:
    print(f"{'page':24} {'seconds':>8} {'MB at most':>11} {'MB before':>10} {'file, MB':>9}")
    for page in pages:
        name = f"{page['size']:,} things{', all drawn' if page['all'] else ''}"
        sizes = f"{page['peak']:11.0f} {page['before']:10.0f} {page['bytes'] / 1e6:9.2f}"
        print(f"{name:24} {page['seconds']:8.2f} {sizes}")
    if not all(page["attribute"] for page in pages):
        print("The page sets no data-drawn: its first view is told by vis-network's first drawing.")
    if not all(page["knows"] for page in pages):
        print("draw_page has no draw_all: for 'all drawn' only the kinds are checked in the legend.")


def print_drag(name: str, found: dict[str, list[float]] | None) -> None:
    if found is None:
        verdict(f"{name}: longest gap", None, MOST_IN_DRAG)
        return
    steps = found["steps"]
    release = f"after the release at most {max(found['after'], default=0):.0f} ms"
    print(f"{name}: {len(steps)} steps, their median {statistics.median(steps):.0f} ms; {release}")
    verdict(f"{name}: longest gap", max(found["gaps"]), MOST_IN_DRAG)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", nargs=3, type=int, default=SIZES, metavar=("SMALL", "MIDDLE", "LARGE"))
    parser.add_argument("--skip-default", action="store_true", help="leave out pyvis's own page")
    parser.add_argument("--limit", type=float, default=600, help="seconds that pyvis's own page is waited for")
    parser.add_argument("--profile", action="store_true", help="print where the time of the largest page goes")
    parser.add_argument("--make", nargs=2, metavar=("SIZE", "FILE"), help=argparse.SUPPRESS)
    parser.add_argument("--draw-all", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.make:
        make_here(int(given.make[0]), given.draw_all, Path(given.make[1]))
        return 0
    small, middle, large = given.sizes
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    print(f"load of the machine {load:.1f} on {cores} cores{': the times are too long' if load > cores / 2 else ''}\n")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wanted = [(size, draw_all) for draw_all in (False, True) for size in given.sizes]
        pages = {(size, draw_all): make(size, draw_all, folder) for size, draw_all in wanted}
        print_pages(list(pages.values()))
        files = {key: Path(page["path"]) for key, page in pages.items()}
        with chromium() as browser:
            views = {key: first_views(browser, path) for key, path in files.items()}
            print(f"\n{'first view':24} {'ms':>9}  told by, and nodes in the drawing")
            for (size, draw_all), view in views.items():
                name = f"{size:,} things{', all drawn' if draw_all else ''}"
                print(f"{name:24} {view['view']:9,.0f}  {view['how']}; {view['drawn']:,}")
            print()
            growth = views[large, True]["view"] / views[middle, True]["view"]
            verdict(f"first view: {large:,} all drawn / {middle:,} all drawn", growth, MOST_OF_GROWTH, "x")
            for draw_all, words in ((False, ""), (True, " all drawn")):
                longest = max(gaps_after(browser, files[small, draw_all]), default=None)
                verdict(f"{small:,}{words}, longest gap in {SECONDS_AFTER} s after", longest, MOST_AFTER)
            with opened(browser, files[large, True]) as tab:
                tab.wait_for_timeout(3000)
                for name, on_node in (("the view", False), ("a node", True)):
                    print_drag(f"{large:,} all drawn, dragging {name}", drag(tab, on_node))
            if given.profile:
                profile_page(browser, files[large, True])
        if not given.skip_default:
            compare_default(middle, views[middle, False]["view"], folder / "default.html", given.limit)
    return 0


def compare_default(size: int, ours: float, path: Path, limit: float) -> None:
    seconds = make_default(size, path)
    view = default_view(path, limit)
    when = f"after {view / 1000:.1f} s" if view is not None else f"not yet after {limit:.0f} s, which is taken for it"
    megabytes = path.stat().st_size / 1e6
    print(f"\npyvis's default page, {size:,} things: made in {seconds:.1f} s, {megabytes:.2f} MB, first view {when}")
    verdict("first view / that of pyvis's default page", ours / (view or limit * 1000), MOST_OF_DEFAULT, "x")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
