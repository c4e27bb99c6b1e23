// Elements of one page that name the same API share one client: one inbox, one connection.
import { NotificationClient } from "../client/notification-client.js";

/** @typedef {import("./base.js").CarillonElement} CarillonElement */

/** Whose token it is, to tell a renewed one from another person's. @param {string | null} token @returns {unknown} */
function subject(token) {
  try {
    return JSON.parse(atob((token ?? "").split(".")[1].replaceAll("-", "+").replaceAll("_", "/"))).sub;
  } catch {
    return null; // no JWT: the server will say so
  }
}

class Shared {
  /** @type {Set<CarillonElement>} */
  #elements = new Set();
  /** @type {NotificationClient | null} */
  #client = null;
  #isSignedOut = false;
  /** @type {string | null} */
  #token = null;
  /** @type {unknown} */
  #subject = null;
  #url;

  /** @param {string} url */
  constructor(url) {
    this.#url = url;
  }

  /** @param {CarillonElement} one */
  join(one) {
    this.#elements.add(one);
    if (one.token || one.getToken) this.credentialsChanged(one);
    one.shared = this.#client;
  }

  /** The last one to leave ends the client; one that only moved within the page is back by then. @param {CarillonElement} one */
  leave(one) {
    this.#elements.delete(one);
    one.shared = null;
    setTimeout(() => {
      if (this.#elements.size > 0) return;
      this.#client?.stop();
      this.#client = this.#token = this.#subject = null;
    });
  }

  /** A renewed token is used from the next request on; another person's begins a client of their own. @param {CarillonElement} one */
  credentialsChanged(one) {
    this.#token = one.token ?? [...this.#elements].find(({ token }) => token)?.token ?? null;
    if (this.#token === null && !this.#renewal) {
      this.#signOut();
      return;
    }
    const person = subject(this.#token);
    const isAnother = person !== null && this.#subject !== null && person !== this.#subject;
    this.#subject = person ?? this.#subject;
    if (this.#client === null || isAnother) this.#begin();
    else if (this.#isSignedOut) this.#start(this.#client);
  }

  #begin() {
    this.#client?.stop();
    const client = new NotificationClient({ httpApiUrl: this.#url, getToken: () => this.#renewal?.() ?? this.#token ?? "" });
    client.addEventListener("signed-out", () => {
      this.#isSignedOut = true;
      for (const one of this.#elements) one.dispatchEvent(new CustomEvent("signed-out", { bubbles: true, composed: true }));
    });
    this.#client = client;
    this.#start(client);
    for (const one of this.#elements) one.shared = client;
  }

  /** Nothing of whoever left stays to be seen: one that never starts stands in, and has nothing to show. */
  #signOut() {
    if (this.#client === null) return;
    this.#client.stop();
    this.#client = this.#subject = null;
    const nobody = new NotificationClient({ httpApiUrl: this.#url, getToken: () => "" });
    for (const one of this.#elements) one.shared = nobody;
  }

  /** @param {NotificationClient} client */
  #start(client) {
    this.#isSignedOut = false;
    client.start();
  }

  get #renewal() {
    return [...this.#elements].find((one) => one.getToken)?.getToken;
  }
}

/** @type {Map<string, Shared>} */
const shared = new Map();

/** Begins its client when the first element brings a token. @param {string} httpApiUrl */
export function sharedBy(httpApiUrl) {
  const url = httpApiUrl.replace(/\/+$/, "");
  const found = shared.get(url) ?? new Shared(url);
  shared.set(url, found);
  return found;
}
