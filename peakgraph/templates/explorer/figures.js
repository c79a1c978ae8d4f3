// The figures: every target and observation as a table, one indicator as a chart, and the lists with their sizes.

const figuresView = byId("view-figures");
const statedBy = (id) => [...new Set((from.get(id) ?? []).filter(isSaid).flatMap(passagesOf).map((passage) => passages.get(passage)?.document).filter(Boolean))];
const setBy = (id) => (to.get(id) ?? []).filter((one) => one.predicate === "pg:setsTarget" && isSaid(one)).map(({ subject }) => subject);
const amount = (id) => Number(property(id, "value") || NaN);
const subjectOf = (id) => [namesOf(id, "industry"), namesOf(id, "about")].filter(Boolean).join("; ");
const named = (id, words) => link({ node: id }, { class: "thing" }, text(words));
const separated = (items) => items.flatMap((item, place) => (place ? [", ", item] : [item]));

// The table's columns: title, what a cell shows, what it is sorted by.
const COLUMNS = [
  ["kind", (id) => [mark(kindOf(id)), " ", kindOf(id)], kindOf],
  ["indicator", (id) => [named(id, property(id, "indicator") || name(id))], (id) => property(id, "indicator") || name(id)],
  ["of", (id) => [text(subjectOf(id))], subjectOf],
  ["place", (id) => [text(namesOf(id, "place"))], (id) => namesOf(id, "place")],
  ["year", (id) => [text(periodInWords(id))], periodInWords],
  ["value", (id) => [text(property(id, "value") ? amountInWords(id) : "in words alone")], amount],
  ["as stated", (id) => [text(`“${values(id, "pg:asStated").map(words).join("” / “")}”`)], (id) => property(id, "asStated")],
  ["document", (id) => separated(statedBy(id).map((source) => firstSentence(id, source))), (id) => statedBy(id).join()],
  ["set by", (id) => separated(setBy(id).map((plan) => named(plan, name(plan)))), (id) => setBy(id).map(name).join()],
];
const VALUE = 5;

// A link to the first sentence in which a document states it, with a mark where the sentence's translation is repaired.
function firstSentence(id, source) {
  const made = [...new Set((from.get(id) ?? []).flatMap(passagesOf))].filter((one) => passages.get(one)?.document === source).sort(inReadingOrder);
  const repaired = made.some((one) => repairs(one).length);
  return inDocument(made[0], `${source.replace("document:", "").slice(0, 3)}${repaired ? " (repaired)" : ""}`);
}

// The column that the address sorts by, from 0, with a minus for the other way round; by indicator at first.
const sorting = () => {
  const [, down, column] = /^(-?)([0-8])$/.exec(state.sort ?? "1") ?? [null, "", "1"];
  return { column: Number(column), down: down === "-" };
};
let shownFigures = null; // what the table stands for

// Only what passes the filters by itself: a figure without an industry is not one of steel, whatever it is linked to.
function showFigures() {
  passed();
  const key = JSON.stringify([passing.key, state.indicator, sorting()]);
  if (shownFigures === key) return; // a table that is made anew loses the focus
  shownFigures = key;
  const all = things().filter((id) => isFigure(id) && passing.strictly.has(id));
  const shown = ofIndicator(all);
  if (!figuresView.childElementCount) layFigures();
  fillIndicators(all);
  byId("figures-count").textContent = `${number(shown.length)} figures; a target is to be reached, an observation is reported`;
  byId("figures").replaceChildren(...(isIndicator(state.indicator) ? charts(shown) : []), figureTable(shown));
  byId("lists").replaceChildren(listTable(things().filter((id) => kindOf(id) === "list" && passing.strictly.has(id))));
}

const isIndicator = (id) => id?.startsWith("indicator/") && labels.has(id);
const ofIndicator = (all) => (isIndicator(state.indicator) ? all.filter((id) => values(id, "pg:indicator").includes(state.indicator)) : all);

function layFigures() {
  const saveShown = () => saveFigures(ofIndicator(things().filter((id) => isFigure(id) && passing.strictly.has(id))));
  figuresView.append(
    make("h2", {}, "Targets and observations"),
    make("div", { class: "bar" }, make("label", {}, "Indicator ", make("select", { id: "indicator", change: ({ target }) => go({ indicator: target.value }) })),
      make("button", { type: "button", click: saveShown }, "CSV"), make("span", { role: "status", class: "hint", id: "figures-count" })),
    make("div", { id: "figures" }),
    make("h2", {}, "Lists"),
    make("p", { class: "hint" }, "How many members the documents state, and how many of them they name."),
    make("div", { id: "lists", class: "scroll", tabindex: "0", role: "region", "aria-label": "Table of lists" }),
  );
}

function fillIndicators(all) {
  const counts = groupBy(all.flatMap((id) => values(id, "pg:indicator")), (id) => id);
  if (isIndicator(state.indicator) && !counts.has(state.indicator)) counts.set(state.indicator, []);
  const groups = [...counts].sort((a, b) => b[1].length - a[1].length || (name(a[0]) < name(b[0]) ? -1 : 1));
  byId("indicator").replaceChildren(make("option", { value: "" }, "all, as a table"), ...groups.map(([id, found]) => make("option", { value: id }, `${name(id)} (${found.length})`)));
  byId("indicator").value = isIndicator(state.indicator) ? state.indicator : "";
}

