// Filters: kinds, document, province, industry, years, and where links come from. All hold at once. A thing that has
// no province (an industry, say) is not thrown out by the filter on provinces, but then it is shown only beside a thing
// that is in the province; likewise with industries, years and documents.

const filters = byId("filters");
const control = (key) => filters.querySelector(`[name="${key}"]`);
const YEAR = /^\d{4}$/;
const kindBoxes = [...filters.querySelectorAll("[name=kind]")];
const originBoxes = [...filters.querySelectorAll("[name=origin]")];
const FIRST_KINDS = kindBoxes.filter((box) => box.checked).map((box) => box.value);
const FIRST_ORIGINS = originBoxes.filter((box) => box.checked).map((box) => box.value);
const listed = (key, first) => new Set(state[key] ? state[key].split(",") : first); // "none" names no kind
const shownKinds = () => listed("kinds", FIRST_KINDS);
const shownOrigins = () => listed("origins", FIRST_ORIGINS);

// Facets: the address's key, and the place of the thing's values in its row.
const FACETS = [["in", "documents", 0], ["province", "provinces", 1], ["industry", "industries", 2]];

const CHOICES = [...FACETS.map(([key]) => key), "since", "until"];

function tests() {
  const wanted = [];
  for (const [key, values, place] of FACETS) {
    const index = more.facets[values].indexOf(state[key]);
    if (index < 0) continue; // not chosen, or not known
    wanted.push((row) => (row[place].length ? row[place].includes(index) : null));
  }
  const [first, last] = [state.since, state.until].map((year) => (YEAR.test(year) ? Number(year) : null));
  if (first !== null || last !== null) {
    const [since, until] = [first ?? -Infinity, last ?? Infinity].sort((a, b) => a - b);
    wanted.push((row) => (row[3].length ? row[3].some((year) => year >= since && year <= until) : null));
  }
  return wanted;
}

// What passes all filters but that of kinds; of it, what does so by itself and not beside another.
let passing = { key: null, things: new Set(), strictly: new Set() };

function passed() {
  const key = JSON.stringify([state.in, state.province, state.industry, state.since, state.until, [...shownOrigins()]]);
  if (passing.key !== key) passing = { key, ...filtered(tests(), shownOrigins()) };
  return passing.things;
}

function filtered(wanted, origins) {
  const strictly = new Set();
  const neutral = [];
  for (const [id, row] of Object.entries(more.facets.things)) {
    if (!row[4] && !origins.has("proposed")) continue;
    const answers = wanted.map((test) => test(row));
    if (answers.every((answer) => answer === true)) strictly.add(id);
    else if (answers.every((answer) => answer !== false)) neutral.push(id);
  }
  const found = new Set(strictly);
  for (const id of neutral) {
    if ((linksOf.get(id) ?? []).some((one) => origins.has(one.origin) && strictly.has(other(one, id)))) found.add(id);
  }
  return { things: found, strictly };
}

// Whether a link is of a chosen origin and, where a document is chosen, stated in it.
function linkPasses(one, origins) {
  if (!origins.has(one.origin)) return false;
  if (!documents().includes(state.in) || one.origin !== "stated") return true;
  const statement = statementOf(one);
  return !statement || passagesOf(statement).some((passage) => passages.get(passage)?.document === state.in);
}

function fillFilters() {
  const label = (id) => (id.startsWith("document:") ? name(id).slice(0, 60) : name(id));
  for (const [key, values] of FACETS) {
    const options = more.facets[values].map((id) => [id, label(id)]).sort((a, b) => a[1].localeCompare(b[1], "en"));
    control(key).append(...options.map(([id, words]) => make("option", { value: id }, words)));
  }
  const years = [...new Set(Object.values(more.facets.things).flatMap((row) => row[3]))].sort((a, b) => a - b);
  for (const key of ["since", "until"]) control(key).append(...years.map((year) => make("option", { value: year }, `${key === "since" ? "from" : "to"} ${year}`)));
  if (Object.values(more.facets.things).some((row) => !row[4]) || drawing.edges.some((edge) => edge.origin === "proposed")) filters.querySelector("[data-proposed]").hidden = false;
}

const checked = (boxes, first) => {
  const on = boxes.filter((box) => box.checked).map((box) => box.value);
  return on.join() === first.join() ? null : on.join() || "none";
};

filters.addEventListener("change", ({ target: { name: key, value } }) => {
  if (key === "kind") go({ kinds: checked(kindBoxes, FIRST_KINDS) });
  else if (key === "origin") go({ origins: checked(originBoxes, FIRST_ORIGINS) });
  else go({ [key]: value });
});
byId("reset").addEventListener("click", () => {
  go({ kinds: null, origins: null, indicator: null, ...Object.fromEntries(CHOICES.map((key) => [key, null])) });
  control("in").focus(); // the button is off now
});
byId("show-hidden").addEventListener("click", () => {
  go({ kinds: kindBoxes.map((box) => box.value).join() });
  kindBoxes.at(-1).focus();
});

function showFilters() {
  for (const key of CHOICES) {
    control(key).value = state[key] ?? "";
    if (control(key).selectedIndex < 0) control(key).value = "";
  }
  const [kinds, origins] = [shownKinds(), shownOrigins()];
  for (const box of kindBoxes) box.checked = kinds.has(box.value);
  for (const box of originBoxes) box.checked = origins.has(box.value);
  byId("reset").disabled = !tests().length && !state.kinds && !state.origins && !state.indicator;
}

// Says how much is shown: of the drawing what is drawn, elsewhere what passes, as all kinds are there.
function showCounts() {
  const found = [...passed()];
  const inDrawing = currentView() === "network";
  const kinds = shownKinds();
  const hidden = inDrawing ? found.filter((id) => drawn.has(id) && !kinds.has(kindOf(id)) && !near.has(id)).length : 0;
  const those = tests().length ? `${number(found.length)} things that pass the filters` : `${number(things().length)} things`;
  const part = drawn.size < things().length ? `; the drawing holds ${number(drawn.size)} of ${number(things().length)}, the most central ones, and what is chosen` : "";
  byId("shown").textContent = inDrawing ? `${number(seenNodes.size)} of ${those} drawn${part}` : those;
  byId("show-hidden").hidden = !hidden;
  byId("show-hidden").textContent = `Show ${number(hidden)} more`;
  byId("show-hidden").title = "Those of the kinds that are switched off";
  for (const button of document.querySelectorAll("[data-export]")) button.disabled = !seenNodes.size;
}
