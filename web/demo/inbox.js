// The bell and the list: shows the state, carries out the actions, and takes the live frames in.
import { announce, attempt } from "./notices.js";
import { InboxState } from "./inbox-state.js";
import { NotificationCard } from "./notification-card.js";

const PAGE_SIZE = 20;
const LARGEST_PAGE = 100;
const CONFIRM_COUNT_AFTER = 2_000;

const byId = (id) => document.getElementById(id);

export class Inbox {
  #api;
  #state = new InboxState();
  #cards = new Map();
  #openedId = null;
  #reloading = null;
  #reloadAgain = false;
  #framesMeanwhile = [];
  #isLoaded = false;
  #confirmTimer = 0;
  #cleanUp = new AbortController();
  /** The live connection, once there is one: it tells when the count has to be asked for. */
  realtime = null;

  constructor(api) {
    this.#api = api;
    this.#on("filter-all", "click", () => this.#filter({ unreadOnly: false }));
    this.#on("filter-unread", "click", () => this.#filter({ unreadOnly: true }));
    this.#on("filter-category", "change", (event) => this.#filter({ category: event.target.value }));
    this.#on("read-all", "click", () => this.#act(() => this.#state.markAll(), () => api.markAllRead()));
    this.#on("load-more", "click", () => attempt(() => this.#loadMore()));
    byId("filter-category").value = "";
    this.#filter({});
  }

  close() {
    this.#cleanUp.abort();
    clearTimeout(this.#confirmTimer);
    for (const card of this.#cards.values()) card.discard();
  }

  /** Fetches what is shown anew; a call during a running one makes it run once more. */
  reload() {
    this.#reloadAgain = this.#reloading !== null;
    this.#reloading ??= this.#fetchAll().finally(() => {
      this.#reloading = null;
      if (this.#reloadAgain && !this.#cleanUp.signal.aborted) attempt(() => this.reload());
    });
    return this.#reloading;
  }

  receive(frame) {
    if (frame.event === "notification") {
      announce(`New notification: ${frame.data.title}`);
      byId("bell").classList.remove("ringing");
      requestAnimationFrame(() => byId("bell").classList.add("ringing"));
      if (frame.data.truncated) this.#complete(frame.data.id);
    }
    if (this.#reloading !== null) this.#framesMeanwhile.push(frame);
    const stale = this.#state.apply(frame);
    this.#render();
    if (stale) attempt(() => this.reload());
    if (frame.event !== "unread-count") this.#confirmCountSoon();
  }

  /** Frames of one burst may arrive out of order; when it is over, the server says what the count is. */
  #confirmCountSoon() {
    clearTimeout(this.#confirmTimer);
    this.#confirmTimer = setTimeout(() => this.realtime?.askUnreadCount(), CONFIRM_COUNT_AFTER);
  }

  #on(id, type, listener) {
    byId(id).addEventListener(type, listener, { signal: this.#cleanUp.signal });
  }

  #filter(changes) {
    Object.assign(this.#state.filter, changes);
    const { unreadOnly } = this.#state.filter;
    byId("filter-all").setAttribute("aria-pressed", String(!unreadOnly));
    byId("filter-unread").setAttribute("aria-pressed", String(unreadOnly));
    this.#render();
    attempt(() => this.reload());
  }

  async #fetchAll() {
    this.#framesMeanwhile = [];
    const filter = { ...this.#state.filter };
    byId("inbox").setAttribute("aria-busy", "true");
    try {
      let limit, page, count;
      do {
        limit = this.#shownAtMost();
        [page, count] = await Promise.all([this.#api.list({ limit, ...filter }), this.#api.unreadCount()]);
      } while (this.#shownAtMost() > limit); // "load more" went on meanwhile; what it brought must not vanish
      this.#state.replace(page);
      this.#state.unreadCount = count;
      this.#isLoaded = true;
      for (const frame of this.#framesMeanwhile) this.#state.apply(frame);
    } finally {
      byId("inbox").setAttribute("aria-busy", "false");
      this.#render();
    }
  }

  #shownAtMost() {
    return Math.min(LARGEST_PAGE, Math.max(PAGE_SIZE, this.#state.size));
  }

  async #loadMore() {
    const { nextCursor, filter } = this.#state;
    const page = await this.#api.list({ limit: PAGE_SIZE, cursor: nextCursor, ...filter });
    if (this.#state.nextCursor === nextCursor) this.#state.append(page); // else the list was fetched anew meanwhile
    this.#render();
  }

  async #complete(id) {
    const notification = await attempt(() => this.#api.get(id));
    if (notification !== undefined && this.#state.get(id)) this.#state.put(notification);
    this.#render();
  }

  /** Shows the effect at once, then asks the server; a refusal brings back what the server holds. */
  async #act(show, ask) {
    show();
    this.#render();
    const answer = await attempt(ask);
    if (answer === undefined || !this.realtime?.isOpen) await attempt(() => this.reload());
  }

  #actions = {
    open: (id) => {
      this.#openedId = this.#openedId === id ? null : id;
      this.#render();
      if (this.#openedId === id) this.#complete(id);
    },
    toggleRead: (id) => {
      const isRead = !this.#state.get(id).isRead;
      this.#act(() => this.#state.mark(id, isRead), () => (isRead ? this.#api.markRead(id) : this.#api.markUnread(id)));
    },
    remove: (id) => this.#act(() => this.#state.remove(id), () => this.#api.remove(id)),
    followed: (id) => {
      if (!this.#state.get(id).isRead) this.#actions.toggleRead(id);
    },
  };

  #render() {
    if (this.#cleanUp.signal.aborted) return;
    const visible = this.#state.visible(this.#openedId);
    this.#renderCards(visible);
    this.#renderCount();
    byId("load-more").hidden = this.#state.nextCursor === null;
    byId("read-all").disabled = this.#state.unreadCount === 0;
    byId("inbox-empty").hidden = visible.length > 0 || !this.#isLoaded;
  }

  #renderCards(visible) {
    const list = byId("inbox-list");
    const shown = new Set(visible.map((notification) => notification.id));
    for (const [id, card] of this.#cards) {
      if (shown.has(id)) continue;
      this.#keepFocusNear(card.node);
      card.discard();
      this.#cards.delete(id);
    }
    visible.forEach((notification, position) => {
      const { id } = notification;
      if (!this.#cards.has(id)) this.#cards.set(id, new NotificationCard(this.#api, notification, this.#actions));
      const card = this.#cards.get(id);
      card.update(notification, id === this.#openedId);
      if (list.children[position] !== card.node) list.insertBefore(card.node, list.children[position] ?? null);
    });
  }

  /** A keyboard user who deletes one goes on with its neighbour instead of starting over at the top of the page. */
  #keepFocusNear(node) {
    if (!node.contains(document.activeElement)) return;
    const neighbour = node.nextElementSibling ?? node.previousElementSibling;
    (neighbour?.querySelector("button") ?? byId("inbox-heading")).focus();
  }

  #renderCount() {
    const count = this.#state.unreadCount;
    const badge = byId("unread-count");
    badge.textContent = count > 99 ? "99+" : String(count);
    badge.hidden = count === 0;
    byId("bell").setAttribute("aria-label", `${count} unread ${count === 1 ? "notification" : "notifications"}`);
    document.title = count === 0 ? "Carillon" : `(${count}) Carillon`;
  }
}
