import { Retry } from "./retry.js";

const PING_EVERY = 4 * 60_000; // API Gateway closes a connection that is silent for ten minutes
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
  #pinging = 0;
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
    document.addEventListener("visibilitychange", () => this.#wake(), { signal });
    this.#connect();
  }

  /** Asks for the exact count; the answer is a frame. */
  askCount() {
    this.#send({ action: "unread-count" });
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
      this.#ping(); // only an answer proves that it works both ways, and ends the backoff
      this.#pinging = setInterval(() => this.#ping(), PING_EVERY);
      this.#listener.onState("live");
      this.#listener.onGap();
    };
    socket.onmessage = ({ data }) => socket === this.#socket && this.#received(data);
    socket.onclose = () => this.#lost(socket);
  }

  /** @param {string} text */
  #received(text) {
    clearTimeout(this.#silence);
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
    const neverOpened = socket.readyState === WebSocket.CLOSED && !this.#pinging;
    this.#leave();
    this.#retryLater();
    if (neverOpened) this.#listener.onGap(); // a network that lets no socket through still shows what is new, if late
  }

  #leave() {
    clearInterval(this.#pinging);
    clearTimeout(this.#silence);
    this.#pinging = 0;
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

  /** Somebody looks again: every reason to doubt a socket that slept, and what it did not say. */
  #wake() {
    if (document.hidden) return;
    this.#retry.hurry();
    if (this.#pinging) {
      this.#expectAnswer();
      this.askCount();
    }
  }

  #ping() {
    this.#expectAnswer();
    this.#send({ action: "ping" });
  }

  /** A dead peer may never let the close event fire. */
  #expectAnswer() {
    clearTimeout(this.#silence);
    const socket = this.#socket;
    this.#silence = setTimeout(() => this.#lost(socket), ANSWERS_WITHIN);
  }

  /** @param {{action: string}} message */
  #send(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}
