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
    script.addEventListener("load", () => beginSparql(status));
    script.addEventListener("error", () => {
      status.className = "notice";
      status.textContent = "The query engine is not here: this page asks in SPARQL with the file engine.js, which lies beside it where it was built (graph/dist/engine.js). Put the two into one folder and load the page again. Everything else works without it.";
    });
    document.head.append(script);
  } else if (editor) followQuery();
}

async function beginSparql(status) {
  const { prefixes, proposed, queries } = more;
  engine = PeakGraphEngine.open(byId("trig").textContent, { prefixes, proposed });
  const choice = make("select", { id: "question", change: () => go({ query: choice.value, sparql: null }) }, make("option", { value: "" }, "your own query"),
    ...queries.map((query) => make("option", { value: query.name }, `${query.name}: ${query.summary}`)));
  const place = make("div", { class: "editor" });
  const [run, stop, download] = [make("button", { type: "button", class: "run", click: ask }, "Run"), make("button", { type: "button", disabled: true, click: () => engine.stop() }, "Stop"), make("button", { type: "button", disabled: true }, "CSV")];
  sparqlView.append(
    make("div", { class: "bar" }, make("label", { for: "question" }, "Question of the library"), choice),
    make("p", { class: "summary" }), make("div", { class: "parameters" }), place,
    make("div", { class: "bar" }, run, make("span", { class: "hint" }, "or Ctrl+Enter"), stop, download, make("span", { class: "hint", id: "answered", role: "status" })),
    make("div", { class: "answer scroll", tabindex: "0", role: "region", "aria-label": "Answer" }),
  );
  editor = PeakGraphEngine.editor(place, { text: "", label: "SPARQL query", prefixes, terms: terms(), onRun: ask });
  try {
    const { quads } = await engine.ready;
    status.textContent = `Loaded: ${number(quads)} quads, every named graph and their merge as the default graph. Nothing leaves this machine.`;
  } catch (error) {
    status.textContent = error.message;
  }
  followQuery();
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

// Puts the address's query into the editor: one of the library, or one's own.
function followQuery() {
  const query = more.queries.find((one) => one.name === state.query);
  const choice = byId("question");
  choice.value = query?.name ?? "";
  sparqlView.querySelector(".summary").textContent = query?.summary ?? "";
  sparqlView.querySelector(".parameters").replaceChildren(...(query?.parameters ?? []).map((parameter) => parameterField(parameter)));
  const wanted = state.sparql ?? query?.text ?? FIRST_QUERY;
  if (editor.text !== wanted) editor.text = wanted;
  if (query && !state.sparql) ask();
}

const placeOf = (parameter) => new RegExp(`(VALUES\\s+\\?${parameter.name}\\s*\\{\\s*)("(?:[^"\\\\]|\\\\.)*"[^\\s}]*|[^\\s}]+)(\\s*\\})`);

// A parameter of the question: another value takes the place of the one in the text.
function parameterField(parameter) {
  const value = placeOf(parameter).exec(editor.text)?.[2] ?? parameter.default;
  const input = make("input", { value: state.sparql ? value : parameter.default, spellcheck: "false", change: () => {
    if (/[\s{}]/.test(input.value.replace(/^"(?:[^"\\]|\\.)*"\S*$/, ""))) return;
    editor.text = editor.text.replace(placeOf(parameter), (_, before, __, after) => before + (input.value || "UNDEF") + after);
    ask();
  } });
  return make("label", {}, text(parameter.name), " ", input, make("span", { class: "hint" }, text(` ${parameter.description}`)));
}

async function ask() {
  const [, stop, download] = sparqlView.querySelectorAll(".bar button");
  const [answered, place] = [byId("answered"), sparqlView.querySelector(".answer")];
  const query = more.queries.find((one) => one.name === state.query);
  const asked = editor.text;
  stop.disabled = false;
  answered.textContent = "Asking …";
  place.replaceChildren();
  download.disabled = true;
  const since = performance.now();
  try {
    const answer = await engine.query(asked);
    const { columns, rows } = tableOf(answer);
    answered.textContent = `${number(rows.length)} ${rows.length === 1 ? "row" : "rows"} in ${number(Math.round(performance.now() - since))} ms`;
    place.replaceChildren(rows.length ? answerTable(columns, rows) : make("p", {}, (asked === query?.text && query.empty) || "No rows."));
    download.disabled = false;
    download.onclick = () => save(`${query?.name ?? "answer"}.csv`, "text/csv", csv([columns, ...rows.map((row) => row.map((term) => term?.value ?? ""))]));
  } catch (error) {
    answered.textContent = error.message;
  }
  stop.disabled = true;
  if (asked !== (query?.text ?? FIRST_QUERY) && asked !== state.sparql) go({ sparql: asked });
}

// An answer of any form as columns and rows.
function tableOf(answer) {
  if (answer.form === "ask") return { columns: ["answer"], rows: [[{ type: "literal", value: String(answer.answer) }]] };
  return answer.form === "graph" ? { columns: ["subject", "predicate", "object"], rows: answer.rows } : answer;
}

const SHOWN_ROWS = 1000;

// A thing is shown by its label: the column of its labels would say it twice. The CSV has all columns.
function answerTable(columns, rows) {
  const evidenced = rows.some((row) => between(row).length);
  const shown = columns.map((_, place) => place).filter((place) => !columns.includes(columns[place].replace(/_label$/, "")) || !columns[place].endsWith("_label"));
  const head = [...shown.map((place) => columns[place]), ...(evidenced ? ["evidence"] : [])].map((title) => make("th", { scope: "col" }, text(title)));
  const body = rows.slice(0, SHOWN_ROWS).map((row) => make("tr", {}, ...shown.map((place) => make("td", {}, ...cell(row[place]))), ...(evidenced ? [evidenceCell(row)] : [])));
  const table = make("table", {}, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...body));
  return rows.length > SHOWN_ROWS ? make("div", {}, make("p", { class: "hint" }, `The first ${number(SHOWN_ROWS)} rows; the CSV has all.`), table) : table;
}

// The name by which the page knows an IRI.
function shortName(iri) {
  if (iri.startsWith(more.base)) return iri.slice(more.base.length);
  const [prefix, namespace] = Object.entries(more.prefixes).filter(([, one]) => iri.startsWith(one)).sort((a, b) => b[1].length - a[1].length)[0] ?? [];
  return prefix === undefined ? iri : `${prefix}:${iri.slice(namespace.length)}`;
}

function cell(term) {
  if (!term) return [];
  if (term.type !== "uri") return [text(term.value, term.language)];
  const id = shortName(term.value);
  if (isThing(id)) return [link({ node: id }, { class: "thing" }, mark(kindOf(id)), " ", text(name(id)))];
  if (passages.has(id)) return [inDocument(id, placeIn(id))];
  if (documents().includes(id)) return [link({ view: "documents", document: id }, { class: "place" }, text(name(id)))];
  return [text(labels.has(id) ? name(id) : id)];
}

// The statements of documents between the things of a row.
function between(row) {
  const ids = [...new Set(row.filter((term) => term?.type === "uri").map((term) => shortName(term.value)))];
  return ids.flatMap((id) => (from.get(id) ?? []).filter((one) => typeof one.end === "string" && ids.includes(one.end) && one.end !== id && origin(one) === "stated"));
}

function evidenceCell(row) {
  const found = between(row);
  if (!found.length) return make("td");
  const show = () => {
    panel.replaceChildren(make("p", { class: "kind" }, "evidence of a row"), make("h2", {}, "What documents state between its things"), ...found.map((one) => make("div", { class: "entry" }, sentence(one), evidence(one, true))));
    panel.scrollTop = 0;
    goToPanel();
  };
  return make("td", {}, make("button", { type: "button", click: show }, `${found.length} ${found.length === 1 ? "statement" : "statements"}`));
}
