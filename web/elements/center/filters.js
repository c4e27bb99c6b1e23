// Which notifications are shown: all or the unread, of every category or of one.
import { drawing, element } from "../dom.js";
import { categoryName } from "./item.js";

/** @typedef {import("../../client/notification-client.js").Filter} Filter */

const CATEGORIES = ["transaction", "security", "system", "reward", "admin", "promotional"];
const DOWN = "M5 9l7 7 7-7";

export class Filters {
  #language;
  #all;
  #unread;
  #count = element("span", { className: "count" });
  #category;

  /**
   * @param {import("../language.js").Language} language
   * @param {(changes: Partial<Filter>) => void} change
   */
  constructor(language, change) {
    this.#language = language;
    const choice = (/** @type {boolean} */ unreadOnly) =>
      element("button", { type: "button", "aria-pressed": "false", onclick: () => change({ unreadOnly }) });
    this.#all = choice(false);
    this.#unread = choice(true);
    this.#all.append(language.say("all"));
    this.#unread.append(language.say("unreadOnly"), this.#count);
    this.#category = element("select", { "aria-label": language.say("category") },
      element("option", { value: "", textContent: language.say("everyCategory") }),
      ...CATEGORIES.map((value) => element("option", { value, textContent: categoryName(language, value) })));
    this.#category.addEventListener("change", () => change({ category: /** @type {Filter["category"]} */ (this.#category.value) }));
    this.node = element("div", { className: "filters", part: "filters" },
      element("div", { className: "segmented", role: "group", "aria-label": language.say("show") }, this.#all, this.#unread),
      element("span", { className: "select" }, this.#category, drawing(DOWN)));
  }

  /** @param {Filter} filter @param {number} unreadCount */
  show({ unreadOnly, category }, unreadCount) {
    this.#all.setAttribute("aria-pressed", String(!unreadOnly));
    this.#unread.setAttribute("aria-pressed", String(unreadOnly));
    this.#count.textContent = this.#language.count(unreadCount);
    this.#count.hidden = unreadCount === 0;
    if (this.#category.value !== category) this.#category.value = category;
  }
}
