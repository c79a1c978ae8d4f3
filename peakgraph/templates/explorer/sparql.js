// SPARQL: the query library and an editor; Oxigraph, from engine.js beside the page, answers. The engine is asked for
// when this view is first opened, and only then: the page by itself has everything but this view.

const sparqlView = byId("view-sparql");
let engine = null; // once engine.js is there
let editor = null;

function showSparql() {
  if (!sparqlView.childElementCount) {
    const status = make("p", { role: "status", class: "hint" }, "Loading the query engine …");
    sparqlView.append(make("h2", {}, "Ask the graph"), status);
    const script = make("script", { src: "engine.js" });
    const missing = () => {
      status.className = "notice";
      status.textContent = "The query engine is not here: this page asks in SPARQL with the file engine.js, which lies beside it where it was built (graph/dist/engine.js). Put the two into one folder and load the page again. Everything else works without it.";
    };
    script.addEventListener("load", () => (globalThis.PeakGraphEngine ? beginSparql(status) : missing())); // not whole: it loads, and does nothing
    script.addEventListener("error", missing);
    document.head.append(script);
  } else if (editor) followQuery();
}

async function beginSparql(status) {
  const { prefixes, proposed, queries } = more;
  engine = PeakGraphEngine.open(byId("trig").textContent, { prefixes, proposed });
  const choice = make("select", { id: "question", change: () => go({ query: choice.value, sparql: null }) }, make("option", { value: "" }, "your own query"),
    ...queries.map((query) => make("option", { value: query.name }, `${query.name}: ${query.summary}`)));
  const place = make("div", { class: "editor" });
  sparqlView.append(
    make("div", { class: "bar" }, make("label", { for: "question" }, "Question of the library"), choice),
    make("p", { class: "summary" }), make("div", { class: "parameters" }), place,
    make("div", { class: "bar" }, make("button", { type: "button", class: "run", click: ask }, "Run"), make("span", { class: "hint" }, "or Ctrl+Enter"),
      make("button", { type: "button", id: "stop", disabled: true, click: () => engine.stop() }, "Stop"), make("button", { type: "button", id: "answer-csv", disabled: true, click: saveAnswer }, "CSV"),
      make("span", { class: "hint", id: "answered", role: "status" })),
    make("div", { class: "answer scroll", tabindex: "0", role: "region", "aria-label": "Answer" }),
  );
  // A browser leaves a button that is partly out of sight where it is.
  sparqlView.addEventListener("focusin", ({ target }) => target.closest("td")?.scrollIntoView({ block: "nearest", inline: "nearest" }));
  editor = PeakGraphEngine.editor(place, { text: "", label: "SPARQL query", prefixes, terms: terms(), onRun: ask });
  followQuery();
  try {
    const { quads } = await engine.ready;
    const named = [...statements.values()].reduce((sum, { graphs }) => sum + graphs.length, 0);
    status.textContent = `Loaded: ${number(quads - named)} triples as the default graph (what documents state, what we added, what follows, the ontology), and each named graph. Nothing leaves this machine.`;
  } catch (error) {
    status.textContent = error.message;
  }
}

// Classes and properties, for the editor's completion.
function terms() {
  const kinds = { "owl:Class": "class", "owl:ObjectProperty": "property", "owl:DatatypeProperty": "property", "rdf:Property": "property" };
  return Object.entries(kinds).flatMap(([type, kind]) => (to.get(type) ?? []).filter(({ predicate }) => predicate === "rdf:type").map(({ subject }) => ({ name: subject, label: name(subject), kind })));
}

const FIRST_QUERY = `# Who issued which plan, with the sentence that says so
SELECT ?plan ?body ?quote WHERE {
  GRAPH ?passage { ?plan pg:issuedBy ?body }
  ?passage oa:exact ?quote
}`;

const LONGEST_QUERY = 50_000; // characters
let followedQuery = null; // the question and the text that the editor was last given
let asking = 0; // how often it was asked: an answer that comes late is not that of the text
let answer = null; // columns, rows and the name of the file to save them in

