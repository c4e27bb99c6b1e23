// Push messages on this very device: what the browser says of them, and the button that changes it.
import { element, focusedIn } from "../dom.js";
import { group } from "./fields.js";

/** @typedef {"unsupported" | "denied" | "off" | "on" | "unknown"} State */
/** @typedef {keyof import("../language.js").Texts} TextName */

/** What is said of it, and what the button offers; null: nothing can be done here. @type {Record<State, [TextName, TextName | null]>} */
const WORDS = {
  unsupported: ["deviceUnsupported", null],
  denied: ["deviceDenied", null],
  off: ["deviceOff", "deviceTurnOn"],
  on: ["deviceOn", "deviceTurnOff"],
  unknown: ["failed", "retry"],
};

export class Device {
  #client;
  #language;
  #registration;
  #attempt;
  /** @type {State} */
  #state = "unknown";
  #sentence = element("p", { className: "words", tabindex: "-1" });
  #button = element("button", { type: "button", className: "button", part: "device", hidden: true, onclick: () => this.#press() });

  /**
   * @param {import("../base.js").NotificationClient | null} client
   * @param {import("../language.js").Language} language
   * @param {ServiceWorkerRegistration | null} registration
   * @param {(work: () => Promise<void>) => Promise<void>} attempt
   */
  constructor(client, language, registration, attempt) {
    this.#client = client;
    this.#language = language;
    this.#registration = registration ?? undefined;
    this.#attempt = attempt;
    this.node = group(language.say("device"), element("div", { className: "row" }, this.#sentence, this.#button));
  }

  async show() {
    try {
      this.#state = (await this.#client?.push.state()) ?? "unsupported";
    } catch {
      this.#state = "unknown";
    }
    const [sentence, offer] = WORDS[this.#state];
    this.#sentence.textContent = this.#language.say(sentence);
    this.#button.textContent = offer && this.#language.say(offer);
    if (offer === null && focusedIn(this.#button)) this.#sentence.focus();
    this.#button.hidden = offer === null;
  }

  /** Nothing is waited for before the browser is asked: it puts its question only to a click. */
  async #press() {
    const push = this.#client?.push;
    if (this.#state === "on") await this.#attempt(async () => push?.unsubscribe(this.#registration));
    if (this.#state === "off") await this.#attempt(async () => push?.subscribe(this.#registration));
    await this.show();
  }
}
