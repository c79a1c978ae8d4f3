// The list: the drawing as text. The names stand in the page itself; a row's links are put under it when it is opened.

const rows = byId("list");
let filteredFor = null; // the filters that the rows stand for

// The rows of a thing's links, each with what it says.
function linkRows(id) {
  const found = (linksOf.get(id) ?? []).filter((one) => shownOrigins().has(one.origin));
  const row = (one) => {
    const outward = one.from === id;
    return make("li", {}, make("a", { class: "row", href: `#${parts({ from: one.from, by: one.by, to: one.to })}`, click: (event) => { event.preventDefault(); goToPanel(); chooseLink(one); } },
      text(linkName(one)), outward ? " → " : " ← ", text(name(other(one, id)))));
  };
  return make("ul", { class: "links" }, ...(found.length ? found.map(row) : [make("li", { class: "hint" }, "no links")]));
}

function toggleRow(row, open = row.getAttribute("aria-expanded") !== "true") {
  row.setAttribute("aria-expanded", String(open));
  row.parentElement.querySelector("ul")?.remove();
  if (open) row.parentElement.append(linkRows(row.dataset.id));
}

// A group gets its handles when it is first opened.
function prepare(group) {
  if (group.dataset.ready !== undefined) return;
  group.dataset.ready = "";
  for (const row of group.querySelectorAll(".row")) {
    if (!row.hasAttribute("aria-expanded")) row.setAttribute("aria-expanded", "false"); // its group's event may come late
    row.before(make("button", { type: "button", class: "twist", tabindex: "-1", "aria-hidden": "true", click: () => toggleRow(row) }, "▸"));
  }
}

function beginList() {
  rows.addEventListener("toggle", ({ target }) => { if (target.open) prepare(target); }, true);
  for (const group of rows.querySelectorAll("details[open]")) prepare(group);
  rows.addEventListener("click", (event) => {
    const row = event.target.closest("a[data-id]");
    if (!row || !isPlain(event)) return;
    event.preventDefault();
    goToPanel();
    choose({ node: row.dataset.id });
  });
  rows.addEventListener("keydown", (event) => {
    const here = event.target.closest("summary, .row");
    if (!here) return;
    const all = [...rows.querySelectorAll("summary, .row")].filter((one) => one.checkVisibility());
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) all[all.indexOf(here) + step]?.focus();
    else if (event.key === "Home") all[0].focus();
    else if (event.key === "End") all.at(-1).focus();
    else if (event.key === "ArrowRight" || event.key === "ArrowLeft") turn(here, event.key === "ArrowRight");
    else return;
    event.preventDefault();
  });
}

// Right opens a group or a thing, Left closes it or goes back to what a row is under.
function turn(row, open) {
  if (row.matches("summary")) row.parentElement.open = open;
  else if (row.dataset.id && (open || row.getAttribute("aria-expanded") === "true")) toggleRow(row, open);
  else if (!open) (row.closest("ul.links")?.parentElement.querySelector(".row") ?? row.closest("details").querySelector("summary")).focus();
}

// Leaves in the list what passes the filters; the kinds are its groups, all of them there.
function filterList() {
  const pass = passed();
  if (filteredFor === passing.key) return; // rows that are made anew lose the focus
  filteredFor = passing.key;
  for (const group of rows.querySelectorAll("details")) {
    let count = 0;
    for (const row of group.querySelectorAll("a[data-id]")) {
      const shown = pass.has(row.dataset.id);
      row.parentElement.hidden = !shown;
      count += shown;
      if (row.getAttribute("aria-expanded") === "true") toggleRow(row, true);
    }
    group.querySelector("summary .count").textContent = number(count);
  }
}
