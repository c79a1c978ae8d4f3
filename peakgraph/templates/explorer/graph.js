// The graph: statements with the passages that make them, names, and what is linked to what.

const drawing = JSON.parse(byId("drawing").textContent);
let nameOf; // an IRI's name in the page
let more; // what is read once the first view is drawn, see load()

const statements = new Map(); // "subject predicate object" to the statement
const from = new Map(); // subject to statements
const to = new Map(); // object to statements
const labels = new Map(); // name to {language: label}
const links = new Map(); // what is drawn as a line: id to link
const linksOf = new Map(); // thing to its links
const passages = new Map(); // passage to {id, document, start, end, exact}

const stating = new Map(); // passage to the statements that it makes

const kindOf = (id) => more.sameKind[id.split("/")[0]] ?? id.split("/")[0];
const isThing = (id) => typeof id === "string" && Object.hasOwn(more.facets.things, id);
const name = (id) => (id === "rdf:type" ? "is a" : labels.get(id)?.en ?? labels.get(id)?.[""] ?? id);
const chinese = (id) => labels.get(id)?.zh;
// Whether a statement is to be seen: what nobody reviewed, and what follows from others, only where that is asked for.
const isSeen = (statement) => !["proposed", "inferred"].includes(origin(statement)) || shownOrigins().has(origin(statement));
const isSaid = (statement) => origin(statement) !== "inferred" && isSeen(statement);
const values = (id, predicate) => (from.get(id) ?? []).filter((one) => one.predicate === predicate && isSaid(one)).map(({ end }) => end);
const words = (value) => (typeof value === "string" ? name(value) : value[0]);
// What people say that it is; what follows from that is left to the panel.
const typeOf = (id) => (from.get(id) ?? []).filter((one) => one.predicate === "rdf:type" && one.end !== "skos:Concept" && isSaid(one)).map(({ end }) => name(end)).join(", ") || kindOf(id);
const keyOf = (subject, predicate, end) => `${subject} ${predicate} ${typeof end === "string" ? end : JSON.stringify(end)}`;

function push(map, key, item) {
  if (map.has(key)) map.get(key).push(item);
  else map.set(key, [item]);
}

const ORIGINS = ["stated", "editorial", "proposed", "inferred"]; // the surest first

// Where a statement comes from: the surest of its graphs.
function origin({ graphs }) {
  if (graphs.some((graph) => graph.startsWith("passage:"))) return "stated";
  if (graphs.some((graph) => graph.startsWith("graph:") && graph !== "graph:inferred")) return "editorial";
  return graphs.includes("graph:inferred") ? "inferred" : "proposed";
}

// The passages that state it, or that are proposed to.
const passagesOf = ({ graphs }) => graphs.map(passageOf).filter(Boolean);
const passageOf = (graph) => (graph.startsWith("passage:") ? graph : graph.startsWith(more.proposed) ? `passage:${graph.slice(more.proposed.length)}` : null);

function take([subject, predicate, end, graph]) {
  const key = keyOf(subject, predicate, end);
  const known = statements.get(key);
  if (known) {
    known.graphs.push(graph);
    if (passageOf(graph)) push(stating, passageOf(graph), known);
    return;
  }
  const statement = { subject, predicate, end, graphs: [graph] };
  statements.set(key, statement);
  if (passageOf(graph)) push(stating, passageOf(graph), statement);
  push(from, subject, statement);
  if (typeof end === "string") push(to, end, statement);
  if (predicate === "rdfs:label" && typeof end !== "string") {
    if (!labels.has(subject)) labels.set(subject, Object.create(null));
    labels.get(subject)[end[1]] ??= end[0];
  }
}

// Reads all of it, a part at a time, so that the drawing answers meanwhile. Returns when it is there.
async function load() {
  more = JSON.parse(byId("more").textContent);
  nameOf = namer(more.base, more.prefixes);
  let since = performance.now();
  for (const quad of readTrig(byId("trig").textContent, nameOf)) {
    take(quad);
    if (performance.now() - since > 25) {
      await breath();
      since = performance.now();
    }
  }
  for (const { subject } of to.get("pg:Passage") ?? []) {
    const one = (predicate) => words(values(subject, predicate)[0] ?? "");
    passages.set(subject, {
      id: subject, document: values(subject, "oa:hasSource")[0], start: Number(one("oa:start")), end: Number(one("oa:end")), exact: one("oa:exact"),
    });
  }
  await breath();
  for (const link of [...drawing.edges, ...drawing.rest]) {
    links.set(link.id, link);
    push(linksOf, link.from, link);
    if (link.to !== link.from) push(linksOf, link.to, link);
  }
}

// The statement that a link stands for; a membership's is that of its member.
const statementOf = (link) => statements.get(keyOf(link.from, link.by, link.to)) ?? statements.get(keyOf(link.by, "org:member", link.from));
const linkName = (link) => link.title;
const other = (link, id) => (link.from === id ? link.to : link.from);
const things = () => Object.keys(more.facets.things);
const documents = () => Object.keys(more.documents);
