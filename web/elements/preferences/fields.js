// The rows that preferences are made of: a label with a hint, and what sets it.
import { element } from "../dom.js";
import { icon } from "../icons.js";

/**
 * A titled group.
 * @param {string} title
 * @param {...(Node | null)} rows
 */
export function group(title, ...rows) {
  return element("fieldset", { part: "group" }, element("legend", { textContent: title }), ...rows);
}

/**
 * A switch with its label and hint.
 * @param {object} options
 * @param {string} options.name
 * @param {string} options.label
 * @param {string} options.hint
 * @param {import("../icons.js").IconName} [options.drawing]
 * @param {(isOn: boolean) => void} options.onchange
 */
export function switchRow({ name, label, hint, drawing, onchange }) {
  const input = element("input", {
    type: "checkbox", role: "switch", className: "switch", part: "switch", id: name, name, "aria-describedby": `${name}-hint`,
    onchange: () => onchange(input.checked),
  });
  const row = element("div", { className: "row" },
    drawing ? element("span", { className: "mark" }, icon(drawing)) : null,
    element("div", { className: "words" },
      element("label", { for: name, textContent: label }),
      element("p", { className: "faint", id: `${name}-hint`, textContent: hint })),
    input);
  return { row, input };
}
