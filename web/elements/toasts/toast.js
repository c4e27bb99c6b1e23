// One toast: text and a way to follow it, gone by itself when its seconds are over.
import { element, isolated } from "../dom.js";
import { clickable } from "../follow.js";
import { categoryIcon, icon } from "../icons.js";

/** @typedef {import("../../client/notification-client.js").Notification} Notification */

export class Toast {
  #left;
  #timer = 0;
  #since = 0;
  #gone;
  #title;

  /**
   * @param {import("../base.js").Stage} stage
   * @param {Notification} notification
   * @param {number} milliseconds
   * @param {(toast: Toast) => void} gone
   */
  constructor(stage, notification, milliseconds, gone) {
    this.#left = milliseconds;
    this.#gone = gone;
    const { category, priority, title, message } = notification;
    const label = stage.language.say("dismiss");
    this.#title = clickable(stage, () => notification, { className: "title", part: "toast-title" }, isolated(title));
    this.#title.addEventListener("click", () => this.dismiss());
    const dismiss = element("button", {
      type: "button", className: "icon-button", part: "toast-dismiss", "aria-label": label, title: label, onclick: () => this.dismiss(),
    }, icon("close"));
    this.node = element("article", { className: `toast ${category} ${priority}`, part: "toast" },
      element("span", { className: "tile" }, categoryIcon(category)),
      element("div", { className: "body" }, this.#title, element("p", { className: "message", part: "toast-message" }, isolated(message))),
      dismiss);
  }

  focus() {
    this.#title.focus();
  }

  /** Stops its clock. */
  hold() {
    if (this.#timer === 0) return;
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#left -= performance.now() - this.#since;
  }

  /** Lets its clock run on. */
  goOn() {
    if (this.#timer !== 0) return;
    this.#since = performance.now();
    this.#timer = window.setTimeout(() => this.dismiss(), Math.max(this.#left, 1_000));
  }

  dismiss() {
    this.hold();
    this.#gone(this);
  }
}
