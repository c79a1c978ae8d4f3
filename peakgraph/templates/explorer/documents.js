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
  if (!documentsView.childElementCount) layDocuments();
  if (openDocument !== id) {
    openDocument = id;
    byId("document-title").textContent = name(id);
    byId("document").value = id;
    byId("document-about").textContent = aboutDocument(id);
    documentsView.querySelector(".document").replaceWith(documentText(id));
    documentsView.scrollTop = 0;
  }
  for (const one of documentsView.querySelectorAll("[aria-current]")) one.removeAttribute("aria-current");
  for (const one of documentsView.querySelectorAll(".chosen")) one.classList.remove("chosen");
  if (!passages.has(state.passage)) return;
  const pieces = [...documentsView.querySelectorAll("a[data-passages]")].filter((one) => one.dataset.passages.split(" ").includes(state.passage));
  for (const one of pieces) one.classList.add("chosen");
  pieces[0]?.setAttribute("aria-current", "true");
  pieces[0]?.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
}

function layDocuments() {
  const select = make("select", { id: "document", change: () => go({ ...NOTHING, document: select.value }) }, ...documents().map((one) => make("option", { value: one }, name(one))));
  documentsView.append(
    make("h2", { id: "document-title" }),
    make("div", { class: "bar" }, make("label", {}, "Document ", select), make("span", { class: "hint", id: "document-about" })),
    make("p", { class: "hint" }, make("span", { class: "modelled" }, "states something"), " ", make("span", { class: "context" }, "context of another sentence"), " ",
      make("span", { class: "aside" }, "set aside"), " – choose a sentence to see what it states. The text stands as it was given, mistranslations too."),
    make("div", { class: "document" }),
  );
}

// What a passage is: modelled (it states something), set aside, or context alone.
function useOf(id) {
  if (stating.has(id)) return "modelled";
  return values(id, "pg:disposition").length ? "aside" : "context";
}

// The text cut where passages begin and end; each piece leads to the shortest passage that it is in, a modelled one
// first. Offsets count code points.
function documentText(id) {
  const letters = [...more.documents[id]];
  const inside = [...passages.values()].filter((one) => one.document === id);
  const rank = (one) => ["modelled", "aside", "context"].indexOf(useOf(one.id));
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
    return link({ view: "documents", document: id, passage: first.id }, { class: useOf(first.id), "data-passages": covering.map((one) => one.id).join(" ") }, words);
  });
  return make("div", { class: "document", dir: "auto" }, ...pieces);
}
