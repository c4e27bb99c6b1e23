// The live connection: a ticket, a socket, and a new one for as long as the page is open.

const FIRST_DELAY = 500;
const LONGEST_DELAY = 30_000;
const PING_EVERY = 4 * 60_000; // API Gateway closes a connection that is silent for ten minutes
const PONG_WITHIN = 10_000;

/** Full jitter over a capped exponential: a restarted server is not met by every browser in the same second. */
export function reconnectDelay(attempts, random = Math.random) {
  const ceiling = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** Math.min(attempts, 10));
  return ceiling / 2 + random() * (ceiling / 2);
}

export class Realtime {
  #ticket;
  #handlers;
  #socket = null;
  #attempts = 0;
  #timers = { reconnect: 0, ping: 0, pong: 0 };
  #stopped = false;
  #wake = () => this.#reconnectNow();

  /**
   * `ticket()` answers `{url}`. `handlers.onFrame(frame)` gets every event but pong; `handlers.onOpen()` follows every
   * gap, the first connection included, and is the moment to fetch what was missed; `handlers.onState(state)` is told
   * "connecting", "live" or "waiting".
   */
  constructor(ticket, handlers) {
    this.#ticket = ticket;
    this.#handlers = handlers;
    addEventListener("online", this.#wake);
    document.addEventListener("visibilitychange", this.#wake);
    this.#connect();
  }

  get isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  askUnreadCount() {
    this.#send({ action: "unread-count" });
  }

  close() {
    this.#stopped = true;
    removeEventListener("online", this.#wake);
    document.removeEventListener("visibilitychange", this.#wake);
    this.#clearTimers();
    const socket = this.#socket;
    this.#socket = null;
    // Closing a socket that still connects makes the browser complain, with the ticket in its words.
    if (socket?.readyState === WebSocket.CONNECTING) socket.addEventListener("open", () => socket.close());
    else socket?.close();
  }

  async #connect() {
    this.#timers.reconnect = 0;
    this.#handlers.onState("connecting");
    let socket;
    try {
      const { url } = await this.#ticket();
      if (this.#stopped) return;
      socket = new WebSocket(url);
    } catch {
      this.#retryLater();
      return;
    }
    this.#socket = socket;
    socket.addEventListener("open", () => this.#opened());
    socket.addEventListener("message", (message) => this.#received(message.data));
    socket.addEventListener("close", () => this.#lost(socket));
  }

  #opened() {
    if (this.#stopped) return;
    this.#handlers.onState("live");
    this.#ping(); // only its pong proves that the connection works both ways, and resets the backoff
    this.#timers.ping = setInterval(() => this.#ping(), PING_EVERY);
    this.#handlers.onOpen();
  }

  #received(text) {
    let frame;
    try {
      frame = JSON.parse(text);
    } catch {
      return; // not ours to interpret; the next refetch tells the truth
    }
    if (frame?.event !== "pong") {
      this.#handlers.onFrame(frame);
      return;
    }
    clearTimeout(this.#timers.pong);
    this.#attempts = 0;
  }

  #lost(socket) {
    if (socket !== this.#socket) return;
    this.#socket = null;
    this.#clearTimers();
    if (!this.#stopped) this.#retryLater();
  }

  #retryLater() {
    if (this.#stopped) return;
    this.#handlers.onState("waiting");
    this.#timers.reconnect = setTimeout(() => this.#connect(), reconnectDelay(this.#attempts));
    this.#attempts += 1;
  }

  /** The network or the person is back: no reason to sit out the delay, every reason to doubt a sleeping socket. */
  #reconnectNow() {
    if (document.hidden || this.#stopped) return;
    if (this.isOpen) {
      this.#ping();
    } else if (this.#timers.reconnect !== 0) {
      this.#clearTimers();
      this.#connect();
    }
  }

  #ping() {
    this.#send({ action: "ping" });
    clearTimeout(this.#timers.pong);
    const socket = this.#socket;
    this.#timers.pong = setTimeout(() => {
      socket?.close(); // a dead peer may never let the close event fire
      this.#lost(socket);
    }, PONG_WITHIN);
  }

  #send(action) {
    if (this.isOpen) this.#socket.send(JSON.stringify(action));
  }

  #clearTimers() {
    clearTimeout(this.#timers.reconnect);
    clearInterval(this.#timers.ping);
    clearTimeout(this.#timers.pong);
    this.#timers = { reconnect: 0, ping: 0, pong: 0 };
  }
}
