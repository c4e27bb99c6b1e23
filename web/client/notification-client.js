import { Actions } from "./actions.js";
import { Connection } from "./connection.js";
import { Http } from "./http.js";
import { List } from "./list.js";
import { Push } from "./push.js";
import { Retry } from "./retry.js";
import { SharedConnection } from "./shared-connection.js";
import { requestFor, tell } from "./telling.js";
import { heedWorker } from "./worker-notes.js";

export { ApiError, SignedOut } from "./errors.js";
export { safeUrl } from "./safe-url.js";

const REMEMBERED = 500; // of those that arrived: more than come again

/**
 * @typedef {import("./notification-client.js").Snapshot} Snapshot
 * @typedef {import("./notification-client.js").Notification} Notification
 * @typedef {import("./notification-client.js").NotificationClient} Declared
 */

/** A promise that nobody has to listen to: an event, or the snapshot, tells of the failure too. @template T @param {Promise<T>} promise */
function quiet(promise) {
  promise.catch(() => {});
  return promise;
}

/** One person's inbox, kept as the server has it; what is done here shows at once. @implements {Declared} */
export class NotificationClient extends EventTarget {
  #http;
  #httpApiUrl;
  #isShared;
  /** @type {Connection | SharedConnection | null} */ #connection = null;
  /** @type {Snapshot["connection"]} */ #state = "stopped";
  /** @type {List} */ #list;
  /** @type {Actions} */ #actions;
  /** @type {string | null} */ #name = null;
  #isOpen = false;
  #begin = new Retry(() => this.#open());
  #cleanUp = new AbortController();
  /** @type {Set<(snapshot: Snapshot) => void>} */ #listeners = new Set();
  /** @type {Snapshot | null} */ #snapshot = null;
  #isTelling = false;
  /** @type {Set<string>} */ #arrived = new Set();

