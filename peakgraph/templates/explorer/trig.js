// Reads the TriG that the build writes: prefixes, graphs, and statements of IRIs and literals. There are no blank nodes
// in it, no collections and no comments; a token that is none of this ends the reading with an error.
//
// A thing goes by the end of its IRI, such as place/hubei, and any other IRI by its compact name, such as pg:setsTarget,
// or in full; a literal is a triple of its text, its language and its datatype.

const TOKEN = /\s*(?:<([^>]*)>|"((?:[^"\\]+|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^(\S+))?|([{};,.])(?=\s|$)|([^\s"<]+))/y;
const ESCAPE = /\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g;
const ESCAPED = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };

const unescaped = (string) => (!string.includes("\\") ? string
  : string.replace(ESCAPE, (_, four, eight, one) => (one ? ESCAPED[one] ?? one : String.fromCodePoint(parseInt(four ?? eight, 16)))));

// Yields [subject, predicate, object, graph] for each quad. `base` is what the IRIs of things begin with.
function* readTrig(trig, base) {
  const things = new Map(); // prefixes of things: prefix to the part of the IRI after the base
  const names = new Map(); // each name is put together once
  const iri = (full) => (full.startsWith(base) ? full.slice(base.length) : full);
  const plain = (name) => {
    if (name === "a") return "rdf:type";
    if (!names.has(name)) {
      const colon = name.indexOf(":");
      const folder = things.get(name.slice(0, colon));
      const local = name.slice(colon + 1).replace(/\\(.)/g, "$1");
      names.set(name, folder === undefined ? `${name.slice(0, colon)}:${local}` : folder + local);
    }
    return names.get(name);
  };
  const type = (name) => (name.startsWith("<") ? name.slice(1, -1) : name);
  const bare = (word) => [word, "", /^(true|false)$/.test(word) ? "xsd:boolean" : /[eE]/.test(word) ? "xsd:double" : word.includes(".") ? "xsd:decimal" : "xsd:integer"];

  let graph = "";
  let terms = [];
  TOKEN.lastIndex = 0;
  for (let end = 0; ; end = TOKEN.lastIndex) {
    const found = TOKEN.exec(trig);
    if (!found) {
      if (trig.slice(end).trim()) throw new Error(`The data of this page cannot be read at character ${end}.`);
      return;
    }
    const [, full, string, language, datatype, mark, word] = found;
    if (full !== undefined) terms.push(iri(full));
    else if (string !== undefined) terms.push([unescaped(string), language ?? "", datatype ? type(datatype) : ""]);
    else if (word === "@prefix") {
      const [, name, namespace] = /\s*([\w-]*):\s*<([^>]*)>\s*\./y.exec(trig.slice(TOKEN.lastIndex, TOKEN.lastIndex + 500));
      if (namespace.startsWith(base)) things.set(name, namespace.slice(base.length));
      TOKEN.lastIndex = trig.indexOf("> .", TOKEN.lastIndex) + 3;
    } else if (word !== undefined) terms.push(/^[-+]?[0-9]|^(true|false)$/.test(word) ? bare(word) : plain(word));
    else if (mark === "{") [graph] = terms.splice(0);
    else {
      if (terms.length === 3) yield [...terms, graph];
      if (mark === ",") terms.length = 2;
      else if (mark === ";") terms.length = 1;
      else terms = [];
    }
  }
}
