// Push messages on this very device: what the browser says of them, and the button that changes it.
import { element } from "../dom.js";
import { group } from "./fields.js";

const WORDS = /** @type {const} */ ({ unsupported: "deviceUnsupported", denied: "deviceDenied", off: "deviceOff", on: "deviceOn" });

export class Device {
  #client;
  #language;
  #sentence = element("p", { className: "words" });
  #button = element("button", { type: "button", className: "button", part: "device", hidden: true });

  /**
   * @param {import("../base.js").NotificationClient | null} client
   * @param {import("../language.js").Language} language
   * @param {ServiceWorkerRegistration | null} registration
   * @param {(work: () => Promise<void>) => Promise<void>} attempt
   */
  constructor(client, language, registration, attempt) {
    this.#client = client;
    this.#language = language;
    this.node = group(language.say("device"), element("div", { className: "row" }, this.#sentence, this.#button));
    this.#button.addEventListener("click", async () => {
      const push = client?.push;
      const isOn = (await push?.state()) === "on";
      await attempt(async () => (isOn ? push?.unsubscribe(registration ?? undefined) : push?.subscribe(registration ?? undefined)));
      await this.show();
    });
  }

  async show() {
    const state = (await this.#client?.push.state()) ?? "unsupported";
    this.#sentence.textContent = this.#language.say(WORDS[state]);
    this.#button.textContent = this.#language.say(state === "on" ? "deviceTurnOff" : "deviceTurnOn");
    this.#button.hidden = state === "unsupported" || state === "denied";
  }
}
