import { SignedOut } from "./errors.js";
import { Inbox } from "./inbox.js";
import { Retry } from "./retry.js";

const PAGE_SIZE = 20;
const LARGEST_PAGE = 100;
const SETTLED_AFTER = 2_000;
const LONGEST_BURST = 10_000;

/**
 * @typedef {import("./notification-client.js").Filter} Filter
 * @typedef {import("./notification-client.js").Notification} Notification
 * @typedef {import("./actions.js").Action} Action
 * @typedef {{notifications: Notification[], nextCursor: string | null}} Page
 */

/** The inbox as the server has it: fetched, kept up to date by frames, and fetched again whenever that may not be enough. */
export class List {
  inbox = new Inbox();
  filter;
  /** @type {"loading" | "ready" | "failed"} */ status = "loading";
  /** @type {any} */ error = null;
  isLoadingMore = false;
  #http;
  #onChange;
  #confirmCount;
  /** @type {Promise<void> | null} */ #reloading = null;
  #isOutdated = false;
  /** What happened while something is being fetched. @type {Set<(() => unknown)[]>} */ #meanwhile = new Set();
  #retry = new Retry(() => this.reload());
  #settling = 0;
  /** When this burst of frames began. */ #since = 0;
  /** Of whom the frames of this burst spoke. @type {Set<string>} */ #spokenOf = new Set();
  #mayBeReordered = false;
  #isStopped = false;

  /**
   * @param {import("./http.js").Http} http
   * @param {() => void} onChange
   * @param {() => boolean} confirmCount  asks for a frame with the exact count; false if there is no connection
   * @param {Filter} [filter]
   */
  constructor(http, onChange, confirmCount, filter = Object.freeze({ unreadOnly: false, category: "" })) {
    this.#http = http;
    this.filter = filter;
    this.#onChange = onChange;
    this.#confirmCount = confirmCount;
  }

  stop() {
    this.#isStopped = true;
    this.#retry.stop();
    clearTimeout(this.#settling);
  }

  /** @param {Partial<Filter>} changes */
  setFilter(changes) {
    this.filter = Object.freeze({ ...this.filter, ...changes });
    this.status = "loading";
    this.#onChange();
    return this.reload();
  }

  /** Fetches anew what is shown; a call during a running one makes it run once more. */
  reload() {
    this.#isOutdated = true;
    if (this.#reloading === null) {
      this.#reloading = this.#load();
      this.#reloading.catch(() => {}); // the snapshot tells of it too, so nobody has to listen here
    }
    return this.#reloading;
  }

  /** Somebody asks for it, and sees that it is being tried. */
  tryAgain() {
    if (this.status === "failed") {
      this.status = "loading";
      this.#onChange();
    }
    return this.reload();
  }

  async loadMore() {
    if (this.isLoadingMore) return;
    this.isLoadingMore = true;
    this.#onChange();
    try {
      while (!(await this.#appended()));
      this.error = null;
    } catch (error) {
      this.error = error;
      throw error;
    } finally {
      this.isLoadingMore = false;
      this.#onChange();
    }
  }

  /** @param {string} id @returns {Promise<Notification>} */
  async get(id) {
    return this.#heeding(
      () => this.#http.call("GET", `/${encodeURIComponent(id)}`),
      (notification) => this.inbox.refresh(notification),
    );
  }

  /** @param {any} frame */
  receive(frame) {
    const { event, data: { id, all, ids = [id] } = /** @type {any} */ ({}) } = frame;
    if (this.#apply(() => this.inbox.apply(frame))) this.reload();
    if (event !== "unread-count") this.#settle(all ? ["all"] : ids);
  }

  /** The server took it. @param {Action} action @param {any} answer  the notification, if it is about one that stays */
  acknowledge(action, answer) {
    this.#apply(() => {
      this.inbox.perform(action);
      if (answer?.id) this.inbox.refresh(answer);
    });
    this.#settle([]);
  }

  /** @param {string} id */
  isKnownGone(id) {
    const { unreadOnly, category } = this.filter;
    return this.status === "ready" && !unreadOnly && !category && this.inbox.covers(id) && !this.inbox.get(id);
  }

  /** Nothing could even be asked. @param {Error} error */
  failed(error) {
    this.status = "failed";
    this.error = error;
    this.#onChange();
  }

  /**
   * When a burst is over, or has lasted long, the server says what the count is. Frames may overtake each other: where two
   * spoke of the same notification, it says everything.
   *
   * @param {string[]} ids
   */
  #settle(ids) {
    const seen = this.#spokenOf;
    for (const id of ids) {
      this.#mayBeReordered ||= seen.has(id) || seen.has("all") || (id === "all" && seen.size > 0);
      seen.add(id);
    }
    clearTimeout(this.#settling);
    if (this.#isStopped) return;
    this.#since ||= Date.now();
    const left = this.#since + LONGEST_BURST - Date.now();
    this.#settling = setTimeout(() => {
      this.#since = 0;
      const isEnough = !this.#mayBeReordered && this.#confirmCount();
      this.#mayBeReordered = false;
      seen.clear();
      if (!isEnough) this.reload();
    }, Math.min(SETTLED_AFTER, left));
  }

