// The figures: every target and observation as a table, one indicator as a chart, and the lists with their sizes.

const figuresView = byId("view-figures");
const FIGURES = ["target", "observation"];
const namesOf = (id, part) => values(id, `pg:${part}`).map(words).sort().join(", ");
const yearsOf = (id) => property(id, "year") || [property(id, "periodStart"), property(id, "periodEnd")].map((date) => date.slice(0, 4)).filter(Boolean).join("–") || property(id, "periodAsStated");
const statedBy = (id) => [...new Set((from.get(id) ?? []).flatMap(passagesOf).map((passage) => passages.get(passage)?.document).filter(Boolean))];
const setBy = (id) => (to.get(id) ?? []).filter(({ predicate }) => predicate === "pg:setsTarget").map(({ subject }) => subject);
const amount = (id) => Number(property(id, "value") || NaN);

// The table's columns: title, what a cell shows, what it is sorted by, whether it is a number.
const COLUMNS = [
  ["kind", (id) => [mark(kindOf(id)), " ", kindOf(id)], kindOf],
  ["indicator", (id) => [thingWords(id, property(id, "indicator") || name(id))], (id) => property(id, "indicator") || name(id)],
  ["of", (id) => [text([namesOf(id, "industry"), namesOf(id, "about")].filter(Boolean).join("; "))], (id) => namesOf(id, "industry") + namesOf(id, "about")],
  ["place", (id) => [text(namesOf(id, "place"))], (id) => namesOf(id, "place")],
  ["year", (id) => [text(yearsOf(id))], yearsOf],
  ["value", (id) => [text(amountInWords(id))], amount],
  ["as stated", (id) => [text(`“${values(id, "pg:asStated").map(words).join("” / “")}”`)], (id) => property(id, "asStated")],
  ["set by", (id) => setBy(id).flatMap((plan, place) => [place ? ", " : "", thingWords(plan, name(plan))]), (id) => setBy(id).map(name).join()],
  ["document", (id) => statedBy(id).flatMap((source, place) => [place ? ", " : "", firstSentence(id, source)]), (id) => statedBy(id).join()],
];
const thingWords = (id, words) => link({ node: id }, { class: "thing" }, text(words));

// A link to the first sentence in which a document states it.
function firstSentence(id, source) {
  const passage = [...new Set((from.get(id) ?? []).flatMap(passagesOf))].filter((one) => passages.get(one)?.document === source).sort(inReadingOrder)[0];
  return inDocument(passage, source.replace("document:", "").slice(0, 3));
}

let sorting = { column: 1, down: false };

function showFigures() {
  const pass = passed();
  const all = things().filter((id) => FIGURES.includes(kindOf(id)) && pass.has(id));
  const shown = state.indicator ? all.filter((id) => values(id, "pg:indicator").includes(state.indicator)) : all;
  const lists = things().filter((id) => kindOf(id) === "list" && pass.has(id));
  figuresView.replaceChildren(
    make("h2", {}, "Targets and observations"),
    make("div", { class: "bar" }, indicatorChoice(all), make("button", { type: "button", click: () => saveFigures(shown) }, "CSV"),
      make("span", { role: "status", class: "hint" }, `${number(shown.length)} figures; a target is to be reached, an observation is reported`)),
    ...(state.indicator ? charts(shown) : []),
    figureTable(shown),
    make("h2", {}, "Lists"),
    make("p", { class: "hint" }, "How many members the documents state, and how many of them they name."),
    make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Table of lists" }, listTable(lists)),
  );
}

function indicatorChoice(all) {
  const groups = [...groupBy(all.flatMap((id) => values(id, "pg:indicator")), (id) => id)].sort((a, b) => b[1].length - a[1].length || (name(a[0]) < name(b[0]) ? -1 : 1));
  const select = make("select", { change: () => go({ indicator: select.value }) }, make("option", { value: "" }, "all, as a table"),
    ...groups.map(([id, found]) => make("option", { value: id }, `${name(id)} (${found.length})`)));
  select.value = state.indicator ?? "";
  return make("label", {}, "Indicator ", select);
}

function ordered(ids) {
  const by = COLUMNS[sorting.column][2];
  const compare = (a, b) => (typeof a === "number" ? (Number.isNaN(a) - Number.isNaN(b)) || a - b : a.localeCompare(b, "en", { numeric: true }));
  return [...ids].sort((a, b) => (sorting.down ? -1 : 1) * compare(by(a), by(b)) || compare(name(a), name(b)));
}

function figureTable(ids) {
  const sort = (column) => {
    sorting = { column, down: sorting.column === column && !sorting.down };
    showFigures();
    figuresView.querySelectorAll("th button")[column].focus();
  };
  const head = COLUMNS.map(([title], column) => make("th", { scope: "col", "aria-sort": sorting.column === column ? (sorting.down ? "descending" : "ascending") : false },
    make("button", { type: "button", click: () => sort(column) }, title)));
  const body = ordered(ids).map((id) => make("tr", {}, ...COLUMNS.map(([, cell], column) => make("td", column === 5 ? { class: "number" } : {}, ...cell(id)))));
  return make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Table of figures" }, make("table", {}, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...body)));
}

