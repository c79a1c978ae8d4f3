// The evidence of a statement: its sentences word for word, where they stand, who says them, and what is wrong with
// their translation; of what is inferred, the statements that it follows from.

const mark = (kind) => document.querySelector(`.legend [value="${CSS.escape(kind)}"] + .mark`)?.cloneNode(true);
// A figure's or a list's Chinese name is put together by the build.
const isBackTranslated = (id) => isFigure(id) || kindOf(id) === "list" || values(id, "pg:chineseNameBasis").includes("basis/back-translation");
const inChinese = (id) => (chinese(id) ? make("span", { class: "chinese" }, isBackTranslated(id) ? "≈ " : "", text(chinese(id), "zh")) : null);
const thing = (id) => link({ node: id }, { class: "thing" }, mark(kindOf(id)), text(name(id)), inChinese(id) && " ", inChinese(id));
const placeIn = (id) => `characters ${passages.get(id).start}–${passages.get(id).end}`;

// The other end of a statement: a link where it is a thing or a passage, words otherwise.
function end(value) {
  if (typeof value !== "string") return text(value[2] === "xsd:decimal" ? number(value[0]) : value[0], value[1]);
  if (isThing(value)) return thing(value);
  if (passages.has(value)) return inDocument(value, text(`“${passages.get(value).exact.slice(0, 60)}…”`));
  return text(name(value));
}

const inDocument = (id, words) => link({ view: "documents", document: passages.get(id).document, passage: id }, { class: "place" }, words);

// A passage as evidence of statements, or by itself.
function quote(id, made = []) {
  const { document: source, exact } = passages.get(id);
  const caption = make("figcaption", {}, text(name(source)), ", ", inDocument(id, placeIn(id)));
  if (made.length) caption.append(" ", make("button", { type: "button", class: "quiet", click: (event) => copyCitation(event.target, made, id) }, "Copy citation"));
  for (const speaker of values(id, "pg:spokenBy")) caption.append(make("div", {}, "Said by ", end(speaker)));
  const figure = make("figure", {}, make("blockquote", { dir: "auto" }, exact), caption, ...repairs(id), ...notes(id));
  for (const context of values(id, "pg:readWith").filter((one) => passages.has(one))) {
    figure.append(make("div", { class: "with" }, "Read with ", inDocument(context, placeIn(context)), make("blockquote", { dir: "auto" }, passages.get(context).exact), ...repairs(context)));
  }
  return figure;
}

const notes = (id) => values(id, "pg:note").map((note) => make("p", { class: "note" }, "Our note: ", end(note)));

// What a passage's translation gets wrong: as printed, as read, why, how surely.
function repairs(id) {
  return (to.get(id) ?? []).filter(({ predicate }) => predicate === "pg:repairs").map(({ subject: repair }) => {
    const [printed, meant, why, confidence] = ["asPrinted", "readAs", "rationale", "confidence"].map((part) => values(repair, `pg:${part}`).map(words).join("; "));
    return make("p", { class: "repair" }, make("b", {}, "Printed"), " “", text(printed), "”, ", make("b", {}, "read as"), " “", text(meant), "”. ", text(why), ` Confidence: ${confidence}.`);
  });
}

// What stands below statements that the same sentences make: quotes, the beginning of the first one in sight; or where it comes from.
function evidence(made, open = false) {
  const [statement] = made;
  const source = origin(statement);
  if (source === "inferred") return inference(statement, open);
  const quoted = passages.has(statement.subject) ? [statement.subject] : passagesOf(statement); // who speaks, speaks in the passage
  if (!quoted.length) return make("p", { class: "badge" }, "editorial: added by us, stated by no document");
  const ordered = quoted.filter((id) => passages.has(id)).sort(inReadingOrder);
  const count = ordered.length > 1 ? `${ordered.length} sentences: ` : "";
  const summary = make("summary", {}, make("span", { class: "peek" }, count, "“", text(passages.get(ordered[0]).exact), "”"), make("span", { class: "hide" }, "Hide the sentence"));
  const details = make("details", { open }, summary, ...ordered.map((id) => quote(id, made)));
  return source === "proposed" ? make("div", {}, make("p", { class: "badge" }, "proposed: nobody has reviewed it"), details) : details;
}

const inReadingOrder = (a, b) => {
  const [one, two] = [passages.get(a), passages.get(b)];
  return one.document.localeCompare(two.document) || one.start - two.start || two.end - one.end;
};

// Of what is inferred, the statements that it follows from, each with its own evidence.
function inference({ subject, predicate, end: value }, open) {
  const { rules, premises: keys } = more.derivations[`${subject} ${predicate} ${value}`];
  const premises = keys.map((key) => statements.get(key));
  return make("div", {}, make("p", { class: "badge" }, `inferred (${rules.join(", ")}): it follows from`),
    ...premises.map((premise) => make("div", { class: "premise" }, sentence(premise), evidence([premise], open))));
}

const sentence = (statement) => make("p", { class: "sentence" }, end(statement.subject), " ", make("i", {}, text(name(statement.predicate))), " ", end(statement.end));

// The statement that one is about: of a typed end only the words.
const inPlain = ({ subject, predicate, end: value }) => `${name(subject)} – ${name(predicate)} – ${words(value)}`;
