import { SignedOut } from "./errors.js";
import { Retry } from "./retry.js";
import { storage } from "./storage.js";
import { isLate } from "./telling.js";

/**
 * @typedef {object} Action
 * @property {"read" | "unread" | "readAll" | "remove"} kind
 * @property {string} id
 * @property {number} at       when it was done
 * @property {number} [due]    not to be told before
 * @property {string} [upTo]   of "readAll": the newest one that was seen
 * @property {boolean} [tried] it may have been heard, but nobody saw the answer
 * @property {boolean} [told]
 *
 * @typedef {object} Listener
 * @property {(action: Action) => Promise<any>} send
 * @property {() => void} onChange
 * @property {(action: Action, answer: any) => void} onTold              `answer` is null if there is no such notification
 * @property {(action: Action, error: unknown) => void} onRefused
 */

const GRACE = 1_000; // whoever did it tells it; another tab only when that one is gone

/** @param {Action} later @param {Action} earlier */
const supersedes = (later, earlier) =>
  earlier.kind === "remove" ? later.kind === "remove" && later.id === earlier.id : later.kind === "readAll" || later.id === earlier.id;

/**
 * What was done here and is still to be told to the server, in order. Each has a key of its own in the storage that all tabs
 * of this origin share, so it survives a reload, shows in every tab at once, and no tab overwrites what another adds.
 */
export class Actions {
  #listener;
  /** @type {Map<string, Action>} */ #kept = new Map();
  /** What this tab did, and who waits for it. @type {Map<string, PromiseWithResolvers<void>>} */ #own = new Map();
  /** What found no room in the storage: it lives as long as the page. @type {Set<string>} */ #unstored = new Set();
  #prefix = "";
  #sending = "";
  /** How often the page was put aside: what fails across it was perhaps only cut off here. */ #departures = 0;
  #retry = new Retry(() => this.tell());
  #isRetrying = false;
  #timer = 0;
  #last = 0;
  /** @type {Promise<void>} */ #turn = Promise.resolve();
  #cleanUp = new AbortController();

  /** @param {Listener} listener */
  constructor(listener) {
    this.#listener = listener;
  }

  /** In the order in which they were done. @returns {Action[]} */
  get list() {
    return this.#sorted().map(([, action]) => action);
  }