function listTable(ids) {
  const row = (id) => make("tr", {}, make("td", {}, thing(id)), make("td", {}, text(sizeInWords(id))), make("td", {}, ...values(id, "pg:names").flatMap((member, place) => [place ? ", " : "", end(member)])));
  const head = ["list", "size", "named"].map((title) => make("th", { scope: "col" }, title));
  return make("table", {}, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...ids.sort((a, b) => name(a).localeCompare(name(b), "en")).map(row)));
}

function saveFigures(ids) {
  const plain = (cells) => cells.map((cell) => cell.textContent ?? cell).join("").trim();
  const head = [...COLUMNS.map(([title]) => title), "value as a number", "unit", "iri"];
  save("figures.csv", "text/csv", csv([head, ...ordered(ids).map((id) => [...COLUMNS.map(([, cell]) => plain(cell(id))), property(id, "value"), property(id, "unit"), fullIri(id)])]));
}

// ---------------------------------------------------------------- the chart

const BAR = { left: 280, width: 340, right: 280, row: 26 };

// One chart for each unit and change: a level and a decrease do not lie on one axis.
function charts(ids) {
  const numeric = ids.filter((id) => property(id, "value"));
  const words = ids.length - numeric.length;
  const groups = [...groupBy(numeric, (id) => [property(id, "unit"), property(id, "change")].join("|"))].sort((a, b) => b[1].length - a[1].length);
  return [
    ...groups.map(([, group]) => chart(group)),
    words ? make("p", { class: "hint" }, `${words} more ${words === 1 ? "is" : "are"} stated in words alone; see the table.`) : null,
  ].filter(Boolean);
}

function chart(ids) {
  const sorted = [...ids].sort((a, b) => amount(b) - amount(a) || name(a).localeCompare(name(b)));
  const most = Math.max(...sorted.map((id) => Math.max(amount(id), Number(property(id, "upperValue") || 0))), 0) || 1;
  const least = Math.min(...sorted.map(amount));
  const logarithmic = least > 0 && most / least > 200;
  const x = (value) => BAR.left + BAR.width * (logarithmic ? Math.log(value / (least / 2)) / Math.log(most / (least / 2)) : value / most);
  const title = [property(sorted[0], "indicator"), property(sorted[0], "change") === "level" ? "" : property(sorted[0], "change"), property(sorted[0], "unit")].filter(Boolean).join(", ");
  const width = BAR.left + BAR.width + BAR.right;
  const height = sorted.length * BAR.row + 12;
  const svg = makeSvg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": `${title}: the values of the table below, ${sorted.length} figures` },
    makeSvg("line", { x1: BAR.left, x2: BAR.left, y1: 0, y2: height, class: "axis" }),
    ...sorted.flatMap((id, row) => chartRow(id, row * BAR.row + BAR.row / 2 + 4, x, logarithmic ? least / 2 : 0)));
  return make("figure", { class: "chart" }, make("figcaption", {}, text(title), logarithmic ? " (logarithmic)" : ""), make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": title }, svg));
}

// A row: who and when, a bar to the mark, filled for a target and hollow for an observation, an arrow for an open bound.
function chartRow(id, y, x, zero) {
  const kind = kindOf(id);
  const label = [namesOf(id, "place"), namesOf(id, "industry") || namesOf(id, "about"), yearsOf(id)].filter(Boolean).join(", ") || name(id);
  const at = x(amount(id));
  const bound = values(id, "pg:bound")[0];
  const arrow = { "bound/at-least": 1, "bound/more-than": 1, "bound/at-most": -1, "bound/less-than": -1 }[bound];
  const svgText = (content, attributes) => makeSvg("text", { y: y + 4, ...attributes }, content);
  const short = (words, length) => (words.length > length ? `${words.slice(0, length - 1)}…` : words);
  const upper = Number(property(id, "upperValue") || NaN);
  return [
    svgText(short(label, 36), { x: BAR.left - 8, "text-anchor": "end" }),
    makeSvg("line", { x1: x(zero || 0) || BAR.left, x2: at, y1: y, y2: y, class: "bar-line" }),
    ...(Number.isNaN(upper) ? [] : [makeSvg("line", { x1: at, x2: x(upper), y1: y, y2: y, class: "range" })]),
    ...(arrow ? [makeSvg("path", { d: `M${at + arrow * 8} ${y - 4}l${arrow * 7} 4l${-arrow * 7} 4`, class: "arrow" })] : []),
    makeSvg("path", { d: `M${at} ${y - 7}l6 7l-6 7l-6-7z`, class: kind }),
    svgText(short(`“${property(id, "asStated")}”`, 36), { x: Math.max(at, Number.isNaN(upper) ? 0 : x(upper)) + 20, class: "stated" }),
  ];
}
