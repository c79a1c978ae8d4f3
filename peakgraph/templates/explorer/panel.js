// The panel: all that is stated of what is chosen, each statement in words, with its evidence.

const panel = byId("panel");
let cameFrom = null;

// Takes the keyboard to the panel; Escape takes it back to where it came from.
function goToPanel() {
  cameFrom = document.activeElement;
  panel.focus();
}

panel.addEventListener("keydown", ({ key, defaultPrevented }) => {
  if (key === "Escape" && !defaultPrevented && cameFrom?.isConnected) cameFrom.focus();
});

// Does something to the panel without losing the reader's place in it.
function keepingPlace(change) {
  const { scrollTop } = panel;
  change();
  panel.scrollTop = scrollTop;
}

// One card for all statements of a group that the same sentences make; what documents state comes first.
function cards(group, content) {
  const key = (statement) => (passages.has(statement.subject) ? statement.subject : origin(statement) + passagesOf(statement).join());
  const together = [...groupBy(group, key).values()];
  const sureness = (statement) => ORIGINS.indexOf(origin(statement));
  together.sort((a, b) => sureness(a[0]) - sureness(b[0]) || b.length - a.length);
  return together.flatMap((same) => (origin(same[0]) === "inferred" ? same.map((one) => [one]) : [same])) // each follows from others
    .map((same) => make("div", { class: "entry" }, content(same), evidence(same)));
}

const facts = (group) => make("dl", { class: "facts" }, ...group.flatMap((one) => [make("dt", {}, text(name(one.predicate))), make("dd", {}, end(one.end))]));
const factCards = (group) => cards(group, facts);

// Cards by predicate, the rarest first: who issued a plan comes before its thirty targets.
function linkCards(group, side, direction = "") {
  const groups = [...groupBy(group, ({ predicate }) => name(predicate))].sort((a, b) => a[1].length - b[1].length || (a[0] < b[0] ? -1 : 1));
  return groups.flatMap(([title, same]) => [
    make("h4", {}, text(title), direction, same.length > 1 ? make("span", { class: "count" }, ` ${same.length}`) : null),
    ...cards(same, (made) => make("div", {}, ...made.map((statement) => end(statement[side])))),
  ]);
}

const show = (...children) => panel.replaceChildren(...children.filter((child) => child !== null));

const isName = ({ predicate }) => predicate === "pg:namedAs" || predicate === "skos:altLabel";

function showNode(id) {
  const own = (from.get(id) ?? []).filter((one) => isSeen(one) && !isOutward(one));
  const linking = (to.get(id) ?? []).filter((one) => isSeen(one) && !isOutward(one));
  const names = [...new Map(own.filter(isName).map(({ end: one }) => [words(one), one]))].filter(([one]) => one !== name(id));
  const isLabel = ({ predicate }) => predicate === "rdfs:label" || predicate === "rdfs:isDefinedBy" || predicate === "skos:inScheme";
  show(
    make("p", { class: "kind" }, mark(kindOf(id)), text(typeOf(id))),
    make("h2", { dir: "auto" }, name(id)),
    make("p", { class: "zh" }, chinese(id) ? make("span", { lang: "zh" }, chinese(id)) : "", isBackTranslated(id) ? make("span", { class: "hint" }, " ≈ our translation back, not the official name") : ""),
    make("p", { class: "words", style: `border-color: var(--${kindOf(id)})` }, text(inWords(id))),
    isFigure(id) ? make("p", { class: "hint" }, "Read from the words below; “will reach N” of a target counts as at least N.") : null,
    make("p", { class: "names" }, ...names.flatMap(([, one], place) => [place ? " · " : "also: ", end(one)])),
    tools(id),
    ...section("What is said of it", factCards(own.filter((one) => !isThing(one.end) && !isName(one) && !isLabel(one)))),
    ...elsewhere(id),
    ...section("What it is linked to", linkCards(own.filter((one) => isThing(one.end)), "end")),
    ...section("What is linked to it", linkCards(linking, "subject", " → this")),
    ...section("How it is named", factCards(own.filter(isName))),
    make("p", { class: "iri" }, text(fullIri(id))),
  );
  panel.querySelector(".entry:not(.outward) details")?.setAttribute("open", ""); // one open quote shows what the others hold
}

// What can be done with a chosen thing.
function tools(id) {
  const toggle = (on, words, changes) => make("button", { type: "button", "aria-pressed": on ? "true" : "false", click: () => go(changes) }, words);
  const two = state.depth === "2";
  return make("div", { class: "tools" },
    make("span", { role: "group", "aria-label": "Neighbours" }, toggle(!two, "1 step", { depth: null }), toggle(two, "2 steps", { depth: "2" })),
    make("button", { type: "button", "aria-pressed": opened().includes(id) ? "true" : "false", click: () => toggleOpen(id) }, "Keep shown"),
    make("button", { type: "button", "aria-expanded": "false", click: (event) => askForGoal(event.currentTarget, id) }, "Path to …"),
    keptRow());
}

