// The documents: each whole, with its passages marked. A click on a sentence shows what it states.

const documentsView = byId("view-documents");
let openDocument = null;

const chosenDocument = () => {
  if (passages.has(state.passage)) return passages.get(state.passage).document;
  return documents().includes(state.document) ? state.document : documents().includes(state.in) ? state.in : documents()[0];
};

function showDocuments() {
  const id = chosenDocument();
  if (!id) return;
  if (openDocument !== id) {
    openDocument = id;
    documentsView.replaceChildren(documentHead(id), legendOfMarks(), documentText(id));
  }
  for (const one of documentsView.querySelectorAll("[aria-current]")) one.removeAttribute("aria-current");
  for (const one of documentsView.querySelectorAll(".chosen")) one.classList.remove("chosen");
  if (!passages.has(state.passage)) return;
  const parts = [...documentsView.querySelectorAll("a[data-passages]")].filter((one) => one.dataset.passages.split(" ").includes(state.passage));
  for (const one of parts) one.classList.add("chosen");
  parts[0]?.setAttribute("aria-current", "true");
  parts[0]?.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
}

function documentHead(id) {
  const select = make("select", { change: () => go({ ...NOTHING, document: select.value }) }, ...documents().map((one) => make("option", { value: one }, name(one))));
  select.value = id;
  const about = [...values(id, "dcterms:publisher"), ...values(id, "dcterms:issued"), ...values(id, "dcterms:identifier")].map(words).join(" · ");
  return make("div", {}, make("h2", {}, text(name(id))), make("div", { class: "bar" }, make("label", {}, "Document ", select), make("span", { class: "hint" }, text(about))));
}

const legendOfMarks = () => make("p", { class: "hint" }, make("span", { class: "modelled" }, "states something"), " ", make("span", { class: "context" }, "context of another sentence"), " ", make("span", { class: "aside" }, "set aside"), " – choose a sentence to see what it states");

// What a passage is: modelled (it has a graph), set aside, or context alone.
function useOf(id, modelled) {
  if (modelled.has(id)) return "modelled";
  return values(id, "pg:disposition").length ? "aside" : "context";
}

// The text cut where passages begin and end; each piece leads to the shortest passage that it is in, a modelled one
// first. Offsets count code points.
function documentText(id) {
  const letters = [...more.documents[id]];
  const inside = [...passages.values()].filter((one) => one.document === id);
  const modelled = new Set([...statements.values()].flatMap(({ graphs }) => graphs.map(passageOf)));
  const rank = (one) => ["modelled", "aside", "context"].indexOf(useOf(one.id, modelled));
  const cuts = [...new Set([0, letters.length, ...inside.flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b);
  // A piece of two letters could not be hit: it goes with the piece before it.
  const tiny = (start, stop) => [1, 2].includes(letters.slice(start, stop).join("").trim().length);
  const starts = cuts.slice(0, -1).filter((start, place) => !start || !tiny(start, cuts[place + 1]));
  const pieces = starts.map((start, place) => {
    const stop = starts[place + 1] ?? letters.length;
    const covering = inside.filter((one) => one.start < stop && one.end > start).sort((a, b) => rank(a) - rank(b) || a.end - a.start - (b.end - b.start));
    const words = letters.slice(start, stop).join("");
    if (!covering.length || !words.trim()) return words;
    const [first] = covering;
    return link({ view: "documents", document: id, passage: first.id }, { class: useOf(first.id, modelled), "data-passages": covering.map((one) => one.id).join(" ") }, words);
  });
  return make("div", { class: "document", dir: "auto" }, ...pieces);
}
