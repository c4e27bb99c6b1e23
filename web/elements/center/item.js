// One notification of the list. Everything in it is a producer's: text, never HTML, and a link only where the web is.
import { element, focusedIn, isolated } from "../dom.js";
import { clickable } from "../follow.js";
import { categoryIcon, icon } from "../icons.js";

/** @typedef {import("../../client/notification-client.js").Notification} Notification */
/** @typedef {import("../language.js").Language} Language */
/**
 * @typedef {object} Context
 * @property {import("../base.js").Stage} stage
 * @property {import("../times.js").Times} times
 * @property {(notification: Notification) => void} toggleRead
 * @property {(notification: Notification) => void} remove
 */

const LONG_CHARACTERS = 110;
const LONG_LINES = 2;
const LOUD = /** @type {const} */ (["high", "urgent"]);
const CONTENT = /** @type {const} */ (["title", "message", "category", "priority", "data", "createdAt"]);
let made = 0;

/** In the words of the language; one that it does not know is shown as it is. @param {Language} language @param {string} category */
export function categoryName(language, category) {
  return language.say(/** @type {any} */ (category)) || category;
}

export class Item {
  #context;
  #notification;
  #id = `carillon-${++made}`;
  #readButton;
  #unreadMark;

  /** @param {Notification} notification @param {Context} context */
  constructor(notification, context) {
    this.#context = context;
    this.#notification = notification;
    this.#readButton = this.#action(() => context.toggleRead(this.#notification));
    this.#unreadMark = element("span", { className: "visually-hidden", textContent: `${context.stage.language.say("isUnread")} ` });
    this.node = element("li", { part: "item", "data-id": notification.id });
    this.#draw();
  }

  /**
   * The client makes a new object for what has changed. Read or not is shown without drawing anew, which would lose the focus.
   * @param {Notification} notification
   */
  update(notification) {
    const before = this.#notification;
    if (notification === before) return;
    this.#notification = notification;
    if (CONTENT.every((name) => notification[name] === before[name])) {
      this.#showRead();
      return;
    }
    const isHeld = focusedIn(this.node) !== null;
    this.#draw();
    if (isHeld) this.focus();
  }

  /** Its title takes the focus. */
  focus() {
    /** @type {HTMLElement | null} */ (this.node.querySelector(".title"))?.focus();
  }

  /** As its button does. */
  remove() {
    this.#context.remove(this.#notification);
  }

  #draw() {
    const { times, stage: { language } } = this.#context;
    const { category, priority, message, createdAt } = this.#notification;
    const loud = LOUD.find((name) => name === priority);
    const time = element("time");
    const text = element("p", { className: "message", part: "item-message", id: `${this.#id}-message` }, isolated(message));
    times.fill(time, createdAt);
    this.node.replaceChildren(
      element("span", { className: `tile ${category}`, part: "item-icon" }, categoryIcon(category)),
      element("div", { className: "body" },
        this.#title(),
        text,
        element("p", { className: "meta", part: "item-meta", id: `${this.#id}-meta` },
          loud ? element("span", { className: `priority ${loud}`, textContent: language.say(loud) }) : null,
          element("span", { className: "where", textContent: categoryName(language, category) }), time, this.#more(text))),
      element("div", { className: "actions" }, this.#readButton,
        this.#action(() => this.remove(), "trash", language.say("remove"))));
    this.#showRead();
  }

  #showRead() {
    const { isRead } = this.#notification;
    this.node.classList.toggle("unread", !isRead);
    this.node.part.toggle("item-unread", !isRead);
    this.#unreadMark.hidden = isRead;
    const label = this.#context.stage.language.say(isRead ? "markUnread" : "markRead");
    this.#readButton.replaceChildren(icon(isRead ? "dot" : "check"));
    this.#readButton.setAttribute("aria-label", label);
    this.#readButton.title = label;
  }

  #title() {
    const options = { className: "title", part: "item-title", "aria-describedby": `${this.#id}-message ${this.#id}-meta` };
    const title = isolated(this.#notification.title, { id: `${this.#id}-title` });
    return clickable(this.#context.stage, () => this.#notification, options, this.#unreadMark, title);
  }

  /** What unfolds a message that two lines are not enough for; null for a short one. @param {HTMLElement} text */
  #more(text) {
    const { language } = this.#context.stage;
    const { message } = this.#notification;
    if (message.length <= LONG_CHARACTERS && message.split("\n").length <= LONG_LINES) return null;
    const more = element("button", {
      type: "button", className: "quiet more", "aria-expanded": "false", "aria-controls": text.id, textContent: language.say("more"),
      onclick: () => {
        const isOpen = text.classList.toggle("whole");
        more.setAttribute("aria-expanded", String(isOpen));
        more.textContent = language.say(isOpen ? "less" : "more");
      },
    });
    return more;
  }

  /**
   * @param {() => void} onclick
   * @param {import("../icons.js").IconName | null} name
   * @param {string | null} label
   */
  #action(onclick, name = null, label = null) {
    return element("button", {
      type: "button", className: "icon-button", part: "item-action", "aria-label": label, title: label,
      "aria-describedby": `${this.#id}-title`, onclick,
    }, name && icon(name));
  }
}
