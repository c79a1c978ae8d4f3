// The panel: all that is stated of what is chosen, each statement in words, with its evidence.

const panel = byId("panel");
let cameFrom = null;

// Takes the keyboard to the panel; Escape takes it back to where it came from.
function goToPanel() {
  cameFrom = document.activeElement;
  panel.focus();
}

panel.addEventListener("keydown", ({ key }) => {
  if (key === "Escape" && cameFrom?.isConnected) cameFrom.focus();
});

// One card for all statements of a group that the same sentences make; what documents state comes first.
function cards(group, content) {
  const key = (statement) => (passages.has(statement.subject) ? statement.subject : origin(statement) + passagesOf(statement).join());
  const together = [...groupBy(group, key).values()];
  const sureness = (statement) => ["stated", "editorial", "proposed", "inferred"].indexOf(origin(statement));
  together.sort((a, b) => sureness(a[0]) - sureness(b[0]) || b.length - a.length);
  return together.flatMap((same) => (origin(same[0]) === "inferred" ? same.map((one) => [one]) : [same])) // each follows from others
    .map((same) => make("div", { class: "entry" }, content(same), evidence(same[0])));
}

const factCards = (group) =>
  cards(group, (same) => make("dl", { class: "facts" }, ...same.flatMap((one) => [make("dt", {}, text(name(one.predicate))), make("dd", {}, end(one.end))])));

// Cards by predicate, the rarest first: who issued a plan comes before its thirty targets.
function linkCards(group, side, direction = "") {
  const groups = [...groupBy(group, ({ predicate }) => name(predicate))].sort((a, b) => a[1].length - b[1].length || (a[0] < b[0] ? -1 : 1));
  return groups.flatMap(([title, same]) => [
    make("h4", {}, text(title), direction, same.length > 1 ? make("span", { class: "count" }, ` ${same.length}`) : null),
    ...cards(same, (made) => make("div", {}, ...made.map((statement) => end(statement[side])))),
  ]);
}

const isName = ({ predicate }) => predicate === "pg:namedAs" || predicate === "skos:altLabel";

function showNode(id) {
  const wanted = shownOrigins();
  const seen = (statement) => wanted.has(origin(statement)) || !["inferred", "proposed"].includes(origin(statement));
  const own = (from.get(id) ?? []).filter(seen);
  const names = [...new Map(own.filter(isName).map(({ end: one }) => [words(one), one]))].filter(([one]) => one !== name(id));
  const isLabel = ({ predicate }) => predicate === "rdfs:label" || predicate === "rdfs:isDefinedBy" || predicate === "skos:inScheme";
  panel.replaceChildren(
    make("p", { class: "kind" }, mark(kindOf(id)), text(typeOf(id))),
    make("h2", { dir: "auto" }, name(id)),
    make("p", { class: "zh", lang: "zh" }, chinese(id) ?? ""),
    make("p", { class: "words", style: `border-color: var(--${kindOf(id)})` }, text(inWords(id))),
    make("p", { class: "names" }, ...names.flatMap(([, one], place) => [place ? " · " : "also: ", end(one)])),
    tools(id),
    ...section("What is said of it", factCards(own.filter((one) => !isThing(one.end) && !isName(one) && !isLabel(one)))),
    ...section("What it is linked to", linkCards(own.filter((one) => isThing(one.end)), "end")),
    ...section("What is linked to it", linkCards((to.get(id) ?? []).filter(seen), "subject", " → this")),
    ...section("How it is named", factCards(own.filter(isName))),
    make("p", { class: "iri" }, text(fullIri(id))),
  );
  panel.querySelector("details")?.setAttribute("open", ""); // one open quote shows what the others hold
}

// What can be done with a chosen thing.
function tools(id) {
  const toggle = (on, words, changes) => make("button", { type: "button", "aria-pressed": on ? "true" : "false", click: () => go(changes) }, words);
  const two = state.depth === "2";
  const kept = opened();
  return make("div", { class: "tools" },
    make("span", { role: "group", "aria-label": "Neighbours" }, toggle(!two, "1 step", { depth: null }), toggle(two, "2 steps", { depth: "2" })),
    make("button", { type: "button", "aria-pressed": kept.includes(id) ? "true" : "false", click: () => toggleOpen(id) }, "Keep shown"),
    make("button", { type: "button", "aria-expanded": "false", click: (event) => askForGoal(event.currentTarget, id) }, "Path to …"),
    kept.length ? make("p", { class: "hint" }, "Kept: ", ...kept.map((one) => make("button", { type: "button", class: "quiet", click: () => toggleOpen(one) }, text(name(one)), " ✕"))) : null);
}

// Asks which thing the path is to lead to.
function askForGoal(button, id) {
  if (button.getAttribute("aria-expanded") === "true") return;
  button.setAttribute("aria-expanded", "true");
  const input = make("input", { type: "search", id: "goal", autocomplete: "off", spellcheck: "false" });
  const [found, results] = [make("p", { role: "status", class: "hint" }), make("div", { class: "results" })];
  button.parentElement.append(make("div", { class: "goal" }, make("label", { for: "goal" }, "Path to"), input, found, results));
  searchBox(input, found, results, (goal) => go({ path: goal, depth: null }));
  input.focus();
}

function showPath(start, goal) {
  const way = pathBetween(start, goal);
  panel.replaceChildren(
    make("p", { class: "kind" }, "path"),
    make("h2", {}, text(name(start)), " → ", text(name(goal))),
    make("p", { class: "hint" }, way === null ? "No way leads from the one to the other along the links that the filters show."
      : `A shortest path along the links that the filters show: ${way.length} ${way.length === 1 ? "step" : "steps"}.`),
    make("div", { class: "tools" }, link({ node: start }, {}, "Back to ", text(name(start)))),
    ...(way ?? []).map(linkCard),
  );
}

