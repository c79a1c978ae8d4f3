// Elsewhere: what a thing is called in open data, from the reviewed links of graph:links. These are no statements of
// documents: they are rows of a section of their own, and neither lines in the drawing nor numbers in a count.

// Relation to plain words, the nearest first; broader and narrower is what stands at the other end.
const RELATIONS = {
  "owl:sameAs": "the same thing", "skos:exactMatch": "its code", "skos:closeMatch": "a close match", "skos:broadMatch": "a broader one",
  "skos:narrowMatch": "a narrower one", "skos:relatedMatch": "a related one", "foaf:homepage": "its website",
};
const isOutward = ({ graphs }) => graphs.every((graph) => graph === "graph:links"); // said nowhere else

// The address of an outside thing; null where it is one of ours or nothing that a browser may open.
function addressOf(iri) {
  if (!URL.canParse(iri) || iri.startsWith(more.base)) return null;
  const { protocol, username, password } = new URL(iri);
  return ["http:", "https:"].includes(protocol) && !username && !password ? iri : null;
}

// A thing's links: relation, the target's IRI, its scheme and code, and the mapping that says how the link is known.
function outwardLinks(id) {
  const about = (to.get(id) ?? []).filter((one) => one.predicate === "owl:annotatedSource" && one.graphs.includes("graph:links")).map(({ subject }) => subject);
  const found = (from.get(id) ?? []).filter((one) => one.graphs.includes("graph:links") && typeof one.end === "string").map(({ predicate, end: target }) => ({
    predicate, iri: fullIri(target), scheme: values(target, "skos:inScheme").map(name).sort()[0] ?? "", code: values(target, "skos:notation").map(words).sort()[0],
    mapping: about.find((one) => values(one, "owl:annotatedProperty").includes(predicate) && values(one, "owl:annotatedTarget").includes(target)),
  }));
  const rank = ({ predicate }) => Object.keys(RELATIONS).indexOf(predicate);
  return found.sort((a, b) => rank(a) - rank(b) || a.scheme.localeCompare(b.scheme, "en") || a.iri.localeCompare(b.iri, "en", { numeric: true }));
}

// How a link is known: how sure, by which kind of work, by whom, and where its code was read.
function known(mapping) {
  const one = (predicate) => values(mapping, predicate).map(words).join("; ");
  const kind = one("sssom:mapping_justification").replace(/^semapv:/, "").replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
  const rows = {
    confidence: one("sssom:confidence"), "known by": kind, author: one("sssom:author_label"), reviewer: one("sssom:reviewer_label"),
    "read in": one("dc:source"), remark: one("sssom:comment"),
  };
  return make("dl", { class: "facts" }, ...Object.entries(rows).filter(([, said]) => said).flatMap(([title, said]) => [make("dt", {}, title), make("dd", {}, text(said))]));
}

const outside = (address, words) => make("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, text(words), " ", make("span", { role: "img", "aria-label": "(opens a new tab)" }, "↗"));

function outwardRow({ predicate, iri, scheme, code, mapping }) {
  const [address, label] = [addressOf(iri), mapping ? values(mapping, "sssom:object_label").map(words).sort()[0] : ""];
  const shown = code ?? iri.replace(/^https?:\/\/(www\.)?/, "");
  const relation = RELATIONS[predicate] ?? name(predicate);
  const target = make("div", {}, scheme ? text(scheme) : "", scheme ? " " : "", address ? outside(address, shown) : make("b", {}, text(shown)), label ? " " : "", label ? text(label, /\p{Script=Han}/u.test(label) ? "zh" : "") : "");
  return make("div", { class: "entry outward" }, target,
    mapping ? make("details", {}, make("summary", {}, relation), known(mapping)) : make("div", { class: "hint" }, relation));
}

const elsewhere = (id) => section("Elsewhere in open data", outwardLinks(id).map(outwardRow));
// What a search finds a thing by, beside its names.
const codesOf = (id) => outwardLinks(id).map(({ code }) => code).filter(Boolean);
