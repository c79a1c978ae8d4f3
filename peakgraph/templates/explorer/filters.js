// Filters: kinds, document, province, industry, years, and where links come from. All hold at once. A thing that has
// no province (an industry, say) is not thrown out by the filter on provinces, but then it is shown only beside a thing
// that is in the province; likewise with industries, years and documents.

const filters = byId("filters");
const control = (key) => filters.querySelector(`[name="${key}"]`);
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
    if (!state[key]) continue;
    const index = more.facets[values].indexOf(state[key]);
    wanted.push((row) => (row[place].length ? row[place].includes(index) : null));
  }
  if (state.since || state.until) {
    const [since, until] = [Number(state.since ?? -Infinity), Number(state.until ?? Infinity)];
    wanted.push((row) => (row[3].length ? row[3].some((year) => year >= since && year <= until) : null));
  }
  return wanted;
}

// What passes all filters but that of kinds.
let passing = { key: null, things: new Set() };

function passed() {
  const key = JSON.stringify([state.in, state.province, state.industry, state.since, state.until, [...shownOrigins()]]);
  if (passing.key !== key) passing = { key, things: filtered(tests(), shownOrigins()) };
  return passing.things;
}

function filtered(wanted, origins) {
  const found = new Set();
  const neutral = [];
  for (const [id, row] of Object.entries(more.facets.things)) {
    if (!row[4] && !origins.has("proposed")) continue;
    const answers = wanted.map((test) => test(row));
    if (answers.every((answer) => answer === true)) found.add(id);
    else if (answers.every((answer) => answer !== false)) neutral.push(id);
  }
  const strict = new Set(found);
  for (const id of neutral) {
    if ((linksOf.get(id) ?? []).some((one) => origins.has(one.origin) && strict.has(other(one, id)))) found.add(id);
  }
  return found;
}

// Whether a link is of a chosen origin and, where a document is chosen, stated in it.
function linkPasses(one, origins) {
  if (!origins.has(one.origin)) return false;
  if (!state.in || one.origin !== "stated") return true;
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

filters.addEventListener("change", () => {
  go({
    kinds: checked(kindBoxes, FIRST_KINDS), origins: checked(originBoxes, FIRST_ORIGINS),
    ...Object.fromEntries(CHOICES.map((key) => [key, control(key).value])),
  });
});
byId("reset").addEventListener("click", () => go({ kinds: null, origins: null, ...Object.fromEntries(CHOICES.map((key) => [key, null])) }));
byId("show-hidden").addEventListener("click", () => go({ kinds: kindBoxes.map((box) => box.value).join() }));

function showFilters() {
  for (const key of CHOICES) {
    control(key).value = state[key] ?? "";
    if (control(key).selectedIndex < 0) control(key).value = "";
  }
  const [kinds, origins] = [shownKinds(), shownOrigins()];
  for (const box of kindBoxes) box.checked = kinds.has(box.value);
  for (const box of originBoxes) box.checked = origins.has(box.value);
  const found = [...passed()];
  const hidden = currentView() === "network" ? found.filter((id) => !kinds.has(kindOf(id))).length : 0; // elsewhere all kinds are there
  const active = tests().length > 0;
  const shown = `${number(found.length - hidden)} of ${number(things().length)} things`;
  const part = drawn.size < things().length ? `; ${number(drawn.size)} of ${number(things().length)} are drawn, the most central ones and what is chosen` : "";
  byId("shown").textContent = (active ? `${shown} pass the filters` : shown) + (currentView() === "network" ? part : "");
  byId("show-hidden").hidden = !hidden;
  byId("show-hidden").textContent = `Show ${number(hidden)} more`;
  byId("show-hidden").title = "Those of the kinds that are switched off";
  byId("reset").disabled = !active && !state.kinds && !state.origins;
}
