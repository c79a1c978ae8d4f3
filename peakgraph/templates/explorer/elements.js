// Elements of the page. Whatever comes from the data goes into it by make() and text(), that is as text only, so that
// no name, quote or address can become markup.

const byId = (id) => document.getElementById(id);

// An element with attributes and children; a child that is a string becomes text. An attribute that is a function
// listens to the event it is named after, one that is true stands without a value, one that is false is left out.
function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

// An element of SVG, likewise.
function makeSvg(name, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

// Text from the data: its direction is its own and does not turn what stands beside it.
const text = (string, lang) => make("bdi", lang ? { lang } : {}, string);
// Without marks of direction, for what is put together out of several names: they would turn those beside them.
const unmarked = (string) => string.replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "");
const list = (items) => make("ul", { class: "plain" }, ...items.map((item) => make("li", {}, ...[item].flat())));
const section = (title, children) => (children.length ? [make("h3", {}, title), ...children] : []);
const number = (value) => Number(value).toLocaleString("en", { maximumFractionDigits: 10 });

const MOST_ROWS = 1000; // of a table; what it saves has all

function groupBy(items, keyOf) {
  const groups = new Map();
  for (const item of items) {
    const key = keyOf(item);
    if (groups.has(key)) groups.get(key).push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

// Lets the browser draw and answer between two parts of long work.
const breath = () => new Promise((done) => { setTimeout(done); });

// Saves a file to where the browser puts its downloads.
function save(name, type, content) {
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  make("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

// A table as a spreadsheet opens it: a byte-order mark, commas, quotes where they are needed.
function csv(rows) {
  const cell = (value) => (/[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  return `\ufeff${rows.map((row) => row.map((value) => cell(String(value ?? ""))).join(",")).join("\n")}\n`;
}
