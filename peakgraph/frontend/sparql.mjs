// The text of a query: its form, whether it asks another endpoint, what is wrong with it, by the rules of
// peakgraph/sparql.py for the command line.

const LONGEST_FAULT = 240;

// What holds no keyword of a query: strings, IRIs, comments, escaped characters.
const NOT_CODE = new RegExp(
  [
    String.raw`"""(?:[^"\\]|\\.|"(?!""))*"""`,
    String.raw`'''(?:[^'\\]|\\.|'(?!''))*'''`,
    String.raw`"(?:[^"\\\n\r]|\\.)*"`,
    String.raw`'(?:[^'\\\n\r]|\\.)*'`,
    String.raw`<[^<>"{}|^${"`"}\\\x00-\x20]*>`,
    String.raw`#[^\n\r]*`,
    String.raw`\\.`,
  ].join("|"),
  "gsu",
);
// `?a<?b)#>` looks like an IRI and is a comparison with a comment; only one with `://` can be nothing but an IRI.
const MAYBE_IRI = /<[^<>"{}|^`\\\x00-\x20]*>/g;
const isUnsure = (found) => /[)#']/.test(found) && !/^<[A-Za-z][\w+.-]*:\/\//.test(found);
const WORD = String.raw`\p{L}\p{N}_`;
const keyword = (words) => new RegExp(`(?<![${WORD}:?$-])(${words})(?![${WORD}:-])`, "iu");
const SERVICE = keyword("SERVICE");
const NAME = new RegExp(`(?<![${WORD}?$:-])([A-Za-z][${WORD}-]*|):[A-Za-z0-9_]`, "gu");
const FORM = keyword("SELECT|ASK|CONSTRUCT|DESCRIBE");
const CHANGE = keyword("INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD");

const codeOf = (text) => text.replace(NOT_CODE, " ");

// Whether the answer is a graph: Oxigraph wants to be told the format of its answer, and a table's is not a graph's.
export function asksForGraph(text) {
  const found = FORM.exec(codeOf(text));
  return found !== null && /^[cd]/i.test(found[1]);
}

// Oxigraph refuses SERVICE by itself, but answers SERVICE SILENT as if the other endpoint had nothing to say.
export const asksElsewhere = (text) => /service/iu.test(text) && (SERVICE.test(codeOf(text)) || (text.match(MAYBE_IRI) ?? []).some(isUnsure));

// What is wrong with a query, in one line that helps: the parser's own names every token that it would have taken.
export function explain(message, text, prefixes) {
  const found = /^error at (\d+):(\d+): *(.*)$/s.exec(message);
  if (found === null) return plain(message);
  const code = codeOf(text);
  const place = `line ${Number(found[1])}, column ${found[2]}: `;
  const declared = new Set([...code.matchAll(/PREFIX\s+([\w-]*):/gi)].map(([, name]) => name));
  const unknown = [...code.matchAll(NAME)].map(([, name]) => name).find((name) => !declared.has(name) && !Object.hasOwn(prefixes, name));
  if (unknown !== undefined) return `${place}the prefix ${unknown}: is not known; declare it`;
  if (!FORM.test(code)) {
    const change = CHANGE.exec(code);
    const what = change ? `${change[1].toUpperCase()} changes a graph` : "it has no SELECT, ASK, CONSTRUCT or DESCRIBE";
    return `${place}${what}; ask with SELECT, ASK, CONSTRUCT or DESCRIBE`;
  }
  return place + plain(found[3]);
}

function plain(message) {
  const words = message.replace(/\s+/g, " ").trim();
  return words.length <= LONGEST_FAULT ? words : `${words.slice(0, LONGEST_FAULT)} ...`;
}
