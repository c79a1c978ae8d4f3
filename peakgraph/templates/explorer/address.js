// What is chosen stands in the address and nowhere else: go() writes it and the page follows it, so that Back and a
// link that somebody sends do the same as a click.

const NAMES = [
  "view", "node", "from", "by", "to", "passage", "depth", "open", "path", "document",
  "kinds", "in", "province", "industry", "since", "until", "origins", "indicator", "sort", "query", "sparql",
];
const NOTHING = { node: null, from: null, by: null, to: null, passage: null, depth: null, path: null };
const followers = []; // each is called with the new state and the one before
let state = read();
let followed = null;

function read() {
  const found = new URLSearchParams(location.hash.slice(1));
  const said = Object.create(null);
  for (const key of NAMES) if (found.get(key)) said[key] = found.get(key);
  return said;
}

function parts(changes) {
  const next = new URLSearchParams();
  for (const [key, value] of Object.entries(changes)) if (value !== null && value !== undefined && value !== "") next.set(key, value);
  return next.toString();
}

// Changes some of what the address says; null takes a part out. What was chosen before is shown again all the same:
// something else may stand in the panel meanwhile.
function go(changes) {
  const before = location.hash;
  location.hash = parts({ ...state, ...changes });
  if (location.hash === before && more) showPanel();
  follow();
}

const isPlain = (event) => !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);

// Chooses one thing, statement or passage in place of what was chosen; what is kept open stays.
const choose = (selection) => go({ ...NOTHING, ...selection });

function follow() {
  if (followed === location.hash) return;
  followed = location.hash;
  const before = state;
  state = read();
  for (const one of followers) one(state, before);
}

// A link within the page: its address can be opened elsewhere, and a plain click keeps the filters.
function link(changes, attributes, ...children) {
  return make("a", {
    href: `#${parts(changes)}`,
    click: (event) => {
      if (!isPlain(event)) return;
      event.preventDefault();
      // From a view the keyboard goes to the panel, which shows what was chosen; Escape brings it back.
      if (!panel.contains(event.currentTarget) && (!changes.view || changes.view === state.view)) goToPanel();
      go(changes.view && Object.keys(changes).length === 1 ? changes : { ...NOTHING, ...changes });
    },
    ...attributes,
  }, ...children);
}
