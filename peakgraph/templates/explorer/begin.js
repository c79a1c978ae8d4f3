// The beginning: the drawing first, then the rest of the data, then what the address says.

const VIEWS = { network: draw, list: filterList, figures: showFigures, documents: showDocuments, sparql: showSparql };
const currentView = () => (Object.hasOwn(VIEWS, state.view ?? "") ? state.view : "network");

function showView() {
  const current = currentView();
  document.body.dataset.view = current;
  for (const name of Object.keys(VIEWS)) byId(`view-${name}`).hidden = name !== current;
  for (const one of document.querySelectorAll(".views a")) {
    if (one.dataset.view === current) one.setAttribute("aria-current", "page");
    else one.removeAttribute("aria-current");
  }
  VIEWS[current]();
}

const SELECTION = ["node", "from", "by", "to", "passage", "path", "depth", "open"];
const selection = () => JSON.stringify(SELECTION.map((key) => state[key]));
let seen = null; // the selection that the drawing last brought into sight
let lookLater = false; // after a click in the drawing, so that a second one meets the same node
let looking;

// Brings what is chosen into sight: its neighbourhood in the drawing, its panel where that is below.
function lookAt() {
  clearTimeout(looking);
  if (narrow.matches && selection() !== JSON.stringify(SELECTION.map(() => undefined))) panel.scrollIntoView();
  if (currentView() !== "network" || seen === selection()) return;
  seen = selection();
  const fit = () => network.fit({ nodes: [...near].filter((id) => seenNodes.has(id)), maxZoomLevel: 1.1, animation: animation() });
  if (near.size) looking = setTimeout(fit, lookLater ? 400 : 0);
}

function beginViews() {
  byId("up").addEventListener("click", () => (document.querySelector(".document .chosen") ?? byId(`view-${currentView()}`)).scrollIntoView({ block: "center" }));
  for (const one of document.querySelectorAll(".views a")) {
    one.addEventListener("click", (event) => {
      if (!isPlain(event)) return;
      event.preventDefault();
      go({ view: one.dataset.view === "network" ? null : one.dataset.view });
    });
  }
}

function followState(before) {
  const pressed = document.activeElement;
  const inside = panel.contains(pressed); // what was pressed there goes
  const changed = SELECTION.some((key) => state[key] !== before[key]);
  showFilters();
  showView();
  showCounts();
  if (changed) showPanel();
  else if (state.origins !== before.origins) keepingPlace(showPanel);
  keepFocus(pressed, inside, state.view !== before.view);
  if (changed || state.view !== before.view) lookAt();
}

// What had the focus may be gone: then its like in the panel has it, the sentence that a link led to, or the panel.
function keepFocus(pressed, inside, moved) {
  const sentence = moved && currentView() === "documents" ? document.querySelector(".document .chosen") : null;
  const lost = document.activeElement === document.body || !pressed.checkVisibility();
  if (sentence && (inside || lost)) sentence.focus({ preventScroll: true });
  else if (inside && !pressed.isConnected) ([...panel.querySelectorAll("button")].find((one) => one.textContent === pressed.textContent) ?? panel).focus();
  else if (lost && pressed !== document.body) panel.focus();
}

function begin() {
  fillFilters();
  for (const one of [beginViews, beginDrawing, beginList, beginSearch, beginExports]) one();
  followers.push((_, before) => followState(before));
  addEventListener("hashchange", follow);
  showPanel();
  followed = null; // what was followed before this follower was there
  follow();
  lookAt();
  document.documentElement.dataset.ready = "";
}

draw();
network.fit();
requestAnimationFrame(() => setTimeout(async () => {
  try {
    await load();
  } catch (error) {
    byId("shown").textContent = "The data of this page cannot be read: the file is not whole. Build it again, or fetch it again.";
    throw error;
  }
  begin();
}));
