// What is drawn beside nodes and lines: the regions with their captions below them, the labels above. Labels are ours
// and not vis-network's: of one size at every scale, the largest nodes' first, and each only where it covers no other,
// nor a caption, nor the mark of a node unless it is one of the very first; these leave free what is selected.

const FONT = '12.5px system-ui, "Noto Sans", "Noto Sans CJK SC", sans-serif';
const CAPTIONS = [15, 11].map((size) => `600 ${size}px system-ui, "Noto Sans", "Noto Sans CJK SC", sans-serif`);
const LINE = 15;
const FIRST = 25; // so many may cover marks
const FEW = 10; // so few neighbours have room to be named above
const MOST = 1500; // so many are looked at, so that a frame stays short
const MANY = 3000; // of so many nodes, a drag moves a picture
const LABELS_OF_MANY = 300;
const ROW = 24; // characters
const byWeight = [...drawing.nodes].sort((a, b) => b.size - a.size).map((node) => node.id);
const broken = new Map();
let hovered = null;
let view; // what is seen, as last drawn
let captions = []; // boxes, in pixels

// The ways to write a label, with their widths: in full (three rows at most, but of what is chosen), or in one row. The
// row of "Implementation Plan for Carbon Peaking in the Steel Industry" is what sets it apart: "… Carbon Peaking in the…".
function ways(id, context) {
  if (!broken.has(id)) {
    const { label } = nodes.get(id);
    const full = rowsOf(label);
    const [, special] = /^.{0,60}?\b(?:Plan|Notice|Opinions?|Measures|Catalogue|Guide|Regulations?|Programme|Policy) (?:for|on|of) (?:the )?(.{6,})$/.exec(label) ?? [];
    const [row, ...rest] = rowsOf(special ?? label);
    const brief = `${special ? "… " : ""}${row}${rest.length ? "…" : ""}`;
    const both = full.length > 3 ? [[...full.slice(0, 2), `${full[2]}…`], [brief]] : full.length > 1 ? [full, [brief]] : [full];
    broken.set(id, [full, ...both].map((rows) => ({ rows, width: Math.max(...rows.map((one) => context.measureText(one).width)) })));
  }
  const [full, ...others] = broken.get(id);
  return id === hovered || id === state.node ? [full, ...others] : others;
}

function rowsOf(label) {
  const rows = [""];
  for (const word of label.split(" ")) {
    const row = rows.at(-1);
    if (row && row.length + word.length > ROW) rows.push(word);
    else rows[rows.length - 1] = row ? `${row} ${word}` : word;
  }
  return rows;
}

const apart = (a, b) => a.right < b.left || a.left > b.right || a.bottom < b.top || a.top > b.bottom;

// From here on in pixels, with (0, 0) where the drawing has it.
function inPixels(context, work) {
  const scale = network.getScale();
  context.save();
  context.scale(1 / scale, 1 / scale);
  work(scale);
  context.restore();
}

network.on("beforeDrawing", (context) => {
  captions = [];
  if (picture) return;
  inPixels(context, (scale) => {
    Object.assign(context, { textAlign: "left", textBaseline: "top", lineWidth: 1 });
    Object.assign(context, { strokeStyle: css("line"), fillStyle: css("side") });
    context.globalAlpha = near.size ? 0.4 : 1;
    for (const [, ...box] of drawing.regions) {
      const [left, top, right, bottom] = box.map((side) => side * scale);
      context.beginPath();
      context.roundRect(left, top, right - left, bottom - top, 10);
      context.fill();
      context.stroke();
    }
    context.fillStyle = css("quiet");
    for (const [title, boxLeft, boxTop, boxRight] of drawing.regions) {
      const [left, top, room] = [boxLeft * scale, boxTop * scale, (boxRight - boxLeft) * scale - 12];
      context.font = CAPTIONS.find((font) => Object.assign(context, { font }).measureText(title).width <= room) ?? "";
      const { width } = context.measureText(title);
      if (width > room) continue; // too far out to be read
      context.fillText(title, left + 8, top + 5);
      captions.push({ left: left + 4, right: left + 10 + width, top: top + 2, bottom: top + 22 });
    }
  });
});

network.on("afterDrawing", (context) => {
  const seen = { position: network.getViewPosition(), scale: network.getScale() };
  if (JSON.stringify(seen) !== JSON.stringify(view)) { // a name is of what was under the pointer
    for (const tooltip of container.querySelectorAll(".vis-tooltip")) tooltip.style.visibility = "hidden";
  }
  view = seen;
  if (picture) showPicture(context);
  else inPixels(context, (scale) => drawLabels(context, scale));
  if (seenNodes.size) document.documentElement.dataset.drawn = "";
});