  /** @param {import("./notification-client.js").NotificationClientOptions} options */
  constructor({ httpApiUrl, getToken, shareConnection = true }) {
    super();
    this.#httpApiUrl = httpApiUrl.replace(/\/+$/, "");
    this.#http = new Http(`${this.#httpApiUrl}/api/notifications`, getToken, (error) => this.#signedOut(error));
    this.#isShared = shareConnection && "BroadcastChannel" in globalThis && Boolean(globalThis.navigator?.locks);
    this.push = new Push(this.#http, this.#httpApiUrl);
    this.#list = this.#newList();
    this.#actions = this.#newActions();
  }

  get snapshot() {
    this.#snapshot ??= this.#look();
    return this.#snapshot;
  }

  start() {
    if (this.#state !== "stopped") return this;
    this.#http.start();
    this.#list = this.#newList(this.#list.filter);
    this.#actions = this.#newActions();
    this.#cleanUp = new AbortController();
    const { signal } = this.#cleanUp;
    addEventListener("online", () => this.#begin.hurry(), { signal });
    addEventListener("pagehide", () => this.#pause(), { signal });
    addEventListener("pageshow", () => this.#resume(), { signal });
    document.addEventListener("freeze", () => this.#pause(), { signal });
    document.addEventListener("resume", () => this.#resume(), { signal });
    this.#setState("connecting");
    this.#open();
    return this;
  }

  stop() {
    if (this.#state === "stopped") return;
    this.#cleanUp.abort();
    this.#begin.stop();
    this.#pause();
    this.#actions.stop();
    this.#list.stop();
    this.#http.stop();
    this.#isOpen = false;
    this.#setState("stopped");
  }

  /** @param {(snapshot: Snapshot) => void} listener */
  subscribe(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @param {Partial<Snapshot["filter"]>} changes */
  setFilter(changes) {
    return this.#list.setFilter(changes);
  }

  reload() {
    return this.#list.tryAgain();
  }

  loadMore() {
    return quiet(this.#list.loadMore());
  }

  /** @param {string} id */
  get(id) {
    return this.#list.get(id);
  }

  /** @param {string} id */
  async deliveries(id) {
    return (await this.#http.call("GET", `/${encodeURIComponent(id)}/deliveries`)).deliveries;
  }

  preferences() {
    return this.#http.call("GET", "/preferences");
  }

  /** @param {Partial<import("./notification-client.js").Preferences>} changes */
  changePreferences(changes) {
    return this.#http.call("PUT", "/preferences", changes);
  }

  /** @param {string} id */
  markRead(id) {
    return this.#actions.add({ kind: "read", id }).told;
  }

  /** @param {string} id */
  markUnread(id) {
    return this.#actions.add({ kind: "unread", id }).told;
  }

  markAllRead() {
    return this.#actions.add({ kind: "readAll", id: "", upTo: this.#list.inbox.newestId }).told;
  }

  /** @param {string} id */
  remove(id, { undoWithin = 0 } = {}) {
    const due = undoWithin > 0 ? Date.now() + undoWithin : undefined;
    const { told, cancel, postpone } = this.#actions.add({ kind: "remove", id, due });
    return { undo: cancel, postpone, done: told };
  }

  /** @param {Snapshot["filter"]} [filter] */
  #newList(filter) {
    return new List(this.#http, () => this.#changed(), () => this.#confirmCount(), filter);
  }

  #newActions() {
    return new Actions({
      send: (action) => tell(this.#http, this.#list, action),
      onChange: () => this.#changed(),
      onTold: (action, answer) => this.#list.acknowledge(answer === null ? { ...action, kind: "remove" } : action, answer),
      onRefused: (_, error) => {
        this.#dispatch("error", error);
        this.#list.reload();
      },
    });
  }

  /** Finds out whose inbox it is, and from then on is connected. */
  async #open() {
    const { signal } = this.#cleanUp;
    try {
      const subject = await this.#http.subject();
      if (signal.aborted) return;
      this.#name = subject && `carillon:${this.#httpApiUrl}:${subject}`;
      if (this.#name) this.#actions.open(`${this.#name}:`);
    } catch (/** @type {any} */ error) {
      if (signal.aborted) return;
      this.#list.failed(error);
      this.#setState(navigator.onLine ? "waiting" : "offline");
      this.#begin.later(error.wait);
      return;
    }
    this.#isOpen = true;
    this.#resume();
    quiet(heedWorker((note) => this.#heed(note), async () => !(await this.push.isSomebodyElses()), signal));
    quiet(this.push.renew()); // else the next visit tries again
  }

  /** The page is put aside, or goes away: another tab may have the connection. */
  #pause() {
    for (const action of this.#actions.lastWords()) this.#http.farewell(...requestFor(action));
    this.#connection?.close();
    this.#connection = null;
  }

  #resume() {
    if (!this.#isOpen || this.#connection) return;
    const ticket = () => this.#http.call("POST", "/ws-ticket");
    /** @type {import("./connection.js").Listener} */
    const listener = {
      onFrame: (frame) => this.#received(frame),
      onGap: () => {
        this.#list.reload();
        this.#actions.hurry();
      },
      onState: (state) => this.#setState(state),
    };
    const isShared = this.#isShared && this.#name;
    this.#connection = isShared ? new SharedConnection(isShared, ticket, listener) : new Connection(ticket, listener);
    this.#list.reload();
  }

  /** @param {any} frame */
  async #received(frame) {
    this.#list.receive(frame);
    const { id, truncated } = frame.data ?? {};
    if (frame.event !== "notification" || this.#arrived.has(id)) return;
    this.#arrived.add(id);
    const [oldest] = this.#arrived;
    if (this.#arrived.size > REMEMBERED) this.#arrived.delete(oldest);
    if (truncated) await quiet(this.get(id)).catch(() => {}); // what is missing comes with the next fetch
    const notification = this.#list.inbox.get(id);
    if (notification) this.#dispatch("notification", notification);
  }

  /** @param {import("./worker-notes.js").Note} note */
  #heed({ type, notificationId, subscription, oldEndpoint }) {
    if (type === "carillon:opened") this.markRead(notificationId);
    if (type === "carillon:pushed" && !this.#list.inbox.get(notificationId)) this.#list.reload();
    if (type === "carillon:subscription") quiet(this.push.replace(subscription, oldEndpoint));
  }

  #confirmCount() {
    const isLive = this.#state === "live";
    if (isLive) this.#connection?.askCount();
    return isLive;
  }

  /** @param {Error} error */
  #signedOut(error) {
    this.stop();
    this.#dispatch("signed-out", error);
  }

  /** @param {string} type @param {unknown} detail */
  #dispatch(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /** @param {Snapshot["connection"]} state */
  #setState(state) {
    this.#state = state;
    this.#changed();
  }

  /** However much changes at once, it is told once. */
  #changed() {
    this.#snapshot = null;
    if (this.#isTelling) return;
    this.#isTelling = true;
    queueMicrotask(() => {
      this.#isTelling = false;
      const { snapshot } = this;
      for (const listener of this.#listeners) listener(snapshot);
      const { status, notifications, hasMore, error } = snapshot;
      if (status === "ready" && hasMore && !notifications.length && !error) this.loadMore(); // the filter took all of them
    });
  }

  /** @returns {Snapshot} */
  #look() {
    const { inbox, status, filter, isLoadingMore, error } = this.#list;
    const actions = this.#actions.list;
    const seen = inbox.after(actions);
    return Object.freeze({
      status,
      notifications: Object.freeze(seen.visible(filter)),
      unreadCount: seen.unreadCount,
      hasMore: Boolean(inbox.cursor),
      isLoadingMore,
      filter,
      connection: this.#state,
      pendingActions: actions.length,
      error,
    });
  }
}
