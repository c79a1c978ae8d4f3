// What is shown, as a file: PNG and SVG of the drawing, CSV and GEXF of its things and links.

const shownThings = () => [...seenNodes].map((id) => nodes.get(id));
const shownLinks = () => shownEdges.get().map(({ id }) => links.get(id));
// Of a selection, a table holds what is not faint.
const tableThings = () => shownThings().filter(({ id }) => !near.size || near.has(id));
const tableLinks = () => shownLinks().filter(({ id }) => !near.size || chosenLinks.has(id));
const quotesOf = (one) => {
  const statement = statementOf(one);
  return statement ? passagesOf(statement).filter((id) => passages.has(id)).sort(inReadingOrder) : [];
};
const xml = (string) => string.replace(/[&<>"']/g, (letter) => `&#${letter.codePointAt(0)};`).replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, "");

function asCsv() {
  const row = (one) => {
    const quotes = quotesOf(one);
    return [name(one.from), linkName(one), name(one.to), one.origin, quotes.map((id) => passages.get(id).exact).join(" | "), quotes.map((id) => name(passages.get(id).document)).join(" | "), fullIri(one.from), fullIri(one.by), fullIri(one.to), quotes.map(fullIri).join(" ")];
  };
  return csv([["from", "statement", "to", "origin", "quotes", "documents", "from_iri", "statement_iri", "to_iri", "passages"], ...tableLinks().map(row)]);
}

function asGexf() {
  const hex = (colour) => colour.match(/[0-9a-f]{2}/gi).slice(0, 3).map((part) => parseInt(part, 16));
  const node = ({ id, x, y, size }) => {
    const [r, g, b] = hex(css(kindOf(id)));
    return `<node id="${xml(id)}" label="${xml(name(id))}"><attvalues><attvalue for="kind" value="${xml(kindOf(id))}"/><attvalue for="zh" value="${xml(chinese(id) ?? "")}"/><attvalue for="iri" value="${xml(fullIri(id))}"/></attvalues><viz:position x="${x}" y="${-y}" z="0"/><viz:size value="${size}"/><viz:color r="${r}" g="${g}" b="${b}"/></node>`;
  };
  const edge = (one, place) => `<edge id="${place}" source="${xml(one.from)}" target="${xml(one.to)}" label="${xml(linkName(one))}"><attvalues><attvalue for="origin" value="${one.origin}"/><attvalue for="iri" value="${xml(fullIri(one.by))}"/><attvalue for="quotes" value="${xml(quotesOf(one).map((id) => passages.get(id).exact).join(" | "))}"/></attvalues></edge>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3"><graph mode="static" defaultedgetype="directed">
<attributes class="node"><attribute id="kind" title="kind" type="string"/><attribute id="zh" title="label_zh" type="string"/><attribute id="iri" title="iri" type="string"/></attributes>
<attributes class="edge"><attribute id="origin" title="origin" type="string"/><attribute id="iri" title="iri" type="string"/><attribute id="quotes" title="quotes" type="string"/></attributes>
<nodes>${tableThings().map(node).join("\n")}</nodes>
<edges>${tableLinks().map(edge).join("\n")}</edges>
</graph></gexf>
`;
}

const shapeOf = (kind) => mark(kind).firstElementChild.getAttribute("d"); // in a box from -10 to 10

// From mark to mark; a further line between the same two is bent, as in the drawing.
function curve(a, b, bend) {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = Math.hypot(dx, dy) || 1;
  const tip = { x: b.x - (dx / length) * (b.size + 3), y: b.y - (dy / length) * (b.size + 3) };
  return `M${a.x} ${a.y}Q${Math.round(a.x + dx / 2 + dy * bend)} ${Math.round(a.y + dy / 2 - dx * bend)} ${Math.round(tip.x)} ${Math.round(tip.y)}`;
}

// The drawing as a picture of lines: regions, links, marks, and the labels that have room at this size.
function asSvg() {
  const shown = shownThings();
  const edges = { left: Math.min(...shown.map(({ x }) => x)) - 120, right: Math.max(...shown.map(({ x }) => x)) + 120, top: Math.min(...shown.map(({ y }) => y)) - 60, bottom: Math.max(...shown.map(({ y }) => y)) + 80 };
  const box = [edges.left, edges.top, edges.right - edges.left, edges.bottom - edges.top].map(Math.round);
  const context = make("canvas").getContext("2d");
  context.font = FONT;
  const svg = [`<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box.join(" ")}" width="${box[2]}" height="${box[3]}" font-family="system-ui, sans-serif" font-size="12.5">`,
    `<title>PeakGraph: ${shown.length} things</title>`,
    `<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto"><path d="M0 0l8 4l-8 4z" fill="${css("edge")}"/></marker></defs>`, `<rect x="${box[0]}" y="${box[1]}" width="${box[2]}" height="${box[3]}" fill="${css("ground")}"/>`];
  const regions = near.size ? [] : drawing.regions;
  for (const [title, left, top, right, bottom] of regions) svg.push(`<rect x="${left}" y="${top}" width="${right - left}" height="${bottom - top}" rx="14" fill="${css("side")}" stroke="${css("line")}"/>`, `<text x="${left + 10}" y="${top + 22}" font-size="20" font-weight="600" fill="${css("quiet")}">${xml(title)}</text>`);
  for (const one of shownLinks()) {
    const [a, b] = [nodes.get(one.from), nodes.get(one.to)];
    const dashes = DASHES[one.origin] ? ` stroke-dasharray="${DASHES[one.origin].join(" ")}"` : "";
    svg.push(`<path d="${curve(a, b, one.smooth?.roundness ?? 0)}" fill="none" marker-end="url(#arrow)" stroke="${css("edge")}" stroke-opacity="${near.size && !chosenLinks.has(one.id) ? 0.15 : 0.6}"${dashes}><title>${xml(linkName(one))}</title></path>`);
  }
  for (const { id, x, y, size } of shown) {
    const colour = css(kindOf(id));
    svg.push(`<path transform="translate(${x} ${y}) scale(${size / 9})" d="${shapeOf(kindOf(id))}" fill="${hollow.has(kindOf(id)) ? css("ground") : colour}" stroke="${colour}" stroke-width="2" opacity="${near.size && !near.has(id) ? 0.2 : 1}"><title>${xml(name(id))}</title></path>`);
  }
  const placed = [];
  const heaviest = [...shown].sort((a, b) => near.has(b.id) - near.has(a.id) || b.size - a.size).filter(({ id }) => !near.size || near.has(id));
  for (const node of heaviest) {
    const way = triesFor(node, context, edges).find((one) => placed.every((other) => apart(one.box, other)));
    if (!way) continue;
    placed.push(way.box);
    way.rows.forEach((row, place) => svg.push(`<text x="${way.middle}" y="${way.start + place * LINE + 11}" text-anchor="middle" fill="${css("text")}" stroke="${css("ground")}" stroke-width="3" paint-order="stroke">${xml(row)}</text>`));
  }
  return `${svg.join("\n")}\n</svg>\n`;
}

// The canvas on its ground: by itself it has none.
function savePng() {
  const drawn = container.querySelector("canvas");
  const copy = make("canvas", { width: drawn.width, height: drawn.height });
  const context = copy.getContext("2d");
  context.fillStyle = css("ground");
  context.fillRect(0, 0, copy.width, copy.height);
  context.drawImage(drawn, 0, 0);
  copy.toBlob((blob) => save("peakgraph.png", "image/png", blob));
}

const EXPORTS = {
  png: savePng,
  svg: () => save("peakgraph.svg", "image/svg+xml", asSvg()),
  csv: () => save("peakgraph.csv", "text/csv", asCsv()),
  gexf: () => save("peakgraph.gexf", "application/xml", asGexf()),
};

function beginExports() {
  for (const button of document.querySelectorAll("[data-export]")) button.addEventListener("click", () => EXPORTS[button.dataset.export]());
}

// In print the drawing is one of lines, dark on white whatever the screen's scheme is; CSS does the rest.
addEventListener("beforeprint", () => {
  document.documentElement.dataset.scheme = "light";
  colours.clear();
  if (more && shownThings().length) byId("printed").append(document.adoptNode(new DOMParser().parseFromString(asSvg(), "image/svg+xml").documentElement));
});
addEventListener("afterprint", () => {
  delete document.documentElement.dataset.scheme;
  colours.clear();
  byId("printed").replaceChildren();
});
