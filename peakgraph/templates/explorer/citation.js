// A citation: what is stated, its sentence, what that is read with, our remarks, the document, and where PeakGraph
// keeps the sentence.

function citation(made, id) {
  const { document: source, exact } = passages.get(id);
  const contexts = values(id, "pg:readWith").filter((one) => passages.has(one));
  const remarks = [id, ...contexts].flatMap((one) => [...repairs(one), ...notes(one)]).map((one) => one.textContent);
  const published = [...values(source, "dcterms:publisher"), ...values(source, "dcterms:issued")].map(words).join(", ");
  const reviewed = made.some((one) => origin(one) === "proposed") ? ["Proposed; nobody has reviewed it."] : [];
  return [
    ...made.map((one) => `${inPlain(one)}.`),
    ...reviewed,
    `“${exact}”`,
    ...contexts.map((one) => `Read with: “${passages.get(one).exact}”`),
    ...remarks,
    `${name(source)}${published ? ` (${published})` : ""}, ${placeIn(id)}.`,
    `In: PeakGraph, a knowledge graph of China's green industrial policy, ${fullIri(id)}`,
  ].join("\n");
}

// The whole IRI of a name: as it stands in SPARQL results and in the files of the graph.
function fullIri(id) {
  const [prefix, ...rest] = id.split(":");
  if (Object.hasOwn(more.prefixes, prefix) && rest.length) return more.prefixes[prefix] + rest.join(":");
  return /^[A-Za-z][\w+.-]*:/.test(id) ? id : more.base + id;
}

// Copies it and says so on the button; where the browser does not let it, shows it to be copied by hand.
async function copyCitation(button, made, id) {
  const cited = citation(made, id);
  try {
    await navigator.clipboard.writeText(cited);
    button.textContent = "Copied";
  } catch {
    const field = make("textarea", { readonly: true, rows: 6, "aria-label": "Citation" });
    field.value = cited;
    button.after(field);
    field.select();
  }
}
