// The worker: a store in WebAssembly, its data, and its answers as plain values. Messages in: first {trig, merge,
// prefixes}, then {id, text} for each query. Messages out: {quads}, then {id, answer} or {id, error, broken}.

import { initSync, Store } from "oxigraph";
import packed from "./oxigraph.wasm.gz";
import { asksElsewhere, asksForGraph, explain } from "./sparql.mjs";

const XSD_STRING = "http://www.w3.org/2001/XMLSchema#string";
const LANG_STRINGS = ["langString", "dirLangString"].map((name) => `http://www.w3.org/1999/02/22-rdf-syntax-ns#${name}`);
const UNNAMED = new Set([XSD_STRING, ...LANG_STRINGS]); // datatypes that a literal's form shows already

let store;
let prefixes;
let loaded;

self.addEventListener("message", ({ data }) => {
  if ("trig" in data) loaded = load(data);
  else reply(data);
});

async function load(data) {
  try {
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    initSync({ module: await WebAssembly.compile(await new Response(stream).arrayBuffer()) });
    prefixes = data.prefixes;
    const filling = new Store();
    filling.load(data.trig, { format: "application/trig", no_transaction: true });
    filling.update(data.merge); // through the JavaScript objects this takes six times as long
    store = filling;
    self.postMessage({ quads: store.size });
  } catch (error) {
    self.postMessage({ error: `the graph could not be loaded: ${error.message}` });
  }
}

async function reply({ id, text }) {
  await loaded;
  try {
    self.postMessage({ id, answer: answer(text) });
  } catch (error) {
    // Out of memory or out of stack: the instance is in no state that another query could trust.
    const broken = error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
    self.postMessage({ id, broken, error: broken ? "the query is too large or too deeply nested for this page" : error.message });
  }
}

function answer(text) {
  if (store === undefined) throw new Error("the graph could not be loaded");
  if (asksElsewhere(text)) throw new Error("SERVICE asks another endpoint, and this page asks nobody");
  if (asksForGraph(text)) return { form: "graph", rows: distinct(ask(text).map(rowOf)) };
  const { head, boolean, results } = JSON.parse(ask(text, { results_format: "application/sparql-results+json" }));
  if (boolean !== undefined) return { form: "ask", answer: boolean };
  const rows = results.bindings.map((row) => head.vars.map((name) => (row[name] === undefined ? null : fromJson(row[name]))));
  return { form: "select", columns: head.vars, rows };
}

// A prefix that is declared twice is what its last declaration says, so ours stand first, and all in one line of their
// own: the parser's line numbers are one too high.
function ask(text, options) {
  const ours = Object.entries(prefixes).map(([name, namespace]) => `PREFIX ${name}: <${namespace}>`).join(" ");
  try {
    return store.query(`${ours}\n${text}`, options);
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) throw error;
    const message = error.message.replace(/^error at (\d+):/, (_, line) => `error at ${line - 1}:`);
    throw new Error(explain(message, text, prefixes), { cause: error });
  }
}

const rowOf = ({ subject, predicate, object }) => [subject, predicate, object].map(fromTerm);

function distinct(rows) {
  return [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()];
}

function fromJson({ type, value, datatype, "xml:lang": language }) {
  if (type === "triple") return { type: "literal", value: tripleText([value.subject, value.predicate, value.object].map(fromJson)) };
  return term(type, value, language, datatype);
}

function fromTerm({ termType, value, language, datatype, subject, predicate, object }) {
  if (termType === "Quad") return { type: "literal", value: tripleText([subject, predicate, object].map(fromTerm)) };
  const type = { NamedNode: "uri", BlankNode: "bnode", Literal: "literal" }[termType];
  return term(type, value, language, datatype?.value);
}

function term(type, value, language, datatype) {
  const made = { type, value };
  if (language) made.language = language;
  if (datatype && !UNNAMED.has(datatype)) made.datatype = datatype;
  return made;
}

// The graph has no triple about a triple, but a query can make one; SPARQL 1.1's JSON has no word for it.
const tripleText = (terms) => `<<( ${terms.map(({ type, value }) => (type === "uri" ? `<${value}>` : JSON.stringify(value))).join(" ")} )>>`;