const keptRow = () => (opened().length ? make("p", { class: "hint" }, "Kept: ", ...opened().map((one) => make("button", { type: "button", class: "quiet", click: () => toggleOpen(one) }, text(name(one)), " ✕"))) : null);

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
  show(
    make("p", { class: "kind" }, "path"),
    make("h2", {}, text(name(start)), " → ", text(name(goal))),
    make("p", { class: "hint" }, wayInWords(way)),
    make("div", { class: "tools" }, link({ node: start }, {}, "Back to ", text(name(start))), keptRow()),
    ...(way ?? []).map(linkCard),
  );
}

function wayInWords(way) {
  if (way === null) return "No way leads from the one to the other along the kinds of links that are switched on.";
  const stated = way.every((one) => one.origin === "stated");
  return `A shortest path, ${way.length} ${way.length === 1 ? "step" : "steps"}, ${stated ? "all of it stated by documents" : "not all of it stated by documents"}.`;
}

// A link in words with its evidence.
function linkCard(one) {
  const statement = statementOf(one);
  return make("div", { class: "entry" }, make("p", { class: "sentence" }, thing(one.from), " ", make("i", {}, text(linkName(one))), " ", thing(one.to)), evidence([statement]));
}

function showLink(one) {
  const beside = (linksOf.get(one.from) ?? []).filter((beside) => beside !== one && shownOrigins().has(beside.origin) && other(beside, one.from) === other(one, one.from));
  show(
    make("p", { class: "kind" }, "statement"),
    make("h2", {}, text(name(one.from)), " – ", make("i", {}, text(linkName(one))), " – ", text(name(one.to))),
    list([thing(one.from), thing(one.to)]),
    ...section("Where it comes from", [make("div", { class: "entry" }, evidence([statementOf(one)], true))]),
    ...section("Other statements between the two", beside.map(linkCard)),
  );
}

// A sentence, and all that it states.
function showPassage(id) {
  const made = stating.get(id) ?? [];
  const [stated, proposed] = [made.filter((one) => origin(one) !== "proposed"), made.filter((one) => origin(one) === "proposed")];
  const own = (from.get(id) ?? []).filter(({ predicate }) => predicate === "pg:disposition" || predicate === "pg:dispositionReason");
  const contextOf = (to.get(id) ?? []).filter(({ predicate }) => predicate === "pg:readWith").map(({ subject }) => subject);
  show(
    make("p", { class: "kind" }, "sentence"),
    make("h2", {}, text(name(passages.get(id).document))),
    make("div", { class: "entry" }, quote(id)),
    ...section(`What it states (${stated.length})`, bySubject(stated)),
    ...section(`What a reading proposes that it states, not reviewed (${proposed.length})`, bySubject(proposed)),
    ...section("Not modelled", own.length ? [facts(own)] : []),
    ...section("Read with it", contextOf.filter((one) => passages.has(one)).sort(inReadingOrder).map((one) => make("p", {}, inDocument(one, text(`“${passages.get(one).exact.slice(0, 90)}…”`))))),
    make("p", { class: "iri" }, text(fullIri(id))),
  );
}

const bySubject = (made) => [...groupBy(made, ({ subject }) => subject)].map(([subject, group]) => make("div", { class: "entry" }, make("div", {}, end(subject)), facts(group)));

const aboutDocument = (id) => [...values(id, "dcterms:publisher"), ...values(id, "dcterms:issued"), ...values(id, "dcterms:identifier")].map(words).join(" · ");
const MOST_LISTED = 200;

function showStart() {
  const lost = [state.node, state.passage, state.from && `${state.from} – ${state.by} – ${state.to}`].find(Boolean);
  const plans = things().filter((id) => kindOf(id) === "plan").sort((a, b) => name(a).localeCompare(name(b), "en"));
  show(
    make("h2", {}, "Choose something"),
    lost ? make("p", { class: "notice" }, "The address names something that is not in this graph: ", text(lost.slice(0, 200))) : null,
    make("p", {}, "Select a node or a line in the drawing, search for a name, or begin with a document or a plan. You then see what the documents state about it, each statement with its sentence, word for word."),
    make("p", {}, "The documents are English texts, most of them machine translations from the Chinese. They are quoted as printed; where a translation reads wrongly, a repair says how we read it. Chinese names with ≈ are ours, not official ones."),
    ...section(`Documents (${documents().length})`, [list(documents().map((id) => [link({ view: "documents", document: id }, { class: "thing" }, text(name(id))), make("div", { class: "hint" }, text(aboutDocument(id)))]))]),
    ...section(`Plans (${plans.length > MOST_LISTED ? `${MOST_LISTED} of ` : ""}${plans.length})`, [list(plans.slice(0, MOST_LISTED).map(thing))]),
  );
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
