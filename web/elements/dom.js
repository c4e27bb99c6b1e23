// Nodes are built by calls and filled with text, never from HTML: whatever a producer writes stays text, and the
// strictest Content-Security-Policy and Trusted Types have nothing to object to.

const SVG = "http://www.w3.org/2000/svg";
/** @type {ReadonlySet<string>} */
const PROPERTIES = new Set(["checked", "disabled", "hidden", "value", "className", "textContent", "popover"]);

/**
 * Makes an element; `options` are attributes, `on…` listeners, or the few DOM properties named above.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, any>} [options] what is null or undefined is left out
 * @param {...(Node | string | null | undefined)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, options = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || value === null) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (PROPERTIES.has(name)) Object.assign(node, { [name]: value });
    else node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/**
 * Text of unknown direction: the isolate keeps a right-to-left override from reordering its neighbours.
 * @param {string} text
 * @param {Record<string, any>} [options]
 */
export function isolated(text, options = {}) {
  return element("bdi", { textContent: text, ...options });
}

/**
 * A line drawing on a grid of 24; it only decorates, the words beside it or the label say what it means.
 * @param {string} path
 */
export function drawing(path) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

/**
 * The element that has the focus inside of a shadow root, or null.
 * @param {Node} node
 */
export function focusedIn(node) {
  const root = node.getRootNode();
  const active = root instanceof ShadowRoot || root instanceof Document ? root.activeElement : null;
  return active !== null && node.contains(active) ? active : null;
}
