// A figure's own values, or a list's size, as one would say them: "at least 600,000,000,000 yuan, 2025".

const isFigure = (id) => kindOf(id) === "target" || kindOf(id) === "observation";
const property = (id, part) => words(values(id, `pg:${part}`)[0] ?? ["", "", ""]);
const numberOf = (id, part) => (property(id, part) ? number(property(id, part)) : "");
const namesOf = (id, part) => values(id, `pg:${part}`).map(words).map(unmarked).sort().join(", ");

function inWords(id) {
  if (kindOf(id) === "list") return sizeInWords(id);
  if (!isFigure(id) || !property(id, "asStated")) return "";
  return [amountInWords(id), periodInWords(id)].filter(Boolean).join(", ");
}

function sizeInWords(id) {
  const size = property(id, "statedSize") ? `${property(id, "sizeBound")} ${numberOf(id, "statedSize")} stated`.trim().replace(/^exactly /, "") : "size not stated";
  return `${size}, ${values(id, "pg:names").length || "none"} named`;
}

// "decrease by at least 17 percent against 2020, binding"; where there is no number, the words themselves.
function amountInWords(id) {
  const value = [numberOf(id, "value"), numberOf(id, "upperValue")].filter(Boolean).join(" to ");
  const baseline = property(id, "baselineYear") && ` against ${property(id, "baselineYear")}`;
  const rest = [thresholdInWords(id), property(id, "commitment")].filter(Boolean).map((part) => `, ${part}`).join("");
  if (!value) return `“${property(id, "asStated")}”${baseline}${rest}`;
  const times = values(id, "pg:change")[0] === "change/times";
  const [change, per] = (times || property(id, "change") === "level" ? "" : property(id, "change")).split(", "); // "increase by, a year"
  const amount = `${quantity(value, property(id, "unit"))}${times && property(id, "unit") !== "times" ? " times" : ""}`;
  return [change, boundInWords(id, "bound"), amount, per].filter(Boolean).join(" ") + baseline + rest;
}

const boundInWords = (id, part) => property(id, part).replace(/^exactly$/, "");

// What the counted things have: "3, each with at least 30,000,000,000 yuan".
const thresholdInWords = (id) => (property(id, "thresholdValue")
  ? `each with ${[boundInWords(id, "thresholdBound"), quantity(numberOf(id, "thresholdValue"), property(id, "thresholdUnit"))].filter(Boolean).join(" ")}` : "");

// A number with its unit, in the plural where it has one.
function quantity(value, unit) {
  if (!unit || unit === "number") return value;
  return `${value} ${value === "1" || /^(yuan|percent|mu)\b|s$/.test(unit) ? unit : unit.replace(/^(\S+ )?(\S+?)( .*)?$/, (_, before = "", noun, after = "") => `${before}${noun}s${after}`)}`;
}

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

// The year, the years of a period, or its months: "2025", "2021–2025", "January–June 2022".
function periodInWords(id) {
  if (property(id, "year")) return property(id, "year");
  const [start, stop] = [property(id, "periodStart"), property(id, "periodEnd")];
  if (!start && !stop) return property(id, "periodAsStated");
  if (!start || !stop) return start ? `from ${start}` : `until ${stop}`;
  const [first, last] = [start, stop].map((date) => date.slice(0, 4));
  if (start.endsWith("-01-01") && stop.endsWith("-12-31")) return first === last ? first : `${first}–${last}`;
  const [one, other] = [start, stop].map((date) => MONTHS[Number(date.slice(5, 7)) - 1]);
  return first === last ? `${one === other ? one : `${one}–${other}`} ${first}` : `${one} ${first}–${other} ${last}`;
}
