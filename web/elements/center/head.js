// The head of the list: its name, what can be done with all of it, and the way to the preferences and back.
import { element } from "../dom.js";
import { icon } from "../icons.js";

export class Head {
  #language;
  #heading = element("h2", { id: "heading", part: "heading", tabindex: "-1" });
  #markAll;
  #settings;
  #back;
  #hasUnread = false;
  #turn;

  /**
   * @param {import("../base.js").Stage} stage
   * @param {{ markAll: () => void, turn: (isTurned: boolean) => void }} actions
   */
  constructor({ host, language }, { markAll, turn }) {
    this.#language = language;
    this.#turn = turn;
    this.#markAll = this.#button("mark-all", "checks", "markAllRead", () => this.#hasUnread && markAll());
    this.#settings = this.#button("settings", "sliders", "preferences", () => this.#show(true));
    this.#back = this.#button("back", "back", "back", () => this.#show(false));
    const close = this.#button("close", "close", "close", () => host.dispatchEvent(new CustomEvent("close-request")));
    close.hidden = !host.hasAttribute("closable");
    this.#back.hidden = true;
    this.#heading.textContent = language.say("title");
    this.node = element("header", { part: "header" }, this.#back, this.#heading, this.#markAll, this.#settings, close);
  }

  /** A button that can do nothing just now stays where the focus can be. @param {number} unreadCount */
  show(unreadCount) {
    this.#hasUnread = unreadCount > 0;
    this.#markAll.setAttribute("aria-disabled", String(!this.#hasUnread));
  }

  focus() {
    this.#heading.focus();
  }

  /** @param {boolean} isTurned */
  #show(isTurned) {
    this.#turn(isTurned);
    this.#heading.textContent = this.#language.say(isTurned ? "preferences" : "title");
    this.#back.hidden = !isTurned;
    this.#markAll.hidden = isTurned;
    this.#settings.hidden = isTurned;
    (isTurned ? this.#back : this.#settings).focus();
  }

  /**
   * @param {string} part
   * @param {import("../icons.js").IconName} drawing
   * @param {keyof import("../language.js").Texts} name
   * @param {() => void} onclick
   */
  #button(part, drawing, name, onclick) {
    const label = this.#language.say(name);
    return element("button", { type: "button", className: `icon-button ${part}`, part, "aria-label": label, title: label, onclick }, icon(drawing));
  }
}
