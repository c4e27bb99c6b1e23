/**
 * @typedef {import("./notification-client.js").Notification} Notification
 * @typedef {import("./notification-client.js").Filter} Filter
 * @typedef {import("./actions.js").Action} Action
 */

/** @param {Notification} one @param {Notification} other */
const newestFirst = (one, other) => (one.id < other.id ? 1 : -1);

/** @type {WeakMap<Notification, Notification>} */
const flipped = new WeakMap();

/**
 * The same one, read or unread; always the same object, so that only what changes is drawn anew.
 *
 * @param {Notification} item
 * @param {boolean} isRead
 */
function withRead(item, isRead) {
  if (item.isRead === isRead) return item;
  const other = flipped.get(item) ?? Object.freeze({ ...item, isRead });
  flipped.set(item, other).set(other, item);
  return other;
}

/** What is known of an inbox: pages of the API, then frames and actions, in the order in which they were heard of. */
export class Inbox {
  unreadCount = 0;
  /** @type {string | null} */ cursor = null;
  /** The newest that was ever seen: "read all" means no later one. */
  newestId = "";
  /** @type {Map<string, Notification>} */ #items = new Map();
  // Frames may overtake each other: a late "notification" brings back no deleted one, and is unread no more.
  /** @type {Set<string>} */ #deleted = new Set();
  /** @type {Set<string>} */ #readBefore = new Set();

  /** @param {string} id */
  get(id) {
    return this.#items.get(id);
  }

  /** @param {Filter} filter */
  visible({ unreadOnly, category }) {
    const passes = (/** @type {Notification} */ item) =>
      (!category || item.category === category) && !(unreadOnly && item.isRead);
    return [...this.#items.values()].filter(passes).sort(newestFirst);
  }

  /** What it looks like after these actions. @param {readonly Action[]} actions */
  after(actions) {
    if (!actions.length) return this;
    const then = new Inbox();
    then.unreadCount = this.unreadCount;
    then.#items = new Map(this.#items);
    for (const action of actions) then.perform(action);
    return then;
  }

  /** Whether the server would have told of this one, if it were there still. @param {string} id */
  covers(id) {
    return !this.cursor || [...this.#items.keys()].some((other) => other < id);
  }

  /** Takes the server's word for everything. @param {Notification[]} notifications @param {number} count */
  replace(notifications, count) {
    this.#items.clear();
    this.#deleted.clear();
    this.#readBefore.clear();
    this.append(notifications);
    this.unreadCount = count;
  }

  /** @param {Notification[]} notifications */
  append(notifications) {
    for (const notification of notifications) this.put(notification);
  }

  /** @param {Notification} notification */
  put(notification) {
    const { id } = notification;
    if (this.#deleted.has(id)) return;
    this.#items.set(id, Object.freeze(notification));
    if (id > this.newestId) this.newestId = id;
  }

  /** What the server says of one that is here. @param {Notification} notification */
  refresh(notification) {
    if (!this.#items.has(notification.id)) return;
    this.#mark(notification.id, notification.isRead);
    this.put(notification);
  }

  /** @param {Action} action */
  perform({ kind, id, upTo }) {
    if (kind === "remove") this.#remove(id);
    else if (kind === "readAll") this.#markAll(upTo);
    else this.#mark(id, kind === "read");
  }

  /** Takes in one frame; answers whether only the server knows what is right now. @param {any} frame */
  apply({ event, data = {}, unreadCount }) {
    const isStale = this.#applyToItems(event, data, unreadCount);
    if (Number.isInteger(unreadCount)) this.unreadCount = unreadCount;
    return isStale;
  }

  /** @param {string} event @param {any} data @param {number} unreadCount @returns {boolean} */
  #applyToItems(event, { id, all, ids = [], ...data }, unreadCount) {
    switch (event) {
      case "notification":
        if (!this.#items.has(id)) this.put({ ...data, id, isRead: this.#readBefore.has(id) });
        return false;
      case "read":
        for (const each of ids) this.#mark(each, true);
        if (all) this.#markAll();
        return all && unreadCount > 0; // some came after the others were read
      case "unread":
        for (const each of ids) this.#mark(each, false);
        return ids.some((/** @type {string} */ each) => !this.#items.has(each));
      case "deleted":
        this.#remove(id);
        return false;
      case "unread-count":
        return unreadCount !== this.unreadCount || unreadCount < this.#unread().length;
      default:
        return false;
    }
  }

  /** @param {string} id @param {boolean} isRead */
  #mark(id, isRead) {
    const item = this.#items.get(id);
    if (item === undefined) {
      if (isRead) this.#readBefore.add(id);
      else this.#readBefore.delete(id);
    } else if (item.isRead !== isRead) {
      this.#items.set(id, withRead(item, isRead));
      this.#count(isRead ? -1 : 1);
    }
  }

  /** @param {string} [upTo] */
  #markAll(upTo) {
    for (const [id, item] of this.#items) {
      if (upTo === undefined || id <= upTo) this.#items.set(id, withRead(item, true));
    }
    this.unreadCount = this.#unread().length;
  }

  /** @param {string} id */
  #remove(id) {
    if (this.#items.get(id)?.isRead === false) this.#count(-1);
    this.#items.delete(id);
    this.#deleted.add(id);
  }

  #unread() {
    return [...this.#items.values()].filter((item) => !item.isRead);
  }

  /** @param {number} change */
  #count(change) {
    this.unreadCount = Math.max(0, this.unreadCount + change);
  }
}