// A link in words with its evidence.
function linkCard(one) {
  const statement = statementOf(one);
  return make("div", { class: "entry" }, make("p", { class: "sentence" }, thing(one.from), " ", make("i", {}, text(linkName(one))), " ", thing(one.to)), evidence(statement));
}

function showLink(one) {
  const beside = (linksOf.get(one.from) ?? []).filter((link) => link !== one && other(link, one.from) === other(one, one.from));
  panel.replaceChildren(
    make("p", { class: "kind" }, "statement"),
    make("h2", {}, text(name(one.from)), " – ", make("i", {}, text(linkName(one))), " – ", text(name(one.to))),
    list([thing(one.from), thing(one.to)]),
    ...section("Where it comes from", [make("div", { class: "entry" }, evidence(statementOf(one), true))]),
    ...section("Other statements between the two", beside.map(linkCard)),
  );
}

// A sentence, and all that it states.
function showPassage(id) {
  const stated = [...statements.values()].filter(({ graphs }) => graphs.some((graph) => passageOf(graph) === id));
  const own = (from.get(id) ?? []).filter(({ predicate }) => predicate === "pg:disposition" || predicate === "pg:dispositionReason");
  const contextOf = (to.get(id) ?? []).filter(({ predicate }) => predicate === "pg:readWith").map(({ subject }) => subject);
  panel.replaceChildren(
    make("p", { class: "kind" }, "sentence"),
    make("h2", {}, text(name(passages.get(id).document))),
    make("div", { class: "entry" }, quote(id)),
    ...section(`What it states (${stated.length})`, [...groupBy(stated, ({ subject }) => subject)].map(([subject, group]) =>
      make("div", { class: "entry" }, make("div", {}, end(subject)), make("dl", { class: "facts" }, ...group.flatMap((one) => [make("dt", {}, text(name(one.predicate))), make("dd", {}, end(one.end))]))))),
    ...section("What is said of the sentence", own.length ? [make("dl", { class: "facts" }, ...own.flatMap((one) => [make("dt", {}, text(name(one.predicate))), make("dd", {}, end(one.end))]))] : []),
    ...section("Read with it", contextOf.filter((one) => passages.has(one)).sort(inReadingOrder).map((one) => make("p", {}, inDocument(one, `“${passages.get(one).exact.slice(0, 90)}…”`)))),
    make("p", { class: "iri" }, text(fullIri(id))),
  );
}

function showStart() {
  const plans = things().filter((id) => kindOf(id) === "plan").sort((a, b) => name(a).localeCompare(name(b), "en"));
  const about = (id) => [...values(id, "dcterms:publisher"), ...values(id, "dcterms:issued"), ...values(id, "dcterms:identifier")].map(words).join(" · ");
  panel.replaceChildren(
    make("h2", {}, "Choose something"),
    make("p", {}, "Select a node or a line in the drawing, search for a name, or begin with a document or a plan. You then see what the documents state about it, each statement with its sentence, word for word."),
    ...section(`Documents (${documents().length})`, [list(documents().map((id) => [link({ view: "documents", document: id }, { class: "thing" }, text(name(id))), make("div", { class: "hint" }, text(about(id)))]))]),
    ...section(`Plans (${plans.length})`, [list(plans.slice(0, 200).map(thing))]),
  );
}

// A figure's own values, or a list's size, as one would say them: "at least 600,000,000,000 yuan, 2025".
function inWords(id) {
  const kind = kindOf(id);
  if (kind === "list") return sizeInWords(id);
  if (kind !== "target" && kind !== "observation") return "";
  return [amountInWords(id), periodInWords(id), property(id, "commitment")].filter(Boolean).join(", ");
}

const property = (id, part) => words(values(id, `pg:${part}`)[0] ?? ["", "", ""]);
const numberOf = (id, part) => (property(id, part) ? number(property(id, part)) : "");

function sizeInWords(id) {
  const size = property(id, "statedSize") ? `${property(id, "sizeBound")} ${numberOf(id, "statedSize")} stated`.trim().replace(/^exactly /, "") : "size not stated";
  return `${size}, ${values(id, "pg:names").length || "none"} named`;
}

function amountInWords(id) {
  const value = [numberOf(id, "value"), numberOf(id, "upperValue")].filter(Boolean).join(" to ");
  if (!value) return `“${property(id, "asStated")}”`;
  const change = property(id, "change") === "level" ? "" : property(id, "change");
  const unit = property(id, "unit") === "number" ? "" : property(id, "unit");
  return [change, property(id, "bound"), value, unit].filter(Boolean).join(" ");
}

function periodInWords(id) {
  const period = [property(id, "periodStart"), property(id, "periodEnd")].map((date) => date.slice(0, 4)).filter(Boolean).join("–");
  const baseline = property(id, "baselineYear") && `against ${property(id, "baselineYear")}`;
  return [baseline, property(id, "year") || period || property(id, "periodAsStated")].filter(Boolean).join(", ");
}

// Shows what the address chooses.
function showPanel() {
  const edge = chosenLink();
  if (passages.has(state.passage)) showPassage(state.passage);
  else if (edge) showLink(edge);
  else if (isThing(state.node) && isThing(state.path)) showPath(state.node, state.path);
  else if (isThing(state.node)) showNode(state.node);
  else showStart();
  panel.scrollTop = 0;
}
