// What the list and the bell show, whichever way it arrived: a page of the API, a frame, or an action of this tab.

const newestFirst = (one, other) => (one.id < other.id ? 1 : -1);

export class InboxState {
  filter = { unreadOnly: false, category: "" };
  unreadCount = 0;
  nextCursor = null;
  #items = new Map();
  #deleted = new Set(); // frames may overtake each other: a late "notification" must not bring one back

  get size() {
    return this.#items.size;
  }

  get(id) {
    return this.#items.get(id);
  }

  /** What passes the filter, newest first; the opened one stays in sight although it was just read. */
  visible(openedId) {
    const passes = (item) =>
      (!this.filter.category || item.category === this.filter.category) && (!this.filter.unreadOnly || !item.isRead);
    return [...this.#items.values()].filter((item) => passes(item) || item.id === openedId).sort(newestFirst);
  }

  /** Takes the server's word for everything, also for what this tab believed to be deleted. */
  replace(page) {
    this.#items.clear();
    this.#deleted.clear();
    this.append(page);
  }

  append({ notifications, nextCursor }) {
    for (const notification of notifications) this.put(notification);
    this.nextCursor = nextCursor;
  }

  put(notification) {
    if (!this.#deleted.has(notification.id)) this.#items.set(notification.id, notification);
  }

  /** Marks one as read or unread and counts it, before the server has answered. */
  mark(id, isRead) {
    const item = this.#items.get(id);
    if (item === undefined || item.isRead === isRead) return;
    this.#items.set(id, { ...item, isRead });
    this.unreadCount = Math.max(0, this.unreadCount + (isRead ? -1 : 1));
  }

  markAll() {
    for (const [id, item] of this.#items) this.#items.set(id, { ...item, isRead: true });
    this.unreadCount = 0;
  }

  remove(id) {
    const item = this.#items.get(id);
    if (item && !item.isRead) this.unreadCount = Math.max(0, this.unreadCount - 1);
    this.#items.delete(id);
    this.#deleted.add(id);
  }

  /** Takes one frame in; answers whether the list has to be fetched again to be right. */
  apply({ event, data, unreadCount }) {
    const stale = this.#applyToItems(event, data ?? {}, unreadCount);
    if (Number.isInteger(unreadCount)) this.unreadCount = unreadCount;
    return stale;
  }

  #applyToItems(event, data, unreadCount) {
    switch (event) {
      case "notification":
        if (!this.#items.has(data.id)) this.put({ ...data, isRead: false });
        return false;
      case "read":
        if (data.all !== true) {
          for (const id of data.ids ?? []) this.mark(id, true);
          return false;
        }
        this.markAll();
        return unreadCount > 0; // some arrived after the others were read; which, only the server knows
      case "unread":
        for (const id of data.ids ?? []) this.mark(id, false);
        return (data.ids ?? []).some((id) => !this.#items.has(id));
      case "deleted":
        this.remove(data.id);
        return false;
      case "unread-count":
        return unreadCount !== this.unreadCount;
      default:
        return false;
    }
  }
}