  /** From here on they are kept under this name, which is the person's; those of an earlier visit are among them. @param {string} prefix */
  open(prefix) {
    this.#prefix = prefix;
    for (const [key, action] of this.#kept) this.#keep(key, action);
    for (const name of Object.keys(storage() ?? {})) {
      if (name.startsWith(prefix)) this.#heard(name, storage()?.getItem(name) ?? null);
    }
    const { signal } = this.#cleanUp;
    addEventListener("storage", ({ key, newValue }) => key?.startsWith(prefix) && this.#heard(key, newValue), { signal });
    addEventListener("online", () => this.hurry(), { signal });
    this.#listener.onChange();
  }

  /** @param {Pick<Action, "kind" | "id" | "due" | "upTo">} done */
  add(done) {
    const action = { ...done, at: (this.#last = Math.max(this.#last + 1, Date.now())) };
    for (const [key, earlier] of this.#kept) if (supersedes(action, earlier)) this.#forget(key);
    const key = action.at + Math.random().toString(36).slice(1);
    /** @type {PromiseWithResolvers<void>} */
    const waiting = Promise.withResolvers();
    waiting.promise.catch(() => {}); // an event tells of it too, so nobody has to listen here
    this.#own.set(key, waiting);
    this.#keep(key, action);
    this.#listener.onChange();
    if (this.#isRetrying) waiting.resolve();
    else this.tell();
    return {
      told: waiting.promise,
      cancel: () => this.#cancel(key),
      postpone: (/** @type {number} */ wait) => this.#postpone(key, wait),
    };
  }

  /** Tells the server what is due, in order and one tab at a time. */
  tell() {
    const turn = async () => {
      if (!this.#cleanUp.signal.aborted) await this.#tellAll();
    };
    if (this.#prefix && navigator.locks) navigator.locks.request(this.#prefix, turn);
    else this.#turn = this.#turn.then(turn);
  }

  /** The network is back. */
  hurry() {
    this.#retry.hurry();
  }

  stop() {
    this.#cleanUp.abort();
    this.#retry.stop();
    clearTimeout(this.#timer);
  }

  /** What this tab did and has not begun to tell: it is too late for undo, and whoever comes next looks whether it was heard. */
  lastWords() {
    this.#departures += 1;
    const isWord = (/** @type {Action} */ action) => action.kind !== "readAll" || !isLate(action); // else the next visit says it
    const words = this.#sorted().filter(([key, action]) => this.#own.has(key) && key !== this.#sending && isWord(action));
    for (const [key, action] of words) {
      this.#keep(key, { ...action, due: action.due && Date.now(), tried: true });
      this.#own.get(key)?.resolve();
      this.#own.delete(key);
    }
    return words.map(([, action]) => action);
  }

  async #tellAll() {
    clearTimeout(this.#timer);
    this.#retry.stop();
    this.#isRetrying = false;
    let wait = Infinity;
    for (const [key] of this.#sorted()) {
      const { due, at } = this.#kept.get(key) ?? {}; // it may have been postponed while those before it were told
      if (at === undefined) continue;
      const isOwn = this.#own.has(key);
      const left = (due ?? (isOwn ? 0 : at)) + (isOwn ? 0 : GRACE) - Date.now();
      if (left > 0) wait = Math.min(wait, left);
      if (left > 0 && due) continue; // it may be undone yet, and holds up nothing
      if (left > 0) break;
      if (!(await this.#tellOne(key))) return;
    }
    if (wait < Infinity) this.#timer = setTimeout(() => this.tell(), wait);
  }

  /** Whether to go on with the next. @param {string} key */
  async #tellOne(key) {
    const action = this.#kept.get(key);
    if (action === undefined) return true;
    if (this.#prefix && !this.#unstored.has(key) && storage()?.getItem(this.#prefix + key) === null) {
      this.#forget(key); // another tab was quicker, and its word is on the way
      return true;
    }
    let answer = null;
    const departures = this.#departures;
    this.#sending = key;
    this.#keep(key, { ...action, tried: true }); // this page may be gone when the answer comes
    try {
      answer = await this.#listener.send(action);
    } catch (/** @type {any} */ error) {
      if (error.isPassing || error instanceof SignedOut) {
        const isUnheard = departures === this.#departures;
        if (isUnheard && this.#kept.has(key)) this.#keep(key, action); // not if something later has taken its place
        return this.#tellLater(error.wait);
      }
      if (error.status !== 404) {
        this.#own.get(key)?.reject(error);
        this.#forget(key);
        this.#listener.onRefused(action, error);
        return true;
      }
    } finally {
      this.#sending = "";
    }
    this.#retry.reset();
    this.#keep(key, { ...action, told: true }); // for the other tabs
    this.#forget(key);
    this.#listener.onTold(action, answer);
    return true;
  }

  /** @param {number} [wait] */
  #tellLater(wait) {
    for (const { resolve } of this.#own.values()) resolve(); // kept, whatever happens to this page
    this.#isRetrying = true;
    if (!this.#cleanUp.signal.aborted) this.#retry.later(wait);
    return false;
  }

  #sorted() {
    return [...this.#kept].sort(([one], [other]) => (one < other ? -1 : 1));
  }

  /** @param {string} key @param {Action} action */
  #keep(key, action) {
    this.#kept.set(key, action);
    try {
      if (this.#prefix) storage()?.setItem(this.#prefix + key, JSON.stringify(action));
      this.#unstored.delete(key);
    } catch {
      this.#unstored.add(key);
    }
  }

  /** @param {string} key */
  #forget(key) {
    this.#kept.delete(key);
    this.#unstored.delete(key);
    if (this.#prefix) storage()?.removeItem(this.#prefix + key);
    this.#own.get(key)?.resolve();
    this.#own.delete(key);
  }

  /** @param {string} key */
  #cancel(key) {
    const action = this.#undoable(key);
    if (action) this.#forget(key);
    this.#listener.onChange();
    return action !== null;
  }

  /** @param {string} key @param {number} wait */
  #postpone(key, wait) {
    const action = this.#undoable(key);
    if (action) this.#keep(key, { ...action, due: Date.now() + wait });
    if (action && !this.#isRetrying) this.tell(); // which sets the timer anew
    return action !== null;
  }

  /** @param {string} key */
  #undoable(key) {
    const action = this.#kept.get(key);
    return action && this.#own.has(key) && Date.now() < (action.due ?? 0) ? action : null;
  }

  /** Another tab, or an earlier visit, did it, told it or took it back. @param {string} name @param {string | null} value */
  #heard(name, value) {
    const key = name.slice(this.#prefix.length);
    /** @type {Action | null} */
    const action = JSON.parse(value ?? "null");
    if (action && !action.told) {
      this.#kept.set(key, action);
      if (!this.#isRetrying) this.tell();
    } else {
      this.#kept.delete(key);
      this.#own.get(key)?.resolve();
      this.#own.delete(key);
      if (action) this.#listener.onTold(action, undefined);
    }
    this.#listener.onChange();
  }
}
