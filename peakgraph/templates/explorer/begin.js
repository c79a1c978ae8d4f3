// The beginning: the drawing first, then the rest of the data, then what the address says.

const VIEWS = { network: () => {}, list: filterList, figures: showFigures, documents: showDocuments, sparql: showSparql };
const currentView = () => (Object.hasOwn(VIEWS, state.view ?? "") ? state.view : "network");

function showView() {
  const current = currentView();
  document.body.dataset.view = current;
  for (const view of Object.keys(VIEWS)) byId(`view-${view}`).hidden = view !== current;
  for (const one of document.querySelectorAll(".views a")) {
    if (one.dataset.view === current) one.setAttribute("aria-current", "page");
    else one.removeAttribute("aria-current");
  }
  VIEWS[current]();
}

const SELECTION = ["node", "from", "by", "to", "passage", "path", "depth", "open"];
const selectionChanged = (before) => SELECTION.some((key) => state[key] !== before[key]);

// Brings what is chosen into sight.
function lookAt() {
  if (!near.size || currentView() !== "network") return;
  if (narrow.matches) panel.scrollIntoView();
  network.fit({ nodes: [...near].filter((id) => seenNodes.has(id)), maxZoomLevel: 1.1, animation: animation() });
}

function begin() {
  for (const one of document.querySelectorAll(".views a")) {
    one.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      go({ view: one.dataset.view === "network" ? null : one.dataset.view });
    });
  }
  followers.push(showFilters, showView, draw, (_, before) => {
    if (!selectionChanged(before)) {
      if (state.origins !== before.origins) showPanel(); // a path leads along what is shown
      return;
    }
    const inside = panel.contains(document.activeElement) || document.activeElement === document.body && before.node;
    showPanel();
    if (inside) panel.focus(); // what was pressed has gone
    lookAt();
  });
  addEventListener("hashchange", follow);
  fillFilters();
  for (const one of [beginDrawing, beginList, beginSearch, beginExports]) one();
  showPanel();
  followed = null; // what was followed before these followers were there
  follow();
  document.documentElement.dataset.ready = "";
}

draw();
network.fit();
requestAnimationFrame(() => setTimeout(async () => {
  await load();
  begin();
}));
