import { Retry } from "./retry.js";

const CHECK_EVERY = 4 * 60_000; // API Gateway closes a connection that is silent for ten minutes
const FIRST_CHECK_AFTER = 5_000; // by then the server's index of connections has this one
const ANSWERS_WITHIN = 10_000;

/**
 * What a connection tells: every frame but a pong; that something may have been missed; how it is.
 *
 * @typedef {object} Listener
 * @property {(frame: any) => void} onFrame
 * @property {() => void} onGap
 * @property {(state: "connecting" | "live" | "waiting" | "offline") => void} onState
 */

/** One socket, and a new one for as long as it is wanted. */
export class Connection {
  #ticket;
  #listener;
  #retry = new Retry(() => this.#connect());
  /** @type {WebSocket | null} */ #socket = null;
  #checking = 0;
  #silence = 0;
  #isClosed = false;
  #cleanUp = new AbortController();

  /**
   * @param {() => Promise<{url: string}>} ticket
   * @param {Listener} listener
   */
  constructor(ticket, listener) {
    this.#ticket = ticket;
    this.#listener = listener;
    const { signal } = this.#cleanUp;
    addEventListener("online", () => this.#retry.hurry(), { signal });
    addEventListener("offline", () => this.#lost(this.#socket), { signal });
    document.addEventListener("visibilitychange", () => document.hidden || this.askCount(), { signal });
    this.#connect();
  }

  /**
   * Asks for the exact count: the answer is a frame, and whoever has counted otherwise has missed one. When somebody looks
   * again there is every reason to: a socket that slept may be dead.
   */
  askCount() {
    this.#retry.hurry();
    this.#ask("unread-count");
  }

  close() {
    this.#isClosed = true;
    this.#cleanUp.abort();
    this.#retry.stop();
    this.#leave();
  }

  async #connect() {
    this.#listener.onState("connecting");
    try {
      const { url } = await this.#ticket();
      if (this.#isClosed) return;
      this.#open(new WebSocket(url));
    } catch (error) {
      this.#retryLater(/** @type {any} */ (error)?.wait);
    }
  }

  /** @param {WebSocket} socket */
  #open(socket) {
    this.#socket = socket;
    this.#expectAnswer();
    socket.onopen = () => {
      if (socket !== this.#socket) return socket.close();
      this.#answered();
      this.#ask("ping"); // only an answer proves that it works both ways, and ends the backoff
      this.#check(FIRST_CHECK_AFTER);
      this.#listener.onState("live");
      this.#listener.onGap();
    };
    socket.onmessage = ({ data }) => socket === this.#socket && this.#received(data);
    socket.onclose = () => this.#lost(socket);
  }

  /** A frame that was lost tells of itself by the count. @param {number} wait */
  #check(wait) {
    this.#checking = setTimeout(() => {
      this.askCount();
      this.#check(CHECK_EVERY);
    }, wait);
  }

  /** @param {string} text */
  #received(text) {
    this.#answered();
    this.#retry.reset();
    let frame;
    try {
      frame = JSON.parse(text);
    } catch {
      this.#listener.onGap(); // whatever it was to say, the server knows
    }
    if (frame && frame.event !== "pong") this.#listener.onFrame(frame);
  }

  /** @param {WebSocket | null} socket */
  #lost(socket) {
    if (socket === null || socket !== this.#socket) return;
    const neverOpened = socket.readyState === WebSocket.CLOSED && !this.#checking;
    this.#leave();
    this.#retryLater();
    if (neverOpened) this.#listener.onGap(); // a network that lets no socket through still shows what is new, if late
  }

  #leave() {
    clearTimeout(this.#checking);
    this.#checking = 0;
    this.#answered();
    const socket = this.#socket;
    this.#socket = null;
    // Closing one that still connects makes the browser complain, with the ticket in its words; `onopen` closes it then.
    if (socket?.readyState === WebSocket.OPEN) socket.close();
  }

  /** @param {number} [wait] */
  #retryLater(wait) {
    if (this.#isClosed) return;
    this.#listener.onState(navigator.onLine ? "waiting" : "offline");
    this.#retry.later(wait);
  }

  /** @param {"ping" | "unread-count"} action */
  #ask(action) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#expectAnswer();
    this.#socket.send(JSON.stringify({ action }));
  }

  /** A dead peer may never let the close event fire; being asked more often gives it no more time. */
  #expectAnswer() {
    const socket = this.#socket;
    this.#silence ||= setTimeout(() => this.#lost(socket), ANSWERS_WITHIN);
  }

  #answered() {
    clearTimeout(this.#silence);
    this.#silence = 0;
  }
}
