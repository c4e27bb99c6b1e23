// What the four elements have in common: where their client and their language come from, and when they are drawn anew.
import { sharedBy } from "./clients.js";
import { element, focusedIn } from "./dom.js";
import { languageOf } from "./language.js";
import firstWords from "./texts/first.js";

/** @typedef {import("../client/notification-client.js").NotificationClient} NotificationClient */
/** @typedef {import("./language.js").Language} Language */
/** @typedef {import("./language.js").OwnTexts} OwnTexts */
/**
 * What there is to draw with.
 * @typedef {{ host: CarillonElement, root: ShadowRoot, client: NotificationClient | null, language: Language, direction: string }} Stage
 */
/** Draws on a stage; answers the way to end what it started. @typedef {(stage: Stage) => () => void} View */

const PROPERTIES = /** @type {const} */ (["client", "getToken", "texts"]);
const FIRST_PLACE = "button:not([hidden]), [tabindex]";

/** The language around a node, which may stand in an application's shadow root. @param {Element | undefined} node @returns {string} */
function languageAround(node) {
  if (node === undefined) return "en";
  const nearest = /** @type {HTMLElement | null} */ (node.closest("[lang]"));
  return nearest?.lang ?? languageAround(/** @type {ShadowRoot} */ (node.getRootNode()).host);
}

export class CarillonElement extends HTMLElement {
  static observedAttributes = ["http-api-url", "token", "lang", "dir"];

  #root = this.attachShadow({ mode: "open" });
  /** @type {NotificationClient | null} */
  #own = null;
  /** @type {NotificationClient | null} */
  #shared = null;
  /** @type {(() => Promise<string> | string) | null} */
  #getToken = null;
  /** @type {OwnTexts | null} */
  #texts = null;
  /** @type {ReturnType<typeof sharedBy> | null} */
  #joined = null;
  #end = () => {};
  #turn = 0;

  /** Whether the first words are enough in English, so that no others are fetched. */
  saysLittle = false;

  /** Fetches the code that draws it. @returns {Promise<View>} */
  async view() {
    throw new TypeError("each element says what draws it");
  }

  /** A client of the application's own, which starts and stops it; else the one that the attributes ask for. */
  get client() {
    return this.#own ?? this.#shared;
  }

  set client(client) {
    this.#own = client;
    this.#join();
    this.#draw();
  }

  get getToken() {
    return this.#getToken;
  }

  set getToken(getToken) {
    this.#getToken = getToken;
    this.#joined?.credentialsChanged(this);
  }

  get texts() {
    return this.#texts;
  }

  set texts(texts) {
    this.#texts = texts;
    this.#draw();
  }

  get token() {
    return this.getAttribute("token") || null;
  }

  set token(token) {
    this.setAttribute("token", token ?? "");
  }

  get httpApiUrl() {
    return this.getAttribute("http-api-url") ?? "";
  }

  set httpApiUrl(url) {
    this.setAttribute("http-api-url", url);
  }

  /** For `clients.js` alone: the client of this element's API. */
  set shared(/** @type {NotificationClient | null} */ client) {
    if (client === this.#shared) return;
    this.#shared = client;
    if (!this.#own) this.#draw();
  }

  connectedCallback() {
    for (const name of PROPERTIES) {
      if (!Object.hasOwn(this, name)) continue;
      const value = this[name]; // set before the class was there: it would hide the accessor
      delete this[name];
      Object.assign(this, { [name]: value });
    }
    this.#join();
    this.#draw();
  }

  disconnectedCallback() {
    this.#join();
    this.#turn += 1;
    this.#end();
    this.#end = () => {};
  }

  /** @param {string} name */
  attributeChangedCallback(name) {
    if (name === "token") this.#joined?.credentialsChanged(this);
    else if (name === "http-api-url") this.#join();
    else this.#draw();
  }

  #join() {
    const wanted = this.isConnected && !this.#own && this.httpApiUrl ? sharedBy(this.httpApiUrl) : null;
    if (wanted === this.#joined) return;
    this.#joined?.leave(this);
    this.#joined = wanted;
    wanted?.join(this);
  }

  /** However much a page changes at once, it is drawn once, as it was left. */
  async #draw() {
    const turn = ++this.#turn;
    if (!this.isConnected) return;
    try {
      const [language, view] = await Promise.all([languageOf(languageAround(this), this.#texts, this.saysLittle), this.view()]);
      if (turn !== this.#turn) return;
      this.#replace(() => {
        this.#end();
        this.#root.replaceChildren();
        this.#end = view({ host: this, root: this.#root, client: this.client, language, direction: this.dir || language.direction });
      });
    } catch (error) { // its code could not be fetched, as when the device went offline
      const retry = element("button", { type: "button", textContent: String(this.#texts?.retry ?? firstWords.retry), onclick: () => this.#draw() });
      if (turn === this.#turn) this.#replace(() => this.#root.replaceChildren(retry));
      reportError(error);
    }
  }

  /** Who had the focus in what is gone has it in what came instead. @param {() => void} draw */
  #replace(draw) {
    const isHeld = focusedIn(this.#root) !== null;
    draw();
    if (isHeld) /** @type {HTMLElement | null} */ (this.#root.querySelector(FIRST_PLACE))?.focus();
  }
}

/** A second copy of this script on the page changes nothing. @param {string} tag @param {CustomElementConstructor} kind */
export function define(tag, kind) {
  if (!customElements.get(tag)) customElements.define(tag, kind);
}
