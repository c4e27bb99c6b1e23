import { ApiError, SignedOut } from "./errors.js";

const ANSWERS_WITHIN = 30_000;
const EXPIRY_MARGIN = 10_000;

/** @typedef {{value: string, expiresAt: number}} Token */

/** What a JWT says of itself; an opaque token says nothing. @param {string} token */
function claims(token) {
  try {
    const { sub = null, exp = 0 } = JSON.parse(atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/")));
    return { subject: sub, expiresAt: exp * 1000 };
  } catch {
    return { subject: null, expiresAt: 0 };
  }
}

/** `Retry-After`, in milliseconds: seconds or a date. @param {string | null} value */
function waitOf(value) {
  const wait = value === null ? 0 : Number(value) * 1000 || Date.parse(value) - Date.now();
  return Math.max(0, wait || 0);
}

const unreachable = () => {
  throw new ApiError(0);
};

/** The HTTP API, asked with a token that is renewed when it has expired or was refused. */
export class Http {
  #root;
  #getToken;
  #onSignedOut;
  #stopping = new AbortController();
  /** @type {Token | null} */ #token = null;
  /** @type {Promise<Token> | null} */ #renewing = null;
  /** Whose inbox it is; undefined before the first token. @type {string | null | undefined} */ #subject;

  /**
   * @param {string} root
   * @param {() => Promise<string> | string} getToken
   * @param {(error: SignedOut) => void} onSignedOut
   */
  constructor(root, getToken, onSignedOut) {
    this.#root = root;
    this.#getToken = getToken;
    this.#onSignedOut = onSignedOut;
  }

  /** The `sub` of the token; null if it does not say. */
  async subject() {
    await this.#reporting(() => this.#fresh());
    return this.#subject ?? null;
  }

  /** Begins anew after a stop: with another token, which may be another person's. */
  start() {
    if (!this.#stopping.signal.aborted) return;
    this.#stopping = new AbortController();
    this.#token = null;
    this.#renewing = null;
    this.#subject = undefined;
  }

  stop() {
    this.#stopping.abort();
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body]
   * @param {boolean} [keepalive]  it is told to the end, although this page goes away
   * @returns {Promise<any>}
   */
  call(method, path, body, keepalive = false) {
    return this.#reporting(async () => {
      let token = await this.#fresh();
      let response = await this.#send(token, method, path, body, keepalive);
      if (response.status === 401) {
        token = await this.#fresh(token);
        response = await this.#send(token, method, path, body, keepalive);
      }
      if (response.status === 401) throw new SignedOut("The server refuses the new token too.");
      if (response.ok) return response.json().catch(unreachable);
      const answer = await response.json().catch(() => null);
      throw new ApiError(response.status, answer, waitOf(response.headers.get("Retry-After")));
    });
  }

  /** A last word, which outlives the page. @param {string} method @param {string} path */
  farewell(method, path) {
    if (this.#token) fetch(this.#root + path, { ...this.#options(this.#token, method), keepalive: true }).catch(() => {});
  }

  /** @template T @param {() => Promise<T>} ask @returns {Promise<T>} */
  async #reporting(ask) {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof SignedOut && !this.#stopping.signal.aborted) {
        this.#token = null;
        this.#onSignedOut(error);
      }
      throw error;
    }
  }

  /** @param {Token} token @param {string} method @param {unknown} [body] @returns {RequestInit} */
  #options(token, method, body) {
    /** @type {Record<string, string>} */
    const headers = { Authorization: `Bearer ${token.value}` };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    return { method, headers, cache: "no-store", body: JSON.stringify(body) };
  }

  /** @param {Token} token @param {string} method @param {string} path @param {unknown} body @param {boolean} keepalive */
  #send(token, method, path, body, keepalive) {
    const timeout = AbortSignal.timeout(ANSWERS_WITHIN);
    const signal = keepalive ? timeout : AbortSignal.any([this.#stopping.signal, timeout]);
    return fetch(this.#root + path, { ...this.#options(token, method, body), keepalive, signal }).catch(unreachable);
  }

  /** A token that is not the refused one. Calls at the same moment share one question. @param {Token} [refused] */
  async #fresh(refused) {
    if (this.#token && this.#token !== refused && Date.now() < this.#token.expiresAt) return this.#token;
    this.#renewing ??= this.#renew().finally(() => (this.#renewing = null));
    return this.#renewing;
  }

  async #renew() {
    const stopping = this.#stopping;
    let value;
    try {
      value = await this.#getToken();
    } catch (error) {
      if (error instanceof TypeError) unreachable(); // what fetch throws without a network: nobody is signed out by a tunnel
      throw new SignedOut("There is no token.", { cause: error });
    }
    if (stopping !== this.#stopping) unreachable(); // it was meant for whom this client served before
    const { subject, expiresAt } = claims(value);
    this.#subject ??= subject;
    if (!value || subject !== this.#subject) throw new SignedOut("The token is missing, or of somebody else.");
    // One that has expired by this clock was given all the same: the server's clock decides.
    this.#token = { value, expiresAt: expiresAt - EXPIRY_MARGIN > Date.now() ? expiresAt - EXPIRY_MARGIN : Infinity };
    return this.#token;
  }
}