// What has a label, the most important first, with its place in pixels.
function labelled(scale, edges) {
  const first = [hovered, state.node, ...near].filter((id) => nodes.has(id));
  const most = shownNodes.length > MANY ? LABELS_OF_MANY : MOST;
  const found = [];
  for (const id of new Set([...first, ...byWeight])) {
    if (found.length === most) break;
    if (!seenNodes.has(id) || (near.size && !near.has(id) && id !== hovered)) continue;
    const node = nodes.get(id);
    const [x, y, size] = [node.x * scale, node.y * scale, node.size * scale];
    if (x > edges.left && x < edges.right && y > edges.top && y < edges.bottom) found.push({ id, x, y, size });
  }
  return found;
}

function drawLabels(context, scale) {
  const [left, top] = [view.position.x * scale - container.clientWidth / 2, view.position.y * scale - container.clientHeight / 2];
  const edges = { left, top, right: left + container.clientWidth, bottom: top + container.clientHeight };
  const shown = labelled(scale, edges);
  const marks = shown.map(({ x, y, size }) => ({ left: x - size, right: x + size, top: y - size, bottom: y + size }));
  const placed = [...captions];
  Object.assign(context, { font: FONT, textAlign: "center", textBaseline: "top", lineJoin: "round", lineWidth: 4 });
  Object.assign(context, { strokeStyle: css("side"), fillStyle: css("text") });
  const free = (way, boxes) => boxes.every((box) => apart(way.box, box));
  shown.forEach((one, rank) => {
    const tries = triesFor(one, context, edges);
    const covered = (way) => [...placed, ...marks].filter((box) => !apart(way.box, box)).length;
    const certain = one.id === hovered || one.id === state.node; // the way that covers the least
    const way = tries.find((way) => free(way, placed) && free(way, marks)) ?? (certain ? tries.reduce((best, way) => (covered(way) < covered(best) ? way : best)) : null) ?? (rank < FIRST ? tries.findLast((way) => free(way, [...placed, ...marks.slice(0, 2)])) : undefined);
    if (!way) return;
    placed.push(way.box);
    way.rows.forEach((row, place) => {
      context.strokeText(row, way.middle, way.start + place * LINE);
      context.fillText(row, way.middle, way.start + place * LINE);
    });
  });
}

// Where a label could stand: below its node, else above it where there are few; never over the edge.
function triesFor({ id, x, y, size }, context, edges) {
  return ways(id, context).flatMap(({ rows, width }) => {
    const height = rows.length * LINE;
    const middle = Math.max(edges.left + width / 2 + 4, Math.min(edges.right - width / 2 - 4, x));
    const [below, above] = [y + size + 3, y - size - 3 - height];
    const starts = below + height >= edges.bottom ? [above] : id === state.node || (near.has(id) && near.size < FEW) ? [below, above] : [below];
    return starts.map((start) => ({ rows, middle, start, box: { left: middle - width / 2 - 3, right: middle + width / 2 + 3, top: start, bottom: start + height } }));
  });
}

// ---------------------------------------------------------------- a drag in a large network moves a picture of it

let picture = null;

network.on("dragStart", ({ nodes: ids }) => {
  if (shownNodes.length <= MANY) return;
  const canvas = container.querySelector("canvas");
  const copy = make("canvas", { width: canvas.width, height: canvas.height });
  copy.getContext("2d").drawImage(canvas, 0, 0);
  picture = { copy, from: network.getViewPosition(), ids };
});
network.on("dragEnd", () => {
  if (!picture) return;
  picture = null;
  network.redraw();
});

function showPicture(context) {
  const { copy, from: start, ids } = picture;
  const pixels = (view.scale * copy.width) / container.clientWidth;
  context.save();
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.drawImage(copy, (start.x - view.position.x) * pixels, (start.y - view.position.y) * pixels);
  context.restore();
  context.strokeStyle = css("accent");
  context.lineWidth = 3 / view.scale;
  for (const id of ids) { // where the dragged node is now
    const { x, y } = network.getPosition(id);
    context.beginPath();
    context.arc(x, y, nodes.get(id).size + 6 / view.scale, 0, 2 * Math.PI);
    context.stroke();
  }
}