function ordered(ids) {
  const { column, down } = sorting();
  const by = COLUMNS[column][2];
  const unit = (id) => (column === VALUE ? property(id, "unit") + property(id, "change") : ""); // yuan are not compared with tonnes
  const compare = (a, b) => (typeof a === "number" ? (Number.isNaN(a) - Number.isNaN(b)) || a - b : a.localeCompare(b, "en", { numeric: true }));
  return [...ids].sort((a, b) => compare(unit(a), unit(b)) || (down ? -1 : 1) * compare(by(a), by(b)) || compare(name(a), name(b)));
}

function figureTable(ids) {
  const now = sorting();
  const sort = (column) => {
    go({ sort: `${now.column === column && !now.down ? "-" : ""}${column}` });
    figuresView.querySelectorAll("th button")[column].focus();
  };
  const head = COLUMNS.map(([title], column) => make("th", { scope: "col", "aria-sort": now.column === column ? (now.down ? "descending" : "ascending") : false },
    make("button", { type: "button", click: () => sort(column) }, title)));
  const body = ordered(ids).slice(0, MOST_ROWS).map((id) => make("tr", {}, ...COLUMNS.map(([, cell], column) => make("td", column === VALUE ? { class: "number" } : {}, ...cell(id)))));
  return make("div", {}, ids.length > MOST_ROWS ? make("p", { class: "hint" }, `The first ${number(MOST_ROWS)} rows; the CSV has all.`) : null,
    make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Table of figures" }, make("table", {}, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...body))));
}

function listTable(ids) {
  const row = (id) => make("tr", {}, make("td", {}, named(id, name(id))), make("td", {}, text(sizeInWords(id))), make("td", {}, ...separated(values(id, "pg:names").map(end))));
  const head = ["list", "size", "named"].map((title) => make("th", { scope: "col" }, title));
  return make("table", {}, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...ids.sort((a, b) => name(a).localeCompare(name(b), "en")).slice(0, MOST_ROWS).map(row)));
}

// The table with what its words are made of. The graph's own figures.csv has the sentences too.
function saveFigures(ids) {
  const plain = (cells) => cells.map((cell) => cell.textContent ?? cell).join("").trim();
  const parts = ["value", "upperValue", "unit", "bound", "change", "baselineYear", "periodStart", "periodEnd", "thresholdValue", "thresholdUnit", "thresholdBound", "commitment"];
  const head = [...COLUMNS.map(([title]) => title), ...parts.map((part) => `pg:${part}`), "iri"];
  save("shown-figures.csv", "text/csv", csv([head, ...ordered(ids).map((id) => [...COLUMNS.map(([, cell]) => plain(cell(id))), ...parts.map((part) => property(id, part)), fullIri(id)])]));
}

// ---------------------------------------------------------------- the chart

const BAR = { left: 280, width: 340, right: 280, row: 26 };

// One chart for each unit, change and baseline: a level, a decrease and a decrease against 2020 do not lie on one axis.
function charts(ids) {
  const numeric = ids.filter((id) => property(id, "value") && Number.isFinite(amount(id)));
  const words = ids.length - numeric.length;
  const groups = [...groupBy(numeric, (id) => ["unit", "change", "baselineYear"].map((part) => property(id, part)).join("|"))].sort((a, b) => b[1].length - a[1].length);
  return [
    ...groups.map(([, group]) => chart(group)),
    words ? make("p", { class: "hint" }, `${words}${numeric.length ? " more" : ""} ${words === 1 ? "is" : "are"} stated in words alone; see the table.`) : null,
  ].filter(Boolean);
}

function chart(ids) {
  const sorted = [...ids].sort((a, b) => amount(b) - amount(a) || name(a).localeCompare(name(b)));
  const most = Math.max(...sorted.map((id) => Math.max(amount(id), Number(property(id, "upperValue") || 0))), 0) || 1;
  const least = Math.min(...sorted.map(amount));
  const logarithmic = least > 0 && most / least > 200;
  const x = (value) => BAR.left + BAR.width * (logarithmic ? Math.log(value / (least / 2)) / Math.log(most / (least / 2)) : value / most);
  const title = [property(sorted[0], "indicator"), property(sorted[0], "change") === "level" ? "" : property(sorted[0], "change"), property(sorted[0], "unit"), property(sorted[0], "baselineYear") && `against ${property(sorted[0], "baselineYear")}`].filter(Boolean).join(", ");
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
  const label = [namesOf(id, "place"), namesOf(id, "industry") || namesOf(id, "about"), periodInWords(id)].filter(Boolean).join(", ") || name(id);
  const at = x(amount(id));
  const bound = values(id, "pg:bound")[0];
  const arrow = { "bound/at-least": 1, "bound/more-than": 1, "bound/at-most": -1, "bound/less-than": -1 }[bound];
  const svgText = (content, attributes) => makeSvg("text", { y: y + 4, ...attributes }, content);
  const short = (words, length) => (words.length > length ? `${unmarked(words).slice(0, length - 1)}…` : unmarked(words));
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
