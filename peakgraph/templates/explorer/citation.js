// A statement's citation: what is stated, its sentence, the document, the place in it, and where PeakGraph keeps it.

function citation(statement, id) {
  const { document: source, exact } = passages.get(id);
  const about = (predicate) => values(source, predicate).map(words).join(", ");
  const published = [about("dcterms:publisher"), about("dcterms:issued")].filter(Boolean).join(", ");
  const repaired = repairs(id).map((one) => one.textContent);
  return [
    `${inPlain(statement)}.`,
    `“${exact}”`,
    `${name(source)}${published ? ` (${published})` : ""}, ${placeIn(id)}.`,
    ...repaired,
    `In: PeakGraph, a knowledge graph of China's green industrial policy, ${fullIri(id)}`,
  ].join("\n");
}

// The whole IRI of a name: as it stands in SPARQL results and in the files of the graph.
function fullIri(id) {
  const [prefix, ...rest] = id.split(":");
  if (/^https?:/.test(id)) return id;
  return Object.hasOwn(more.prefixes, prefix) ? more.prefixes[prefix] + rest.join(":") : more.base + id;
}

// Copies it and says so on the button; where the browser does not let it, shows it to be copied by hand.
async function copyCitation(button, statement, id) {
  const words = citation(statement, id);
  try {
    await navigator.clipboard.writeText(words);
    button.textContent = "Copied";
  } catch {
    const field = make("textarea", { readonly: true, rows: 6, "aria-label": "Citation" });
    field.value = words;
    button.after(field);
    field.select();
  }
}
