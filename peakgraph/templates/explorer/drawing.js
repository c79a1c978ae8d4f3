// The drawing: vis-network's canvas, with our labels and regions. Positions come with the page; nothing moves by itself.

const colours = new Map(); // asking the browser for each of thousands of lines takes long
const css = (variable) => {
  if (!colours.has(variable)) colours.set(variable, getComputedStyle(document.documentElement).getPropertyValue(`--${variable}`).trim());
  return colours.get(variable);
};
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");
const contrast = matchMedia("(forced-colors: active)");
const narrow = matchMedia("(max-width: 60rem)"); // the panel is below the drawing; as in network.css
const nodes = new Map(drawing.nodes.map((node) => [node.id, node])); // what has a place in the drawing
const shownNodes = new vis.DataSet();
const shownEdges = new vis.DataSet();
const container = byId("network");
const hollow = new Set([...document.querySelectorAll(".legend .mark[data-hollow]")].map((mark) => mark.parentElement.firstElementChild.value));
let near = new Set(); // what is chosen with its neighbours, shown whatever their kind
let chosenLinks = new Set();
let seenNodes = new Set();
let many = false; // so many nodes that a drag moves a picture of them; see labels.js
const network = new vis.Network(container, { nodes: shownNodes, edges: shownEdges }, options());

function options() {
  const groups = {};
  for (const box of kindBoxes) {
    const colour = css(box.value);
    const fill = hollow.has(box.value) ? css("ground") : colour;
    const strong = { background: fill, border: css("text") };
    groups[box.value] = { color: { background: fill, border: colour, highlight: strong, hover: strong } };
  }
  return {
    ...drawing.options,
    groups,
    layout: { improvedLayout: false },
    nodes: { borderWidth: 2, borderWidthSelected: 4 },
    edges: {
      arrows: { to: { scaleFactor: 0.45 } },
      color: { color: css("edge"), highlight: css("accent"), hover: css("accent"), inherit: false },
      smooth: false, width: 1, selectionWidth: 2, hoverWidth: 1,
    },
    interaction: {
      ...drawing.options.interaction, hover: !many, hideEdgesOnDrag: many, hideNodesOnDrag: many, selectConnectedEdges: false, tooltipDelay: 150,
      keyboard: { enabled: true, bindToWindow: false },
    },
  };
}

// ---------------------------------------------------------------- what is chosen, and what is near it

function chosenLink() {
  if (!state.from) return null;
  return (linksOf.get(state.from) ?? []).find((one) => one.from === state.from && one.by === state.by && one.to === state.to) ?? null;
}

function around(id, origins) {
  return (linksOf.get(id) ?? []).filter((one) => linkPasses(one, origins));
}

// The things within one or two steps of what is chosen, those on the way to another, and the links that lead there.
function neighbourhood() {
  const origins = shownOrigins();
  const [found, lines] = [new Set(), new Set()];
  const widen = (ids) => {
    for (const id of ids) {
      found.add(id);
      for (const one of around(id, origins)) {
        lines.add(one.id);
        found.add(other(one, id));
      }
    }
  };
  const edge = chosenLink();
  if (edge) {
    for (const id of [edge.from, edge.to]) found.add(id);
    lines.add(edge.id);
  }
  if (isThing(state.node) && state.path) {
    for (const step of pathBetween(state.node, state.path) ?? []) {
      for (const id of [step.from, step.to]) found.add(id);
      lines.add(step.id);
    }
    found.add(state.node);
  } else if (isThing(state.node)) {
    widen([state.node]);
    if (state.depth === "2") widen([...found]);
  }
  widen(opened());
  return [found, lines];
}

const opened = () => (state.open ?? "").split(",").filter(isThing);

// The links of a shortest way between two things, either way: along what documents state, else along all links of the
// chosen origins. None where there is no way.
function pathBetween(start, goal) {
  const origins = shownOrigins();
  return (origins.has("stated") && wayAlong(new Set(["stated"]), start, goal)) || wayAlong(origins, start, goal);
}

function wayAlong(origins, start, goal) {
  const reached = new Map([[start, null]]);
  const ahead = [start];
  for (const id of ahead) {
    if (id === goal) break;
    for (const one of around(id, origins)) {
      const next = other(one, id);
      if (!reached.has(next)) {
        reached.set(next, { one, id });
        ahead.push(next);
      }
    }
  }
  if (!reached.has(goal)) return null;
  const way = [];
  for (let step = reached.get(goal); step; step = reached.get(step.id)) way.unshift(step.one);
  return way;
}

// A thing that the drawing left out gets a place beside what it is linked to, the first time that it is needed.
function givePlaces(ids) {
  const missing = [...ids].filter((id) => !nodes.has(id));
  missing.forEach((id, index) => {
    const placed = (linksOf.get(id) ?? []).map((one) => nodes.get(other(one, id))).filter(Boolean);
    const middle = (axis) => (placed.length ? placed.reduce((sum, node) => sum + node[axis], 0) / placed.length : 0);
    const [angle, distance] = [index * 2.4, 60 + 28 * Math.sqrt(index)]; // a spiral, as the seeds of a sunflower
    nodes.set(id, {
      id, label: shortLabel(name(id)), group: kindOf(id), shape: more.shapes[kindOf(id)], size: 9 + Math.min(15, Math.round(2.2 * Math.sqrt(linksOf.get(id)?.length ?? 0))),
      x: Math.round(middle("x") + distance * Math.cos(angle)), y: Math.round(middle("y") + distance * Math.sin(angle)),
    });
  });
}

