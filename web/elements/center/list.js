// The list itself: an item per notification, kept while it stays, so that focus, scroll and a thousand others stay too.
//
// A plain list, not a feed: every control is in the order of Tab, and the arrow keys, Home and End are short cuts from title
// to title. Screen readers know lists; few of them know what to do with a feed, and its keys are nobody's habit.
import { element, focusedIn } from "../dom.js";
import { Item } from "./item.js";

/** @typedef {import("./item.js").Notification} Notification */
/** @typedef {import("./item.js").Context} Context */

export class List {
  #context;
  /** @type {Map<string, Item>} */
  #items = new Map();
  #isFirst = true;
  #fallback;

  /** @param {Context} context @param {() => void} fallback gives the focus a place when the last item went */
  constructor(context, fallback) {
    this.#context = context;
    this.#fallback = fallback;
    this.node = element("ul", { part: "list", role: "list", onkeydown: (/** @type {KeyboardEvent} */ event) => this.#walk(event) });
  }

  /** @param {readonly Notification[]} notifications */
  show(notifications) {
    const shown = new Set(notifications.map(({ id }) => id));
    for (const [id, item] of this.#items) {
      if (shown.has(id)) continue;
      this.#handOn(item.node);
      item.node.remove();
      this.#items.delete(id);
    }
    let next = this.node.firstElementChild;
    for (const notification of notifications) {
      const item = this.#items.get(notification.id);
      item?.update(notification);
      const { node } = item ?? this.#add(notification);
      if (node === next) next = next.nextElementSibling;
      else this.node.insertBefore(node, next);
    }
    this.#isFirst = this.#isFirst && notifications.length === 0;
  }

  /** @param {string} id */
  focus(id) {
    this.#items.get(id)?.focus();
  }

  /** The one at this place, else the last. @param {number} at */
  focusAt(at) {
    const node = /** @type {HTMLElement | null} */ (this.node.children[at] ?? this.node.lastElementChild);
    if (node) this.focus(node.dataset.id ?? "");
    else this.#fallback();
  }

  /** @param {Notification} notification */
  #add(notification) {
    const item = new Item(notification, this.#context);
    if (!this.#isFirst) item.node.classList.add("arrived");
    this.#items.set(notification.id, item);
    return item;
  }

  /** Who deletes one by keyboard goes on with its neighbour instead of starting over at the top of the page. @param {HTMLElement} node */
  #handOn(node) {
    const focused = focusedIn(node);
    if (focused === null) return;
    const neighbour = node.nextElementSibling ?? node.previousElementSibling;
    const role = focused.classList.contains("icon-button") ? ".actions > :last-child" : ".title";
    const heir = /** @type {HTMLElement | null | undefined} */ (neighbour?.querySelector(role));
    if (heir) heir.focus();
    else this.#fallback();
  }

  /** @param {KeyboardEvent} event */
  #walk(event) {
    const current = focusedIn(this.node)?.closest("li");
    if (!current || event.ctrlKey || event.metaKey || event.altKey) return;
    const wanted = {
      ArrowDown: current.nextElementSibling,
      ArrowUp: current.previousElementSibling,
      Home: this.node.firstElementChild,
      End: this.node.lastElementChild,
    }[event.key];
    if (wanted) {
      event.preventDefault();
      this.#items.get(/** @type {HTMLElement} */ (wanted).dataset.id ?? "")?.focus();
    } else if (event.key === "Delete") {
      event.preventDefault();
      this.#items.get(current.dataset.id ?? "")?.remove();
    }
  }
}
