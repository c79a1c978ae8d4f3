// What is shown, as a file: PNG and SVG of the drawing, CSV and GEXF of its things and links.

const shownThings = () => [...seenNodes].map((id) => nodes.get(id));
const shownLinks = () => shownEdges.get().map(({ id }) => links.get(id));
const xml = (string) => string.replace(/[&<>"']/g, (letter) => `&#${letter.codePointAt(0)};`).replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, "");

function asCsv() {
  const row = (one) => {
    const statement = statementOf(one);
    const quotes = statement ? passagesOf(statement).filter((id) => passages.has(id)).sort(inReadingOrder) : [];
    return [name(one.from), linkName(one), name(one.to), one.origin, quotes.map((id) => passages.get(id).exact).join(" | "), quotes.map((id) => name(passages.get(id).document)).join(" | "), fullIri(one.from), fullIri(one.by), fullIri(one.to), quotes.map(fullIri).join(" ")];
  };
  return csv([["from", "statement", "to", "origin", "quotes", "documents", "from_iri", "statement_iri", "to_iri", "passages"], ...shownLinks().map(row)]);
}

function asGexf() {
  const hex = (colour) => colour.match(/[0-9a-f]{2}/gi).slice(0, 3).map((part) => parseInt(part, 16));
  const node = ({ id, x, y, size }) => {
    const [r, g, b] = hex(css(kindOf(id)));
    return `<node id="${xml(id)}" label="${xml(name(id))}"><attvalues><attvalue for="kind" value="${xml(kindOf(id))}"/><attvalue for="zh" value="${xml(chinese(id) ?? "")}"/><attvalue for="iri" value="${xml(fullIri(id))}"/></attvalues><viz:position x="${x}" y="${-y}" z="0"/><viz:size value="${size}"/><viz:color r="${r}" g="${g}" b="${b}"/></node>`;
  };
  const edge = (one, place) => `<edge id="${place}" source="${xml(one.from)}" target="${xml(one.to)}" label="${xml(linkName(one))}"><attvalues><attvalue for="origin" value="${one.origin}"/></attvalues></edge>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3"><graph mode="static" defaultedgetype="directed">
<attributes class="node"><attribute id="kind" title="kind" type="string"/><attribute id="zh" title="label_zh" type="string"/><attribute id="iri" title="iri" type="string"/></attributes>
<attributes class="edge"><attribute id="origin" title="origin" type="string"/></attributes>
<nodes>${shownThings().map(node).join("\n")}</nodes>
<edges>${shownLinks().map(edge).join("\n")}</edges>
</graph></gexf>
`;
}

const MARKS = { // as in the legend, in a box from -10 to 10
  dot: "M0-7a7 7 0 1 0 .01 0z", square: "M-6.5-6.5h13v13h-13z", triangle: "M0-8 8 6H-8z", triangleDown: "M0 8-8-6H8z",
  diamond: "M0-9 7 0 0 9-7 0z", hexagon: "M8 0 4 7h-8L-8 0l4-7h8z", star: "m0-9 2.1 6.1h6.5L3.4.9l1.9 6.3L0 3.5l-5.3 3.7L-3.4.9l-5.2-3.8h6.5z",
};

// The drawing as a picture of lines: regions, links, marks, and the labels that have room at this size.
function asSvg() {
  const shown = shownThings();
  const edges = { left: Math.min(...shown.map(({ x }) => x)) - 120, right: Math.max(...shown.map(({ x }) => x)) + 120, top: Math.min(...shown.map(({ y }) => y)) - 60, bottom: Math.max(...shown.map(({ y }) => y)) + 80 };
  const box = [edges.left, edges.top, edges.right - edges.left, edges.bottom - edges.top].map(Math.round);
  const context = make("canvas").getContext("2d");
  context.font = FONT;
  const svg = [`<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box.join(" ")}" width="${box[2]}" height="${box[3]}" font-family="system-ui, sans-serif" font-size="12.5">`,
    `<title>PeakGraph: ${shown.length} things</title>`, `<rect x="${box[0]}" y="${box[1]}" width="${box[2]}" height="${box[3]}" fill="${css("ground")}"/>`];
  const regions = near.size ? [] : drawing.regions;
  for (const [title, left, top, right, bottom] of regions) svg.push(`<rect x="${left}" y="${top}" width="${right - left}" height="${bottom - top}" rx="14" fill="${css("side")}" stroke="${css("line")}"/>`, `<text x="${left + 10}" y="${top + 22}" font-size="20" font-weight="600" fill="${css("quiet")}">${xml(title)}</text>`);
  for (const one of shownLinks()) {
    const [a, b] = [nodes.get(one.from), nodes.get(one.to)];
    const dashes = DASHES[one.origin] ? ` stroke-dasharray="${DASHES[one.origin].join(" ")}"` : "";
    svg.push(`<line x1="${a.x}" y1="${a.y}" x2="${b.x}" y2="${b.y}" stroke="${css("edge")}" stroke-opacity="${near.size && !chosenLinks.has(one.id) ? 0.15 : 0.6}"${dashes}><title>${xml(linkName(one))}</title></line>`);
  }
  for (const { id, x, y, size, shape } of shown) {
    const colour = css(kindOf(id));
    svg.push(`<path transform="translate(${x} ${y}) scale(${size / 9})" d="${MARKS[shape]}" fill="${hollow.has(kindOf(id)) ? css("ground") : colour}" stroke="${colour}" stroke-width="2" opacity="${near.size && !near.has(id) ? 0.2 : 1}"><title>${xml(name(id))}</title></path>`);
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
  if (more && shownThings().length) byId("printed").append(document.adoptNode(new DOMParser().parseFromString(asSvg(), "image/svg+xml").documentElement));
});
addEventListener("afterprint", () => {
  delete document.documentElement.dataset.scheme;
  byId("printed").replaceChildren();
});