// Puts the address's query into the editor. A question of the library is asked at once; a query that somebody sent in a
// link waits for Run.
function followQuery() {
  const query = more.queries.find((one) => one.name === state.query);
  const sent = (state.sparql ?? "").length > LONGEST_QUERY ? "# The query in the address is too long to be shown." : state.sparql;
  const wanted = sent ?? query?.text ?? FIRST_QUERY;
  const key = JSON.stringify([state.query, wanted]);
  if (followedQuery === key) return;
  followedQuery = key;
  byId("question").value = query?.name ?? "";
  sparqlView.querySelector(".summary").textContent = query?.summary ?? "";
  if (editor.text !== wanted) editor.text = wanted;
  sparqlView.querySelector(".parameters").replaceChildren(...(query?.parameters ?? []).map(parameterField));
  showAnswer(null, "");
  if (query && (!state.sparql || asksTheSame(query, wanted))) ask();
  else byId("answered").textContent = "Run asks it.";
}

// ---------------------------------------------------------------- parameters

// Whether a text is that of the question but for the values of its parameters.
function asksTheSame(query, asked) {
  const without = (sparql) => query.parameters.reduce((rest, one) => rest.replace(placeOf(one), "$1$3"), sparql);
  return without(query.text) === without(asked);
}

const placeOf = (parameter) => new RegExp(`(VALUES\\s+\\?${parameter.name}\\s*\\{\\s*)("(?:[^"\\\\]|\\\\.)*"[^\\s}]*|[^\\s}]+)(\\s*\\})`);

// A parameter of the question: a value takes the place of the one in the text. Things are chosen by name.
function parameterField(parameter) {
  const list = `values-of-${parameter.name}`;
  const prefix = /^([\w-]+):/.exec(parameter.default)?.[1];
  const known = prefix ? [...labels.keys()].filter((id) => id.startsWith(`${prefix}/`) || id.startsWith(`${prefix}:`)).sort() : [];
  const given = placeOf(parameter).exec(editor.text)?.[2] ?? parameter.default;
  const shown = given.startsWith("<") ? nameOf(given.slice(1, -1)).replace("/", ":") : given === "UNDEF" ? "any" : given;
  const input = make("input", { value: shown, spellcheck: "false", list, change: () => {
    const term = termOf(input.value, parameter.default, known);
    if (term === null) {
      showAnswer(null, `“${input.value}” is nothing that ${parameter.name} can be; choose from the list, or “any”.`);
      return;
    }
    editor.text = editor.text.replace(placeOf(parameter), (_, before, __, after) => before + term + after);
    ask();
  } });
  return make("label", {}, text(parameter.name), " ", input, make("datalist", { id: list }, ...known.map((id) => make("option", { value: id.replace("/", ":") }, name(id)))), make("span", { class: "hint" }, text(` ${parameter.description}; any: all of them`)));
}

// The value as a SPARQL term of the default's sort: a thing by its name, label or slug, a number, words.
function termOf(value, usual, known) {
  const typed = value.trim();
  if (typed === "any" || typed === "") return "UNDEF";
  if (usual.startsWith('"')) return typed.startsWith('"') ? typed : JSON.stringify(typed) + usual.slice(usual.lastIndexOf('"') + 1);
  if (/^[-+]?[0-9]/.test(usual)) return /^[-+]?[0-9]+(\.[0-9]+)?$/.test(typed) ? typed : null;
  const [slug, folded] = [typed.slice(typed.indexOf(":") + 1), fold(typed)];
  const id = known.find((one) => one.replace("/", ":") === typed || one.slice(one.search(/[/:]/) + 1) === slug) ?? known.find((one) => [name(one), chinese(one) ?? ""].map(fold).includes(folded));
  return id ? `<${fullIri(id)}>` : null;
}

// ---------------------------------------------------------------- asking

