// Every category against every channel: whether it is wanted at all, and where.
import { element } from "../dom.js";
import { categoryIcon, icon } from "../icons.js";
import { CHANNELS } from "./channels.js";
import { group } from "./fields.js";

/** @typedef {import("../../client/notification-client.js").Preferences} Preferences */
/** @typedef {import("../../client/notification-client.js").Category} Category */
/**
 * @typedef {"transactionAlerts" | "securityAlerts" | "systemAlerts" | "rewardAlerts" | "adminAlerts" | "promotionalEmails"} CategoryField
 */

/** @type {readonly [Category, CategoryField][]} */
const CATEGORIES = [
  ["transaction", "transactionAlerts"],
  ["security", "securityAlerts"],
  ["system", "systemAlerts"],
  ["reward", "rewardAlerts"],
  ["admin", "adminAlerts"],
  ["promotional", "promotionalEmails"],
];

export class Matrix {
  /** @type {((preferences: Preferences) => void)[]} */
  #cells = [];

  /** @param {import("../language.js").Language} language @param {import("./view.js").Save} save */
  constructor(language, save) {
    const heads = CHANNELS.map(([name, , text]) => element("th", { scope: "col", title: language.say(text) },
      icon(name), element("span", { className: "visually-hidden", textContent: language.say(text) })));
    const rows = CATEGORIES.map(([category, field]) => element("tr", {},
      element("th", { scope: "row" }, element("span", { className: "category" }, categoryIcon(category), language.say(category))),
      this.#switchCell(language, save, category, field),
      ...CHANNELS.map((channel) => this.#channelCell(language, save, category, field, channel))));
    this.node = group(language.say("categories"),
      element("p", { className: "faint", textContent: language.say("categoriesHint") }),
      element("table", {},
        element("thead", {}, element("tr", {},
          element("td"), element("th", { scope: "col", className: "faint", textContent: language.say("anyChannel") }), ...heads)),
        element("tbody", {}, ...rows)));
  }

  /** @param {Preferences} preferences */
  show(preferences) {
    for (const cell of this.#cells) cell(preferences);
  }

  /**
   * @param {import("../language.js").Language} language
   * @param {import("./view.js").Save} save
   * @param {Category} category
   * @param {CategoryField} field
   */
  #switchCell(language, save, category, field) {
    const input = element("input", {
      type: "checkbox", role: "switch", className: "switch", part: "switch", name: field,
      "aria-label": language.say(category), onchange: () => save({ [field]: input.checked }),
    });
    this.#cells.push((preferences) => {
      input.checked = preferences[field];
    });
    return element("td", {}, input);
  }

  /**
   * Its choice is kept while the category or the channel is off as a whole, but it decides nothing then.
   * @param {import("../language.js").Language} language
   * @param {import("./view.js").Save} save
   * @param {Category} category
   * @param {CategoryField} field
   * @param {typeof CHANNELS[number]} channel
   */
  #channelCell(language, save, category, field, [name, channelField, text]) {
    const input = element("input", {
      type: "checkbox", className: "choice", name: `${category}/${name}`, "aria-label": `${language.say(category)}: ${language.say(text)}`,
      onchange: () => save({ categoryChannels: { [category]: { [name]: input.checked } } }),
    });
    this.#cells.push((preferences) => {
      input.checked = preferences.categoryChannels?.[category]?.[name] ?? true; // a choice that nobody made is on
      input.disabled = !preferences[field] || !preferences[channelField];
    });
    return element("td", {}, input);
  }
}
