// The page's own script. Whatever comes from the data goes into the page by textContent only (see make()), so that
// no name, quote or address can become markup. Names of things are the ends of their IRIs, such as place/hubei.
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
  const text = (words, lang) => make("bdi", lang ? { lang } : {}, words);
  const SPOKEN = { "rdf:type": "is a" }; // what has no label of its own that reads well
  const name = (id) => SPOKEN[id] ?? labels.get(id)?.en ?? labels.get(id)?.[""] ?? id;
  const chinese = (id) => labels.get(id)?.zh;
  const values = (id, predicate) => (from.get(id) ?? []).filter((one) => one.predicate === predicate).map(({ end }) => end);
  const words = (value) => (typeof value === "string" ? name(value) : value[0]);
  const kindOf = (id) => nodes.get(id).group;
  const typeOf = (id) => values(id, "rdf:type").filter((type) => type !== "skos:Concept").map(name).join(", ") || kindOf(id);
  const plural = (count, word) => `${count.toLocaleString("en")} ${word}${count === 1 ? "" : "s"}`;

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
    const faint = (id) => near.size > 0 && !near.has(id);
    sync(shownNodes, drawing.nodes.filter((node) => visible(node.id)), (node) => faint(node.id), ({ label, ...node }, off) => ({
      ...node, title: name(node.id).slice(0, 300), opacity: off ? 0.2 : 1,
    }));
    const chosen = ({ id, from: a, to: b }) => (selected.edge === null ? a === selected.node || b === selected.node : id === selected.edge);
    sync(shownEdges, drawing.edges.filter((edge) => visible(edge.from) && visible(edge.to)), (edge) => near.size > 0 && !chosen(edge),
      (edge, off) => ({ ...edge, color: { opacity: off ? 0.15 : 1 } }));
    if (selected.edge !== null) network.selectEdges([selected.edge]);
    else network.selectNodes(selected.node === null ? [] : [selected.node], false);
  }

  // vis-network redraws what it is told has changed: it is told of nothing else.
  function sync(set, wanted, isFaint, asShown) {
    const ids = new Set(wanted.map((item) => item.id));
    set.remove(set.getIds().filter((id) => !ids.has(id)));
    const changed = wanted.filter((item) => set.get(item.id)?.faint !== isFaint(item));
    set.update(changed.map((item) => ({ ...asShown(item, isFaint(item)), faint: isFaint(item) })));
  }

  // Labels are ours and not vis-network's: of one size at every scale, the largest nodes' first, and each only where
  // it covers no other. Lines are broken once; widths are measured once.
  const FONT = '12.5px system-ui, "Noto Sans", "Noto Sans CJK SC", sans-serif';
  const LINE = 15;
  const byWeight = [...drawing.nodes].sort((a, b) => b.size - a.size).map((node) => node.id);
  const broken = new Map();
  let hovered = null;

  function lines(id, context) {
    if (!broken.has(id)) {
      const found = [""];
      for (const word of nodes.get(id).label.split(" ")) {
        const line = found.at(-1);
        if (line && line.length + word.length > 24) found.push(word);
        else found[found.length - 1] = line ? `${line} ${word}` : word;
      }
      broken.set(id, { lines: found, width: Math.max(...found.map((line) => context.measureText(line).width)) });
    }
    return broken.get(id);
  }

  network.on("afterDrawing", (context) => {
    const scale = network.getScale();
    const centre = network.getViewPosition();
    const [width, height] = [container.clientWidth, container.clientHeight];
    const taken = [];
    const free = (box) => taken.every((other) => box.right < other.left || box.left > other.right || box.bottom < other.top || box.top > other.bottom);
    context.save();
    context.scale(1 / scale, 1 / scale); // from here on in pixels, with (0, 0) where the drawing has it
    context.font = FONT;
    context.textAlign = "center";
    context.textBaseline = "top";
    context.lineJoin = "round";
    context.lineWidth = 4;
    context.strokeStyle = style("ground");
    context.fillStyle = style("text");
    const first = [hovered, selected.node, ...near].filter((id) => id !== null);
    for (const id of new Set([...first, ...byWeight])) {
      if (!shownNodes.get(id) || (near.size > 0 && !near.has(id) && id !== hovered)) continue;
      const node = nodes.get(id);
      const [x, y] = [node.x * scale, node.y * scale];
      if (Math.abs(x - centre.x * scale) > width / 2 + 80 || Math.abs(y - centre.y * scale) > height / 2 + 40) continue;
      const label = lines(id, context);
      const top = y + node.size * scale + 3;
      const box = { left: x - label.width / 2 - 4, right: x + label.width / 2 + 4, top, bottom: top + label.lines.length * LINE + 2 };
      if (id !== hovered && id !== selected.node && !free(box)) continue;
      taken.push(box);
      label.lines.forEach((line, number) => {
        context.strokeText(line, x, top + number * LINE);
        context.fillText(line, x, top + number * LINE);
      });
    }
    context.restore();
  });

  const move = ({ nodes: ids }) => {
    for (const [id, place] of Object.entries(network.getPositions(ids))) Object.assign(nodes.get(id), place);
  };
  network.on("dragging", move);
  network.on("dragEnd", move);
  network.on("hoverNode", ({ node }) => { hovered = node; });
  network.on("blurNode", () => { hovered = null; });
  network.on("click", ({ nodes: [node], edges: [edge] }) => {
    if (node !== undefined) go({ node });
    else if (edge !== undefined) go({ edge });
    else go({});
  });
  const animation = () => (calm.matches ? false : { duration: 300, easingFunction: "easeInOutQuad" });
  const zoom = (factor) => network.moveTo({ scale: Math.min(4, network.getScale() * factor), animation: animation() });
  byId("closer").addEventListener("click", () => zoom(1.5));
  byId("farther").addEventListener("click", () => zoom(1 / 1.5));
  byId("whole").addEventListener("click", () => network.fit({ animation: animation() }));
  dark.addEventListener("change", () => network.setOptions(options()));
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
    const hash = parts.toString();
    if (hash !== location.hash.slice(1)) location.hash = hash;
  }

  function follow() {
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
    if (selected.node !== null) network.focus(selected.node, { scale: Math.max(network.getScale(), 0.8), animation: animation() });
  }
  addEventListener("hashchange", follow);

  // ---------------------------------------------------------------- the panel

  const mark = (kind) => document.querySelector(`.legend [value="${CSS.escape(kind)}"] + .mark`).cloneNode(true);
  const kindName = (id) => things.get(id).type || things.get(id).kind;

  function thing(id) {
    const { label, zh, kind } = things.get(id);
    return make("button", { type: "button", class: "thing", onclick: () => go({ node: id }) }, mark(kind), text(label), zh ? text(zh, "zh") : null);
  }

  function end(value) {
    if (typeof value !== "string") return text(value[0], value[1]);
    return things.has(value) ? thing(value) : text(name(value));
  }

  function quote(number) {
    const passage = graph.passages[number];
    const caption = make("figcaption", {}, text(name(passage.document)), `, characters ${passage.start}–${passage.end}`);
    for (const speaker of passage.speakers ?? []) caption.append("; said by ", text(name(speaker)));
    const figure = make("figure", {}, make("blockquote", { dir: "auto" }, passage.text), caption);
    for (const { asPrinted, readAs, rationale, confidence } of passage.repairs ?? []) {
      figure.append(make("p", { class: "repair" }, "Printed: “", text(asPrinted), "”. Read as: “", text(readAs), "”. ", text(rationale), confidence ? ` (confidence: ${confidence})` : ""));
    }
    for (const note of passage.notes ?? []) figure.append(make("p", { class: "note" }, "Our note: ", text(note)));
    for (const other of passage.with ?? []) {
      figure.append(make("div", { class: "with" }, "Read with:", make("blockquote", { dir: "auto" }, graph.passages[other].text)));
    }
    return figure;
  }

  function evidence(passages, open) {
    if (!passages.length) return make("span", { class: "badge" }, "editorial: added by us, no document says so");
    const details = make("details", open ? { open: "" } : {}, make("summary", {}, `Stated in ${plural(passages.length, "sentence")}`));
    details.append(...passages.map(quote));
    return details;
  }

  // One card for all statements of a group that the same sentences make.
  function cards(group, content) {
    const together = [...groupBy(group, (statement) => statement.passages.join()).values()];
    return together.map((same) => make("div", { class: "entry" }, content(same), evidence(same[0].passages, together.length < 4)));
  }

  function linkGroups(group, other) {
    const groups = [...groupBy(group, (statement) => statement.predicate)].sort((a, b) => a[1].length - b[1].length || (a[0] < b[0] ? -1 : 1));
    return groups.flatMap(([predicate, same]) => [
      make("h4", {}, text(name(predicate)), same.length > 1 ? ` (${same.length})` : ""),
      ...cards(same, (made) => make("div", {}, ...made.map((statement) => end(other(statement))))),
    ]);
  }

  function section(title, children) {
    return children.length ? [make("h3", {}, title), ...children] : [];
  }

  function showNode(id) {
    const { label, zh, kind, printed, also } = things.get(id);
    const own = from.get(id) ?? [];
    const facts = own.filter((statement) => !things.has(statement.end));
    const words = inWords(own, kind);
    const names = make("dl", { class: "names" });
    for (const [title, list] of [["As printed", printed], ["Also", also]]) {
      if (list) names.append(make("dt", {}, title), ...list.map((one) => make("dd", {}, text(one))));
    }
    panel.replaceChildren(
      make("p", { class: "kind" }, mark(kind), text(kindName(id))),
      make("h2", { dir: "auto" }, label),
      ...(zh ? [make("p", { class: "zh", lang: "zh" }, zh)] : []),
      ...(words ? [make("p", { class: "words", style: `border-color: var(--${kind})` }, text(words))] : []),
      names,
      ...section("What is said of it", cards(facts, (same) => make("dl", { class: "facts" }, ...same.flatMap((one) => [make("dt", {}, text(name(one.predicate))), make("dd", {}, end(one.end))])))),
      ...section("What it is linked to", linkGroups(own.filter((statement) => things.has(statement.end)), (statement) => statement.end)),
      ...section("What is linked to it", linkGroups(to.get(id) ?? [], (statement) => statement.subject)),
      make("p", { class: "iri" }, text(id)),
    );
  }

  function showEdge(statement) {
    panel.replaceChildren(
      make("p", { class: "kind" }, "Statement"),
      make("h2", {}, text(name(statement.subject)), " – ", text(name(statement.predicate)), " – ", text(name(statement.end))),
      make("div", {}, thing(statement.subject), thing(statement.end)),
      make("h3", {}, "Where it is stated"),
      make("div", { class: "entry" }, evidence(statement.passages, true)),
    );
  }

  function showStart() {
    const plans = [...things].filter(([, { kind }]) => kind === "plan").map(([id]) => id);
    panel.replaceChildren(
      make("h2", {}, "Choose something"),
      make("p", {}, "Select a node or a line in the drawing, search for a name, or begin with a plan. You then see what the documents state about it, each statement with its sentence, word for word."),
      ...section(`Plans (${plans.length})`, [make("ul", { class: "start" }, ...plans.map((id) => make("li", {}, thing(id))))]),
      ...section(`Documents (${documents.size})`, [make("ul", { class: "start" }, ...[...documents.values()].map((one) =>
        make("li", {}, text(one.title), make("div", { class: "hint" }, text([one.publisher, one.issued, one.file].filter(Boolean).join(", "))))))]),
    );
  }

  // A figure's own values, or a list's size, as one would say them: "at least 600,000,000,000 yuan, 2025".
  function inWords(own, kind) {
    const values = groupBy(own, (statement) => statement.predicate);
    const all = (predicate) => (values.get(`pg:${predicate}`) ?? []).map(({ end: value }) => (typeof value === "string" ? name(value) : value[0]));
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
  const fold = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const searchable = [...things].map(([id, { label, zh = "", printed = [], also = [] }]) => ({ id, names: [label, zh, ...also, ...printed].map(fold) }));

  // Names that begin with the words come first, then names that hold them, then longer names.
  function find(words) {
    const wanted = fold(words.trim());
    const rank = (one) => (one === wanted ? 0 : one.startsWith(wanted) ? 1 : one.includes(` ${wanted}`) ? 2 : one.includes(wanted) ? 3 : 9);
    return searchable
      .map(({ id, names }) => ({ id, rank: Math.min(...names.map(rank)), length: names[0].length }))
      .filter((found) => found.rank < 9)
      .sort((a, b) => a.rank - b.rank || nodes.get(b.id).size - nodes.get(a.id).size || a.length - b.length)
      .map(({ id }) => id);
  }

  const input = byId("search");
  const results = byId("results");

  function search() {
    const found = input.value.trim() ? find(input.value) : [];
    byId("found").textContent = !input.value.trim() ? "" : found.length > LONGEST_LIST ? `${found.length} found, the first ${LONGEST_LIST} shown` : `${found.length} found`;
    results.replaceChildren(...found.slice(0, LONGEST_LIST).map((id) => {
      const { label, zh, kind } = things.get(id);
      return make("li", {}, make("button", { type: "button", onclick: () => choose(id) }, mark(kind), " ", text(label), zh ? text(zh, "zh") : null, make("span", { class: "hint" }, ` ${kindName(id)}`)));
    }));
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
