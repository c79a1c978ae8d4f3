// Reads the TriG that the build writes: prefixes, graphs, and statements of IRIs and literals. There are no blank nodes
// in it, no collections and no comments; a token that is none of this ends the reading with an error.
//
// A thing goes by the end of its IRI, such as place/hubei, and any other IRI by its compact name, such as pg:setsTarget,
// or in full; a literal is a triple of its text, its language and its datatype.

const TOKEN = /[ \t\r\n]*(?:<([^>]*)>|"([^"\\]*(?:\\.[^"\\]*)*)"(?:@([A-Za-z0-9-]+)|\^\^(<[^>]*>|[^ \t\r\n]+))?|([{};,.])(?=[ \t\r\n]|$)|([^ \t\r\n"<]+))/y;
const PREFIX = /[ \t\r\n]*([^ \t\r\n:]*):[ \t\r\n]*<([^>]*)>[ \t\r\n]*\./y;
const NUMBER = /^[-+]?\.?[0-9]/;
const ESCAPE = /\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g;
const ESCAPED = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };

const unescaped = (string) => (!string.includes("\\") ? string
  : string.replace(ESCAPE, (_, four, eight, one) => (one ? ESCAPED[one] ?? one : String.fromCodePoint(parseInt(four ?? eight, 16)))));

// The page's name of an IRI: of a thing, the end of the IRI; of another, that of the longest prefix that it begins with,
// whatever comes after it; else the IRI. `prefixes` is a table of name to namespace, as page.py has it.
function namer(base, prefixes) {
  const longest = Object.entries(prefixes).sort((a, b) => b[1].length - a[1].length);
  const known = new Map();
  return (iri) => {
    if (iri.startsWith(base)) return iri.slice(base.length);
    if (!known.has(iri)) {
      const [prefix, namespace] = longest.find(([, one]) => iri.startsWith(one)) ?? [];
      known.set(iri, prefix === undefined ? iri : `${prefix}:${iri.slice(namespace.length)}`);
    }
    return known.get(iri);
  };
}

// Yields [subject, predicate, object, graph] for each quad; `nameOf` gives an IRI its name.
function* readTrig(trig, nameOf) {
  const namespaces = new Map(); // of the file
  const names = new Map(); // each compact name is put together once
  const full = (word) => {
    const colon = word.indexOf(":");
    return namespaces.get(word.slice(0, colon)) + word.slice(colon + 1).replace(/\\(.)/g, "$1");
  };
  const compact = (word) => {
    if (!names.has(word)) names.set(word, nameOf(word === "a" ? RDF_TYPE : full(word)));
    return names.get(word);
  };
  const type = (word) => nameOf(word.startsWith("<") ? unescaped(word.slice(1, -1)) : full(word));
  const bare = (word) => [word, "", /^(true|false)$/.test(word) ? "xsd:boolean" : /[eE]/.test(word) ? "xsd:double" : word.includes(".") ? "xsd:decimal" : "xsd:integer"];

  let graph = "";
  let terms = [];
  TOKEN.lastIndex = 0;
  for (let stop = 0; ; stop = TOKEN.lastIndex) {
    const found = TOKEN.exec(trig);
    if (!found) {
      if (trig.slice(stop).trim()) throw new Error(`The data of this page cannot be read at character ${stop}.`);
      return;
    }
    const [, iri, string, language, datatype, mark, word] = found;
    if (iri !== undefined) terms.push(nameOf(unescaped(iri)));
    else if (string !== undefined) terms.push([unescaped(string), language ?? "", datatype ? type(datatype) : ""]);
    else if (word === "@prefix") {
      PREFIX.lastIndex = TOKEN.lastIndex;
      const [, name, namespace] = PREFIX.exec(trig);
      namespaces.set(name, namespace);
      TOKEN.lastIndex = PREFIX.lastIndex;
    } else if (word !== undefined) terms.push(NUMBER.test(word) || /^(true|false)$/.test(word) ? bare(word) : compact(word));
    else if (mark === "{") [graph] = terms.splice(0);
    else {
      if (terms.length === 3) yield [...terms, graph];
      else if (terms.length || mark !== "}") throw new Error(`The data of this page cannot be read at character ${stop}.`);
      if (mark === ",") terms.length = 2;
      else if (mark === ";") terms.length = 1;
      else terms = [];
    }
  }
}

const RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
