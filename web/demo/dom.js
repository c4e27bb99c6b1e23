// Everything that comes from a notification reaches the page through these helpers: as a text node, never as HTML.

const SVG = "http://www.w3.org/2000/svg";

/** Makes an element; `options` are attributes, `on…` listeners or DOM properties named in `PROPERTIES`. */
const PROPERTIES = new Set(["checked", "disabled", "hidden", "value", "className", "textContent", "title"]);

export function element(tag, options = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || value === null) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (PROPERTIES.has(name)) node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** Text of unknown direction: the isolate keeps a right-to-left override from reordering its neighbours. */
export function isolated(text) {
  return element("bdi", { textContent: String(text ?? "") });
}

/** Makes a node of a drawing. */
export function svg(tag, attributes, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children.filter((child) => child !== null));
  return node;
}

/** An icon of the sprite in index.html; it only decorates, the words beside it or the label say what it means. */
export function icon(name) {
  return svg("svg", { class: "icon", "aria-hidden": "true" }, svg("use", { href: `#icon-${name}` }));
}

const RELATIVE = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" });
const EXACT = new Intl.DateTimeFormat("en-GB", {
  day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3,
});
const UNITS = [["day", 86_400], ["hour", 3_600], ["minute", 60]];

function relative(date) {
  const seconds = (date.getTime() - Date.now()) / 1000;
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length) return RELATIVE.format(Math.trunc(seconds / length), unit);
  }
  return "just now";
}

/** A `<time>` that says how long ago; the exact time is its title. */
export function ago(iso) {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return element("time", { textContent: "" });
  return element("time", { datetime: iso, title: EXACT.format(date), textContent: relative(date) });
}

/** A `<time>` that says how much later than `start` something was; the exact time is its title. */
export function since(iso, start) {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return element("time", { textContent: "" });
  const seconds = (date - new Date(start)) / 1000;
  const [unit, length] = UNITS.find(([, size]) => seconds >= size) ?? ["s", 1];
  const number = unit === "s" ? seconds.toFixed(seconds < 10 ? 1 : 0) : (seconds / length).toFixed(1);
  const plural = unit === "s" || number === "1.0" ? unit : `${unit}s`;
  return element("time", { datetime: iso, "data-exact": "", title: EXACT.format(date), textContent: `${number} ${plural} later` });
}

/** Keeps every "3 min. ago" of the page true. */
export function keepTimesFresh() {
  setInterval(() => {
    for (const time of document.querySelectorAll("time[datetime]:not([data-exact])")) {
      const date = new Date(time.dateTime);
      if (!Number.isNaN(date.getTime())) time.textContent = relative(date);
    }
  }, 20_000);
}