// Asks what stands in the editor, which the address holds from then on.
async function ask() {
  asking += 1;
  const [turn, asked] = [asking, editor.text];
  const query = more.queries.find((one) => one.name === state.query);
  const sparql = asked === (query?.text ?? FIRST_QUERY) ? null : asked;
  followedQuery = JSON.stringify([state.query, asked]);
  if ((state.sparql ?? null) !== sparql) go({ sparql });
  showAnswer(null, "Asking …");
  byId("stop").disabled = false;
  const since = performance.now();
  try {
    const found = tableOf(await engine.query(asked));
    if (turn !== asking) return;
    const took = `${number(found.rows.length)} ${found.rows.length === 1 ? "row" : "rows"} in ${number(Math.round(performance.now() - since))} ms`;
    showAnswer({ ...found, file: `${query?.name ?? "answer"}.csv`, empty: (asked === query?.text && query.empty) || "No rows." }, took);
  } catch (error) {
    if (turn === asking) showAnswer(null, error.message);
  }
  byId("stop").disabled = true;
}

function showAnswer(found, said) {
  answer = found;
  byId("answered").textContent = said;
  byId("answer-csv").disabled = !found;
  sparqlView.querySelector(".answer").replaceChildren(...(!found ? [] : [found.rows.length ? answerTable(found.columns, found.rows) : make("p", {}, found.empty)]));
}

const saveAnswer = () => save(answer.file, "text/csv", csv([answer.columns, ...answer.rows.map((row) => row.map((term) => term?.value ?? ""))]));

// An answer of any form as columns and rows.
function tableOf(answer) {
  if (answer.form === "ask") return { columns: ["answer"], rows: [[{ type: "literal", value: String(answer.answer) }]] };
  return answer.form === "graph" ? { columns: ["subject", "predicate", "object"], rows: answer.rows } : answer;
}

const LONG = 60; // characters that want a wide column

// A thing is shown by its label: the column of its labels would say it twice. The CSV has all columns.
function answerTable(columns, rows) {
  const evidenced = rows.slice(0, MOST_ROWS).some((row) => between(row).length);
  const shown = columns.map((_, place) => place).filter((place) => !columns.includes(columns[place].replace(/_label$/, "")) || !columns[place].endsWith("_label"));
  const head = [...shown.map((place) => columns[place]), ...(evidenced ? ["evidence"] : [])].map((title) => make("th", { scope: "col" }, text(title)));
  const body = rows.slice(0, MOST_ROWS).map((row) => make("tr", {}, ...shown.map((place) => answerCell(row[place])), ...(evidenced ? [evidenceCell(row)] : [])));
  const table = make("table", {}, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...body));
  return rows.length > MOST_ROWS ? make("div", {}, make("p", { class: "hint" }, `The first ${number(MOST_ROWS)} rows; the CSV has all.`), table) : table;
}

function answerCell(term) {
  const made = make("td", {}, ...cell(term));
  made.classList.toggle("long", made.textContent.length > LONG);
  return made;
}

function cell(term) {
  if (!term) return [];
  if (term.type !== "uri") return [text(term.value, term.language)];
  const id = nameOf(term.value);
  if (isThing(id)) return [link({ node: id }, { class: "thing" }, mark(kindOf(id)), " ", text(name(id)))];
  if (passages.has(id)) return [inDocument(id, placeIn(id))];
  if (documents().includes(id)) return [link({ view: "documents", document: id }, { class: "place" }, text(name(id)))];
  return [text(labels.has(id) ? name(id) : id)];
}

// The statements of documents between the things of a row.
function between(row) {
  const ids = [...new Set(row.filter((term) => term?.type === "uri").map((term) => nameOf(term.value)))];
  return ids.flatMap((id) => (from.get(id) ?? []).filter((one) => typeof one.end === "string" && ids.includes(one.end) && one.end !== id && origin(one) === "stated"));
}

function evidenceCell(row) {
  const found = between(row);
  if (!found.length) return make("td");
  const showRow = () => {
    show(make("p", { class: "kind" }, "evidence of a row"), make("h2", {}, "What documents state between its things"), ...found.map((one) => make("div", { class: "entry" }, sentence(one), evidence([one], true))));
    panel.scrollTop = 0;
    goToPanel();
  };
  return make("td", {}, make("button", { type: "button", click: showRow }, `${found.length} ${found.length === 1 ? "statement" : "statements"}`));
}