// As drawing.py makes them: one line, marks of direction taken out, cut where it is long.
function shortLabel(label) {
  const line = unmarked(label).split(/\s+/).filter(Boolean).join(" ") || "(no name)";
  return line.length <= 120 ? line : `${line.slice(0, 119).trimEnd()}…`;
}

// ---------------------------------------------------------------- drawing

// Puts into vis-network what is to be seen and takes the rest out; what is not near the selection is faint.
function draw() {
  const origins = shownOrigins();
  const kinds = shownKinds();
  let visible = ({ id }) => kinds.has(nodes.get(id).group);
  if (more) {
    [near, chosenLinks] = neighbourhood();
    givePlaces(near);
    const pass = passed();
    visible = ({ id }) => near.has(id) || (drawn.has(id) && kinds.has(kindOf(id)) && pass.has(id));
  }
  const look = (isChosen) => (!near.size ? "plain" : isChosen ? "chosen" : "faint");
  const wanted = [...nodes.values()].filter(visible);
  const ids = new Set(wanted.map(({ id }) => id));
  seenNodes = ids;
  network.body.emitter.emit("_blockRedraw"); // else each of the changes below draws everything
  if (ids.size > MANY !== many) {
    many = !many;
    network.setOptions({ interaction: { hideNodesOnDrag: many, hideEdgesOnDrag: many, hover: !many } });
    shownEdges.clear();
  }
  sync(shownNodes, wanted, ({ id }) => look(near.has(id)), ({ label, ...node }, shown) => ({ ...node, title: more ? name(node.id).slice(0, 300) : label, opacity: shown === "faint" ? 0.13 : 1 }));
  const lines = (more ? [...links.values()] : drawing.edges).filter((one) => ids.has(one.from) && ids.has(one.to) && (more ? linkPasses(one, origins) || chosenLinks.has(one.id) : origins.has(one.origin)));
  sync(shownEdges, lines, (one) => look(chosenLinks.has(one.id)), (one, shown) => ({ ...one, ...lineOf(one, shown) }));
  select();
  network.body.emitter.emit("_allowRedraw");
  network.redraw();
}

const drawn = new Set(nodes.keys());
const DASHES = { stated: false, editorial: [6, 4], inferred: [1, 4], proposed: [10, 3, 2, 3] };

// Arrows and dashes take two thirds of the time of drawing, and among thousands of lines nobody sees them.
const lineOf = (one, shown) => ({
  dashes: !many && DASHES[one.origin], arrows: many ? "" : "to",
  color: { color: css(shown === "chosen" ? "quiet" : "edge"), opacity: shown === "faint" ? 0.1 : shown === "chosen" ? 1 : 0.55 },
});

function select() {
  const edge = more && chosenLink();
  if (edge && shownEdges.get(edge.id)) network.selectEdges([edge.id]);
  else network.selectNodes(state.node && shownNodes.get(state.node) ? [state.node] : [], false);
}

// vis-network redraws what it is told has changed: it is told of nothing else.
function sync(set, wanted, lookOf, asShown) {
  const ids = new Set(wanted.map(({ id }) => id));
  set.remove(set.getIds().filter((id) => !ids.has(id)));
  const changed = wanted.filter((item) => set.get(item.id)?.look !== lookOf(item));
  set.update(changed.map((item) => ({ ...asShown(item, lookOf(item)), look: lookOf(item) })));
}

// ---------------------------------------------------------------- moving and choosing

const homes = new Map(drawing.nodes.map(({ id, x, y }) => [id, { x, y }]));
const move = ({ nodes: ids }) => {
  for (const [id, place] of Object.entries(network.getPositions(ids))) Object.assign(nodes.get(id), place);
};
network.on("dragging", move);
network.on("dragEnd", (event) => { move(event); select(); }); // what is dragged is not chosen

// Puts back what was dragged.
function putBack() {
  const moved = [...nodes.values()].filter((node) => homes.has(node.id) && (node.x !== homes.get(node.id).x || node.y !== homes.get(node.id).y));
  for (const node of moved) Object.assign(node, homes.get(node.id));
  shownNodes.update(moved.filter(({ id }) => seenNodes.has(id)).map(({ id, x, y }) => ({ id, x, y })));
}

network.on("hoverNode", ({ node }) => { hovered = node; });
network.on("blurNode", () => { hovered = null; });
function beginDrawing() {
  // The view moves to what was chosen once it is sure that no second click follows: that is for the same node.
  let clicked = null;
  network.on("click", ({ nodes: [node], edges: [edge], event }) => {
    if (event?.tapCount > 1) return;
    clicked = node;
    lookLater = true;
    if (node !== undefined) choose({ node });
    else if (edge !== undefined) chooseLink(links.get(edge));
    else choose({ open: null });
    lookLater = false;
  });
  network.on("doubleClick", () => {
    if (clicked === undefined || clicked === null) return;
    lookLater = true;
    toggleOpen(clicked);
    lookLater = false;
  });
}

const chooseLink = (one) => choose({ from: one.from, by: one.by, to: one.to });

// Keeps a thing's neighbours shown when something else is chosen, or lets them go.
function toggleOpen(id) {
  const ids = opened();
  go({ open: (ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id]).join() });
}

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
byId("whole").addEventListener("click", () => {
  putBack();
  network.fit({ animation: animation() });
});

function recolour() {
  colours.clear();
  network.setOptions(options());
  shownEdges.clear(); // an edge has its colour from draw()
  draw();
}
for (const media of [dark, contrast]) media.addEventListener("change", recolour);

const canvasFrame = container.firstElementChild;
canvasFrame.setAttribute("role", "application");
canvasFrame.setAttribute("aria-label", "Drawing of the network. Arrow keys move it, [ and ] zoom. Everything in it is in the view List and in the search.");
