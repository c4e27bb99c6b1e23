import { Connection } from "./connection.js";

const LOOK_EVERY = 20_000;
const ANSWERS_WITHIN = 2_000;

/** @typedef {import("./connection.js").Listener} Listener */
/** @typedef {[keyof Listener | "hello" | "askCount", any?]} Word */

/**
 * One socket for all tabs of a person. Whoever holds the lock keeps it and passes on all it tells; when that tab is closed,
 * the browser gives the lock to the next. One that is frozen answers nobody: then the lock is taken from it.
 */
export class SharedConnection {
  #name;
  #ticket;
  #listener;
  #channel;
  /** @type {Connection | null} */ #own = null;
  /** @type {string} */ #state = "connecting";
  /** @type {(value?: unknown) => void} */ #release = () => {};
  #cleanUp = new AbortController();
  #queueing = new AbortController();
  #looking = 0;
  #silence = 0;

  /**
   * @param {string} name
   * @param {() => Promise<{url: string}>} ticket
   * @param {Listener} listener
   */
  constructor(name, ticket, listener) {
    this.#name = name;
    this.#ticket = ticket;
    this.#listener = listener;
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = ({ data }) => this.#heard(data);
    this.#queue();
    this.#look();
    this.#looking = setInterval(() => this.#look(), LOOK_EVERY);
    document.addEventListener("visibilitychange", () => this.#wake(), { signal: this.#cleanUp.signal });
  }

  askCount() {
    if (this.#own) this.#own.askCount();
    else this.#say("askCount");
  }

  close() {
    this.#cleanUp.abort();
    clearInterval(this.#looking);
    clearTimeout(this.#silence);
    this.#queueing.abort();
    this.#stepDown();
    this.#channel.close();
  }

  /** @param {LockOptions} options */
  async #request(options) {
    const request = navigator.locks.request(this.#name, options, () => this.#lead());
    await request.catch(() => {}); // no longer wanted, or taken from us
    if (!this.#own || this.#cleanUp.signal.aborted) return;
    this.#stepDown();
    this.#queue();
  }

  #queue() {
    this.#queueing = new AbortController();
    this.#request({ signal: this.#queueing.signal });
  }

  #lead() {
    if (this.#cleanUp.signal.aborted) return;
    clearTimeout(this.#silence);
    this.#own = new Connection(this.#ticket, {
      onFrame: (frame) => this.#tell("onFrame", frame),
      onGap: () => this.#tell("onGap"),
      onState: (state) => this.#tell("onState", (this.#state = state)),
    });
    return new Promise((resolve) => (this.#release = resolve));
  }

  #stepDown() {
    this.#own?.close();
    this.#own = null;
    this.#release();
  }

  /** Asks whoever leads for a sign of life. */
  #look() {
    if (this.#own) return;
    this.#say("hello");
    this.#silence ||= setTimeout(() => {
      this.#silence = 0;
      this.#queueing.abort();
      this.#request({ steal: true });
    }, ANSWERS_WITHIN);
  }

  /** Somebody looks at this tab: then its socket is looked after as well, in whichever tab that is. */
  #wake() {
    if (this.#own || document.hidden) return; // a connection of its own wakes by itself
    this.#look();
    this.askCount();
  }

  /** @param {Word} word */
  #heard([word, value]) {
    if (word === "hello" || word === "askCount") {
      if (word === "askCount") this.#own?.askCount();
      else if (this.#own) this.#say("onState", this.#state);
    } else if (!this.#own) { // else it comes from one that has not noticed yet that it leads no longer
      clearTimeout(this.#silence);
      this.#silence = 0;
      this.#listener[word](value);
    }
  }

  /** @param {keyof Listener} word @param {any} [value] */
  #tell(word, value) {
    this.#say(word, value);
    this.#listener[word](value);
  }

  /** @param {Word} word */
  #say(...word) {
    this.#channel.postMessage(word);
  }
}