  async #load() {
    try {
      while (this.#isOutdated) {
        this.#isOutdated = false;
        await this.#fetchAll();
      }
      this.status = "ready";
      this.error = null;
      this.#retry.reset();
    } catch (/** @type {any} */ error) {
      this.error = error;
      if (this.status === "loading") this.status = "failed";
      if (!this.#isStopped && !(error instanceof SignedOut)) this.#retry.later(error.wait);
      throw error;
    } finally {
      this.#reloading = null;
      this.#onChange();
    }
  }

  async #fetchAll() {
    const { filter } = this; // of which alone its cursors are
    const wanted = this.inbox.visible(filter).length;
    const fetch = async () => {
      const [page, { count }] = await Promise.all([this.#page(filter, wanted), this.#http.call("GET", "/unread-count")]);
      while (page.nextCursor && page.notifications.length < wanted) {
        const next = await this.#page(filter, wanted - page.notifications.length, page.nextCursor);
        page.notifications.push(...next.notifications);
        page.nextCursor = next.nextCursor;
      }
      return { page, count };
    };
    await this.#heeding(fetch, ({ page, count }) => {
      this.inbox.replace(page.notifications, count);
      this.inbox.cursor = page.nextCursor;
    });
  }

  /** Whether the next page is there; not if the list was fetched anew meanwhile. */
  async #appended() {
    await this.#reloading;
    const { cursor } = this.inbox;
    if (!cursor) return true;
    await this.#heeding(() => this.#page(this.filter, PAGE_SIZE, cursor), (page) => {
      if (this.#reloading || this.inbox.cursor !== cursor) return;
      this.inbox.append(page.notifications);
      this.inbox.cursor = page.nextCursor;
    });
    return this.inbox.cursor !== cursor;
  }

  /** @param {Filter} filter @param {number} wanted @param {string} [cursor] @returns {Promise<Page>} */
  #page({ unreadOnly, category }, wanted, cursor) {
    const query = new URLSearchParams({ limit: String(Math.min(LARGEST_PAGE, Math.max(PAGE_SIZE, wanted))) });
    if (cursor) query.set("cursor", cursor);
    if (unreadOnly) query.set("unreadOnly", "true");
    if (category) query.set("category", category);
    return this.#http.call("GET", `?${query}`);
  }

  /**
   * Takes in what was fetched, and then once more what happened meanwhile: the answer may be older.
   *
   * @template T
   * @param {() => Promise<T>} fetch
   * @param {(answer: T) => unknown} takeIn
   */
  async #heeding(fetch, takeIn) {
    /** @type {(() => unknown)[]} */
    const changes = [];
    this.#meanwhile.add(changes);
    try {
      const answer = await fetch();
      takeIn(answer);
      for (const change of changes) change();
      return answer;
    } finally {
      this.#meanwhile.delete(changes);
      this.#onChange();
    }
  }

  /** @template T @param {() => T} change */
  #apply(change) {
    for (const changes of this.#meanwhile) changes.push(change);
    const answer = change();
    this.#onChange();
    return answer;
  }
}
