// Search over all names: English, Chinese, as printed, aliases, and over whole codes in open data; case, accents and punctuation folded; plurals too.

const LONGEST_LIST = 60;
const fold = (typed) => typed.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
// "emissions" finds "emission", "industries" finds "industry": an English word without the ending of its plural.
const stem = (word) => (/[a-z]{4}/.test(word) ? word.replace(/ies$/, "y").replace(/(ss|sh|ch|x|z)es$/, "$1").replace(/([^s])s$/, "$1") : word);
const stems = (folded) => folded.split(" ").map(stem).join(" ");
let searchable = null; // made when it is first needed

function index() {
  searchable ??= things().map((id) => {
    const names = [name(id), chinese(id) ?? "", ...values(id, "skos:altLabel").map(words), ...values(id, "pg:namedAs").map(words)];
    const folded = [...new Set(names.map(fold))].filter(Boolean);
    return { id, folded, stems: folded.map(stems), initials: name(id).match(/\b\p{Lu}/gu)?.join("").toLowerCase(), codes: codesOf(id).map(fold), weight: linksOf.get(id)?.length ?? 0 };
  });
  return searchable;
}

// Names that begin with the words come first, then names that hold them as typed, then in another order. MIIT finds
// the ministry by its initials.
function find(typed) {
  const wanted = fold(typed);
  if (!wanted) return [];
  const stemmed = stems(wanted);
  const parts = stemmed.split(" ");
  const inside = wanted.length > 3 || /[^a-z0-9]/.test(wanted); // "EV" is not in "seven"
  const rank = (one) => (one === wanted ? 0 : one.startsWith(wanted) ? 1 : one.includes(` ${wanted}`) ? 2 : inside && one.includes(wanted) ? 3 : 9);
  const loose = (one) => (` ${one}`.includes(` ${stemmed}`) ? 4 : parts.every((part) => ` ${one}`.includes(inside ? part : ` ${part}`)) ? 5 : 9);
  return index()
    .map((item) => ({ ...item, rank: item.codes.includes(wanted) ? 0 : item.initials === wanted ? 1 : Math.min(...item.folded.map(rank), ...item.stems.map(loose)) }))
    .filter((item) => item.rank < 9)
    .sort((a, b) => a.rank - b.rank || b.weight - a.weight || a.folded[0].length - b.folded[0].length)
    .map(({ id }) => id);
}

const kindLabel = (kind) => document.querySelector(`.legend [value="${CSS.escape(kind)}"]`).parentElement.childNodes[2].textContent.trim();

// A field that finds things: results by kind under it, counts in a live region, Enter takes the first, arrows move.
function searchBox(input, status, results, chosen) {
  const row = (id) => make("li", {}, make("button", { type: "button", click: () => chosen(id) }, mark(kindOf(id)), text(name(id)), " ", inChinese(id), make("span", { class: "hint" }, ` ${typeOf(id)}`)));
  const show = () => {
    const found = find(input.value);
    const groups = [...groupBy(found, kindOf)];
    const counts = groups.map(([kind, ids]) => `${kindLabel(kind)} ${ids.length}`).join(", ");
    status.textContent = !input.value.trim() ? "" : `${found.length} found${groups.length ? `: ${counts}` : ""}${found.length > LONGEST_LIST ? `; the first ${LONGEST_LIST} shown` : ""}`;
    const shown = [...groupBy(found.slice(0, LONGEST_LIST), kindOf)];
    results.replaceChildren(...shown.flatMap(([kind, ids]) => [make("p", { class: "group" }, kindLabel(kind)), make("ul", { "aria-label": kindLabel(kind) }, ...ids.map(row))]));
    return found;
  };
  input.addEventListener("input", show);
  input.parentElement.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // Enter ends a word in Chinese
    const buttons = [...results.querySelectorAll("button")];
    const here = buttons.indexOf(document.activeElement);
    if (event.key === "Enter" && event.target === input) { const [first] = show(); if (first) chosen(first); }
    else if (event.key === "Escape") { input.value = ""; show(); input.focus(); }
    else if (event.key === "ArrowDown") buttons[Math.min(here + 1, buttons.length - 1)]?.focus();
    else if (event.key === "ArrowUp") (buttons[here - 1] ?? input).focus();
    else return;
    event.preventDefault();
  });
  return show;
}

function beginSearch() {
  const input = byId("search");
  const show = searchBox(input, byId("found"), byId("results"), (id) => {
    input.value = "";
    show();
    goToPanel();
    choose({ node: id });
  });
  if (input.value) show(); // typed before the names were there
}

// A single key can be pressed by mistake, or by speech: it can be switched off.
addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || !byId("slash").checked || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  byId("search").focus();
});
