// The page's own script. Whatever comes from the data goes into the page by textContent only (see make()), so that
// no name, quote or address can become markup. Things go by the ends of their IRIs, such as place/hubei, and all else
// by compact names, such as pg:setsTarget; a text and its language are a pair.
"use strict";
(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const drawing = read("drawing");
  const graph = read("graph");
  const labels = new Map(Object.entries(graph.labels));
  const statements = graph.statements.map(([subject, predicate, end, passages], id) => ({ id, subject, predicate, end, passages }));
  const passages = graph.passages.map(([id, document, start, end, exact]) => ({ id, document, start, end, exact }));
  const passageNumbers = new Map(passages.map(({ id }, number) => [id, number]));
  const nodes = new Map(drawing.nodes.map((node) => [node.id, node]));
  const edges = new Map(drawing.edges.map((edge) => [edge.id, edge]));
  const from = groupBy(statements, (statement) => statement.subject);
  const to = groupBy(statements.filter(({ end }) => typeof end === "string"), (statement) => statement.end);
  const byId = (id) => document.getElementById(id);
  const panel = byId("panel");

  function groupBy(items, keyOf) {
    const groups = new Map();
    for (const item of items) {
      const key = keyOf(item);
      if (groups.has(key)) groups.get(key).push(item);
      else groups.set(key, [item]);
    }
    return groups;
  }

  // An element with attributes and children; a child that is a string becomes text.
  function make(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key === "onclick") element.addEventListener("click", value);
      else element.setAttribute(key, value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  }

  // Text from the data: its direction is its own and does not turn what stands beside it.
  const text = (string, lang) => make("bdi", lang ? { lang } : {}, string);
  const name = (id) => (id === "rdf:type" ? "is a" : labels.get(id)?.en ?? labels.get(id)?.[""] ?? id);
  const chinese = (id) => labels.get(id)?.zh;
  const values = (id, predicate) => (from.get(id) ?? []).filter((one) => one.predicate === predicate).map(({ end }) => end);
  const words = (value) => (typeof value === "string" ? name(value) : value[0]);
  const kindOf = (id) => nodes.get(id).group;
  const typeOf = (id) => values(id, "rdf:type").filter((type) => type !== "skos:Concept").map(name).join(", ") || kindOf(id);

  // ---------------------------------------------------------------- what is shown

  const boxes = [...document.querySelectorAll(".legend input")];
  const hollow = new Set(boxes.filter((box) => "hollow" in box.dataset).map((box) => box.value));
  const shownKinds = () => new Set(boxes.filter((box) => box.checked).map((box) => box.value));
  let selected = { node: null, edge: null };
  let near = new Set(); // the selected node or edge with its neighbours, shown whatever their kind

  function neighbourhood() {
    if (selected.edge !== null) return new Set([edges.get(selected.edge).from, edges.get(selected.edge).to]);
    if (selected.node === null) return new Set();
    const around = new Set([selected.node]);
    for (const edge of drawing.edges) {
      if (edge.from === selected.node) around.add(edge.to);
      if (edge.to === selected.node) around.add(edge.from);
    }
    return around;
  }

  // ---------------------------------------------------------------- the drawing

  const style = (variable) => getComputedStyle(document.documentElement).getPropertyValue(`--${variable}`).trim();
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const narrow = matchMedia("(max-width: 60rem)"); // the panel is below the drawing; as in network.css
  const shownNodes = new vis.DataSet();
  const shownEdges = new vis.DataSet();
  const container = byId("network");
  const network = new vis.Network(container, { nodes: shownNodes, edges: shownEdges }, options());

  function options() {
    const groups = {};
    for (const box of boxes) {
      const colour = style(box.value);
      const fill = hollow.has(box.value) ? style("ground") : colour;
      const strong = { background: fill, border: style("text") };
      groups[box.value] = { color: { background: fill, border: colour, highlight: strong, hover: strong } };
    }
    const edge = style("edge");
    return {
      ...drawing.options,
      groups,
      layout: { improvedLayout: false },
      nodes: { borderWidth: 2, borderWidthSelected: 4 },
      edges: {
        arrows: { to: { scaleFactor: 0.45 } },
        color: { color: edge, highlight: style("accent"), hover: style("accent"), inherit: false },
        smooth: false, width: 1, selectionWidth: 2, hoverWidth: 1,
      },
      interaction: {
        ...drawing.options.interaction, hover: true, selectConnectedEdges: false, tooltipDelay: 150,
        keyboard: { enabled: true, bindToWindow: false },
      },
    };
  }

  // Puts into vis-network what is to be seen and takes the rest out; what is not near the selection is faint.
  function draw() {
    near = neighbourhood();
    const kinds = shownKinds();
    const visible = (id) => kinds.has(kindOf(id)) || near.has(id);
    const chosen = ({ id, from: a, to: b }) => (selected.edge === null ? a === selected.node || b === selected.node : id === selected.edge);
    const look = (isChosen) => (!near.size ? "plain" : isChosen ? "chosen" : "faint");
    sync(shownNodes, drawing.nodes.filter(({ id }) => visible(id)), ({ id }) => look(near.has(id)), ({ label, ...node }, shown) => ({
      ...node, title: name(node.id).slice(0, 300), opacity: shown === "faint" ? 0.13 : 1,
    }));
    sync(shownEdges, drawing.edges.filter((edge) => visible(edge.from) && visible(edge.to)), (edge) => look(chosen(edge)), (edge, shown) => ({
      ...edge, title: name(statements[edge.id].predicate),
      color: { color: style(shown === "chosen" ? "quiet" : "edge"), opacity: shown === "faint" ? 0.12 : 1 },
    }));
    byId("shown").textContent = `${shownNodes.length.toLocaleString("en")} of ${nodes.size.toLocaleString("en")} drawn`;
    select();
  }

  function select() {
    if (selected.edge !== null) network.selectEdges([selected.edge]);
    else network.selectNodes(selected.node === null ? [] : [selected.node], false);
  }

  // vis-network redraws what it is told has changed: it is told of nothing else.
  function sync(set, wanted, lookOf, asShown) {
    const ids = new Set(wanted.map(({ id }) => id));
    set.remove(set.getIds().filter((id) => !ids.has(id)));
    const changed = wanted.filter((item) => set.get(item.id)?.look !== lookOf(item));
    set.update(changed.map((item) => ({ ...asShown(item, lookOf(item)), look: lookOf(item) })));
  }

  // Labels are ours and not vis-network's: of one size at every scale, the largest nodes' first, and each only where
  // it covers no other, nor the mark of a node unless it is one of the very first; these leave free what is selected.
  const FONT = '12.5px system-ui, "Noto Sans", "Noto Sans CJK SC", sans-serif';
  const LINE = 15;
  const FIRST = 25; // so many may cover marks
  const FEW = 10; // so few neighbours have room to be named above
  const MOST = 1500; // so many are looked at, so that a frame stays short
  const byWeight = [...drawing.nodes].sort((a, b) => b.size - a.size).map((node) => node.id);
  const broken = new Map();
  let hovered = null;
  let view; // what is seen, as last drawn

  // The ways to write a label, with their widths: in full, or its first row alone.
  function ways(id, context) {
    if (!broken.has(id)) {
      const rows = [""];
      for (const word of nodes.get(id).label.split(" ")) {
        const row = rows.at(-1);
        if (row && row.length + word.length > 24) rows.push(word);
        else rows[rows.length - 1] = row ? `${row} ${word}` : word;
      }
      const both = rows.length > 1 ? [rows, [`${rows[0]}…`]] : [rows];
      broken.set(id, both.map((way) => ({ rows: way, width: Math.max(...way.map((row) => context.measureText(row).width)) })));
    }
    return broken.get(id);
  }

  network.on("afterDrawing", (context) => {
    const scale = network.getScale();
    const centre = network.getViewPosition();
    const seen = { position: centre, scale };
    if (JSON.stringify(seen) !== JSON.stringify(view)) { // a name is of what was under the pointer
      for (const tooltip of container.querySelectorAll(".vis-tooltip")) tooltip.style.visibility = "hidden";
    }
    view = seen;
    const [left, top] = [centre.x * scale - container.clientWidth / 2, centre.y * scale - container.clientHeight / 2];
    const [right, bottom] = [left + container.clientWidth, top + container.clientHeight];
    const apart = (a, b) => a.right < b.left || a.left > b.right || a.bottom < b.top || a.top > b.bottom;
    const first = [hovered, selected.node, ...near].filter((id) => id !== null);
    const shown = [...new Set([...first, ...byWeight])]
      .filter((id) => shownNodes.get(id) && (!near.size || near.has(id) || id === hovered))
      .map((id) => ({ id, x: nodes.get(id).x * scale, y: nodes.get(id).y * scale, size: nodes.get(id).size * scale }))
      .filter(({ x, y }) => x > left && x < right && y > top && y < bottom)
      .slice(0, MOST);
    const marks = shown.map(({ x, y, size }) => ({ left: x - size, right: x + size, top: y - size, bottom: y + size }));
    const placed = [];
    context.save();
    context.scale(1 / scale, 1 / scale); // from here on in pixels, with (0, 0) where the drawing has it
    Object.assign(context, { font: FONT, textAlign: "center", textBaseline: "top", lineJoin: "round", lineWidth: 4 });
    Object.assign(context, { strokeStyle: style("ground"), fillStyle: style("text") });
    shown.forEach(({ id, x, y, size }, rank) => {
      const tries = ways(id, context).flatMap(({ rows, width }) => {
        const height = rows.length * LINE;
        const middle = Math.max(left + width / 2 + 4, Math.min(right - width / 2 - 4, x)); // not over the edge
        const [below, above] = [y + size + 3, y - size - 3 - height];
        const starts = below + height >= bottom ? [above] : near.has(id) && near.size < FEW ? [below, above] : [below];
        return starts.map((start) => ({ rows, middle, start, box: { left: middle - width / 2 - 3, right: middle + width / 2 + 3, top: start, bottom: start + height } }));
      });
      const free = (way, boxes) => boxes.every((box) => apart(way.box, box));
      const way =
        id === hovered || id === selected.node ? tries[0]
        : tries.find((one) => free(one, placed) && free(one, marks)) ?? (rank < FIRST ? tries.findLast((one) => free(one, [...placed, ...marks.slice(0, 2)])) : undefined);
      if (!way) return;
      placed.push(way.box);
      way.rows.forEach((row, number) => {
        context.strokeText(row, way.middle, way.start + number * LINE);
        context.fillText(row, way.middle, way.start + number * LINE);
      });
    });
    context.restore();
  });

  const move = ({ nodes: ids }) => {
    for (const [id, place] of Object.entries(network.getPositions(ids))) Object.assign(nodes.get(id), place);
  };
  network.on("dragging", move);
  network.on("dragEnd", (event) => { move(event); select(); }); // what is dragged is not chosen
  network.on("hoverNode", ({ node }) => { hovered = node; });
  network.on("blurNode", () => { hovered = null; });
  network.on("click", ({ nodes: [node], edges: [edge] }) => {
    if (node !== undefined) go({ node });
    else if (edge !== undefined) go({ edge });
    else go({});
  });
  const animation = () => (calm.matches ? false : { duration: 300, easingFunction: "easeInOutQuad" });
  // Nearer than CLOSEST, or with the whole network small in the middle, there is nothing to see.
  const CLOSEST = 4;
  const reach = drawing.nodes.reduce((most, { x, y }) => Math.max(most, Math.abs(x), Math.abs(y)), 1);
  const farthest = () => Math.min(1, container.clientWidth / reach, container.clientHeight / reach) / 3;
  const bounded = (scale) => Math.max(farthest(), Math.min(CLOSEST, scale));
  const beyond = (scale) => Math.abs(scale - bounded(scale));
  const zoom = (factor) => network.moveTo({ scale: bounded(network.getScale() * factor), animation: animation() });
  network.on("zoom", ({ scale }) => { if (beyond(scale) > beyond(view.scale)) network.moveTo(view); });
  byId("closer").addEventListener("click", () => zoom(1.5));
  byId("farther").addEventListener("click", () => zoom(1 / 1.5));
  byId("whole").addEventListener("click", () => network.fit({ animation: animation() }));
  dark.addEventListener("change", () => {
    network.setOptions(options());
    shownEdges.clear(); // an edge has its colour from draw()
    draw();
  });
  for (const box of boxes) box.addEventListener("change", draw);

  // ---------------------------------------------------------------- the selection, which the address holds

  // go() only writes the address; the page follows the address, so that Back and a link do the same as a click.
  function go({ node, edge }) {
    const parts = new URLSearchParams();
    if (node !== undefined) parts.set("node", node);
    if (edge !== undefined) {
      parts.set("from", statements[edge].subject);
      parts.set("by", statements[edge].predicate);
      parts.set("to", statements[edge].end);
    }
    location.hash = parts.toString();
    follow();
  }

  let followed = null;

  function follow() {
    if (followed === location.hash) return;
    followed = location.hash;
    const parts = new URLSearchParams(location.hash.slice(1));
    const edge = parts.has("from") && drawing.edges.find(({ id }) =>
      statements[id].subject === parts.get("from") && statements[id].predicate === parts.get("by") && statements[id].end === parts.get("to"));
    selected = { node: nodes.has(parts.get("node")) ? parts.get("node") : null, edge: edge ? edge.id : null };
    draw();
    const inside = byId("panel").parentElement.contains(document.activeElement) && document.activeElement !== byId("search");
    if (selected.edge !== null) showEdge(statements[selected.edge]);
    else if (selected.node !== null) showNode(selected.node);
    else showStart();
    panel.scrollTop = 0;
    if (inside) panel.focus(); // the button that was pressed has gone
    if (near.size && narrow.matches) panel.scrollIntoView();
    if (near.size) network.fit({ nodes: [...near], maxZoomLevel: 1.1, animation: animation() });
  }
  addEventListener("hashchange", follow);

  // ---------------------------------------------------------------- the panel

  const mark = (kind) => document.querySelector(`.legend [value="${CSS.escape(kind)}"] + .mark`).cloneNode(true);
  const inChinese = (id) => (chinese(id) ? text(chinese(id), "zh") : null);
  const thing = (id) =>
    make("button", { type: "button", class: "thing", onclick: () => go({ node: id }) }, mark(kindOf(id)), text(name(id)), " ", inChinese(id));

  function end(value) {
    if (typeof value !== "string") return text(value[0], value[1]);
    if (nodes.has(value)) return thing(value);
    return text(name(passages[passageNumbers.get(value)]?.document ?? value));
  }

  // A passage word for word, where it stands, who says it, what is wrong with its translation, and what it is read with.
  function quote(number) {
    const { id, document, start, end: stop, exact } = passages[number];
    const caption = make("figcaption", {}, text(name(document)), `, characters ${start}–${stop}`);
    for (const speaker of values(id, "pg:spokenBy")) caption.append(make("div", {}, "Said by ", end(speaker)));
    const figure = make("figure", {}, make("blockquote", { dir: "auto" }, exact), caption);
    figure.append(...repairs(id));
    for (const note of values(id, "pg:note")) figure.append(make("p", { class: "note" }, "Our note: ", end(note)));
    for (const other of values(id, "pg:readWith").map((context) => passages[passageNumbers.get(context)]).filter(Boolean)) {
      figure.append(make("div", { class: "with" }, "Read with", make("blockquote", { dir: "auto" }, other.exact), ...repairs(other.id)));
    }
    return figure;
  }

  // What a passage's translation gets wrong: as printed, as read, why, how surely.
  function repairs(id) {
    return (to.get(id) ?? []).filter(({ predicate }) => predicate === "pg:repairs").map(({ subject: repair }) => {
      const [printed, meant, why, confidence] = ["asPrinted", "readAs", "rationale", "confidence"].map((part) => values(repair, `pg:${part}`).map(words).join("; "));
      return make("p", { class: "repair" }, make("b", {}, "Printed"), " “", text(printed), "”, ", make("b", {}, "read as"), " “", text(meant), "”. ", text(why), ` Confidence: ${confidence}.`);
    });
  }

  // The quotes of a statement, the beginning of the first one in sight; or that there are none.
  function evidence({ subject, passages: numbers }, open = false) {
    const quoted = passageNumbers.has(subject) ? [passageNumbers.get(subject)] : numbers; // who speaks, speaks in the passage
    if (!quoted.length) return make("p", { class: "badge" }, "editorial: added by us, stated by no document");
    const count = quoted.length > 1 ? `${quoted.length} sentences: ` : "";
    const summary = make("summary", {}, make("span", { class: "peek" }, count, "“", text(passages[quoted[0]].exact), "”"), make("span", { class: "hide" }, "Hide"));
    return make("details", open ? { open: "" } : {}, summary, ...quoted.map(quote));
  }

  // One card for all statements of a group that the same sentences make; what documents state comes first.
  function cards(group, content) {
    const together = [...groupBy(group, ({ subject, passages: numbers }) => (passageNumbers.has(subject) ? subject : numbers.join())).values()];
    together.sort((a, b) => (b[0].passages.length > 0) - (a[0].passages.length > 0) || b.length - a.length);
    return together.map((same) => make("div", { class: "entry" }, content(same), evidence(same[0])));
  }

  const factCards = (group) =>
    cards(group, (same) => make("dl", { class: "facts" }, ...same.flatMap((one) => [make("dt", {}, text(name(one.predicate))), make("dd", {}, end(one.end))])));

  // Cards by predicate, the rarest first: who issued a plan comes before its thirty targets.
  function linkCards(group, other, direction = "") {
    const groups = [...groupBy(group, ({ predicate }) => name(predicate))].sort((a, b) => a[1].length - b[1].length || (a[0] < b[0] ? -1 : 1));
    return groups.flatMap(([title, same]) => [
      make("h4", {}, text(title), direction, same.length > 1 ? make("span", { class: "count" }, ` ${same.length}`) : null),
      ...cards(same, (made) => make("div", {}, ...made.map((statement) => end(statement[other])))),
    ]);
  }

  const section = (title, children) => (children.length ? [make("h3", {}, title), ...children] : []);
  const list = (items) => make("ul", { class: "plain" }, ...items.map((item) => make("li", {}, ...[item].flat())));

  function showNode(id) {
    const own = from.get(id) ?? [];
    const isName = ({ predicate }) => predicate === "pg:namedAs" || predicate === "skos:altLabel";
    const names = [...new Map(own.filter(isName).map(({ end: one }) => [words(one), one]))].filter(([one]) => one !== name(id));
    const inShort = inWords(id);
    panel.replaceChildren(
      make("p", { class: "kind" }, mark(kindOf(id)), text(typeOf(id))),
      make("h2", { dir: "auto" }, name(id)),
      make("p", { class: "zh", lang: "zh" }, chinese(id) ?? ""),
      make("p", { class: "words", style: `border-color: var(--${kindOf(id)})` }, text(inShort)),
      make("p", { class: "names" }, ...names.flatMap(([, one], number) => [number ? " · " : "also: ", end(one)])),
      ...section("What is said of it", factCards(own.filter((one) => !nodes.has(one.end) && !isName(one)))),
      ...section("What it is linked to", linkCards(own.filter((one) => nodes.has(one.end)), "end")),
      ...section("What is linked to it", linkCards(to.get(id) ?? [], "subject", " → this")),
      ...section("How it is named", factCards(own.filter(isName))),
      make("p", { class: "iri" }, text(id)),
    );
    panel.querySelector("details")?.setAttribute("open", ""); // one open quote shows what the others hold
  }

  function showEdge(statement) {
    panel.replaceChildren(
      make("p", { class: "kind" }, "statement"),
      make("h2", {}, text(name(statement.subject)), " – ", make("i", {}, text(name(statement.predicate))), " – ", text(name(statement.end))),
      list([thing(statement.subject), thing(statement.end)]),
      ...section("Where it is stated", [make("div", { class: "entry" }, evidence(statement, true))]),
    );
  }

  function showStart() {
    const plans = drawing.nodes.filter(({ group }) => group === "plan").map(({ id }) => id);
    const about = (id) => [...values(id, "dcterms:publisher"), ...values(id, "dcterms:issued"), ...values(id, "dcterms:identifier")].map(words).join(" · ");
    const documents = [...new Set(passages.map(({ document }) => document))];
    panel.replaceChildren(
      make("h2", {}, "Choose something"),
      make("p", {}, "Select a node or a line in the drawing, search for a name, or begin with a plan. You then see what the documents state about it, each statement with its sentence, word for word."),
      ...section(`Documents (${documents.length})`, [list(documents.map((id) => [text(name(id)), make("div", { class: "hint" }, text(about(id)))]))]),
      ...section(`Plans (${plans.length})`, [list(plans.map(thing))]),
    );
  }

  // A figure's own values, or a list's size, as one would say them: "at least 600,000,000,000 yuan, 2025".
  function inWords(id) {
    const kind = kindOf(id);
    const all = (predicate) => values(id, `pg:${predicate}`).map(words);
    const one = (predicate) => all(predicate)[0] ?? "";
    const number = (predicate) => (one(predicate) ? Number(one(predicate)).toLocaleString("en", { maximumFractionDigits: 10 }) : "");
    if (kind === "list") {
      const size = one("statedSize") ? `${one("sizeBound")} ${number("statedSize")} stated`.trim().replace(/^exactly /, "") : "size not stated";
      return `${size}, ${all("names").length || "none"} named`;
    }
    if (kind !== "target" && kind !== "observation") return "";
    const value = [number("value"), number("upperValue")].filter(Boolean).join(" to ");
    const change = one("change") === "level" ? "" : one("change");
    const amount = value ? [change, one("bound"), value, one("unit") === "number" ? "" : one("unit")].filter(Boolean).join(" ") : `“${one("asStated")}”`;
    const period = [one("periodStart"), one("periodEnd")].map((date) => date.slice(0, 4)).filter(Boolean).join("–");
    const baseline = one("baselineYear") && `against ${one("baselineYear")}`;
    return [amount, baseline, one("year") || period || one("periodAsStated"), one("commitment")].filter(Boolean).join(", ");
  }

  // ---------------------------------------------------------------- search

  const LONGEST_LIST = 40;
  const fold = (typed) => typed.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  const searchable = [...nodes.keys()].map((id) => {
    const names = [name(id), chinese(id) ?? "", ...values(id, "skos:altLabel").map(words), ...values(id, "pg:namedAs").map(words)];
    return { id, names: names.map(fold), initials: name(id).match(/\b\p{Lu}/gu)?.join("").toLowerCase() };
  });

  // Names that begin with the words come first, then names that hold them as typed, then in another order. MIIT finds
  // the ministry by its initials.
  function find(typed) {
    const wanted = fold(typed);
    if (!wanted) return [];
    const parts = wanted.split(" ");
    const rank = (one) =>
      one === wanted ? 0 : one.startsWith(wanted) ? 1 : one.includes(` ${wanted}`) ? 2 : one.includes(wanted) ? 3 : parts.every((part) => one.includes(part)) ? 4 : 9;
    return searchable
      .map(({ id, names, initials }) => ({ id, rank: initials === wanted ? 1 : Math.min(...names.map(rank)), length: names[0].length }))
      .filter((found) => found.rank < 9)
      .sort((a, b) => a.rank - b.rank || nodes.get(b.id).size - nodes.get(a.id).size || a.length - b.length)
      .map(({ id }) => id);
  }

  const input = byId("search");
  const results = byId("results");

  function search() {
    const found = find(input.value);
    byId("found").textContent = !input.value.trim() ? "" : found.length > LONGEST_LIST ? `${found.length} found, the first ${LONGEST_LIST} shown` : `${found.length} found`;
    results.replaceChildren(...found.slice(0, LONGEST_LIST).map((id) =>
      make("li", {}, make("button", { type: "button", onclick: () => choose(id) }, mark(kindOf(id)), text(name(id)), " ", inChinese(id), make("span", { class: "hint" }, ` ${typeOf(id)}`)))));
    return found;
  }

  function choose(id) {
    input.value = "";
    search();
    panel.focus();
    go({ node: id });
  }

  input.addEventListener("input", search);
  byId("search").parentElement.addEventListener("keydown", (event) => {
    const buttons = [...results.querySelectorAll("button")];
    const here = buttons.indexOf(document.activeElement);
    if (event.key === "Enter" && event.target === input && buttons.length) choose(search()[0]);
    else if (event.key === "Escape") { input.value = ""; search(); input.focus(); }
    else if (event.key === "ArrowDown") buttons[Math.min(here + 1, buttons.length - 1)]?.focus();
    else if (event.key === "ArrowUp") (buttons[here - 1] ?? input).focus();
    else return;
    event.preventDefault();
  });
  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input[type=search], textarea, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    input.focus();
  });

  // ---------------------------------------------------------------- begin

  const canvasFrame = container.firstElementChild;
  canvasFrame.setAttribute("role", "application");
  canvasFrame.setAttribute("aria-label", "Drawing of the network. Arrow keys move it, [ and ] zoom. Everything in it is found by the search.");
  draw();
  network.fit();
  follow();
})();
