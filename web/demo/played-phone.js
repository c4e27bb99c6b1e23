// Push messages where there is no push service at hand: a phone that the demo plays. What it gets is in the outbox.
import { element } from "./dom.js";
import { attempt } from "./notices.js";

async function asked(url, body) {
  const response = await fetch(url, body && { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${new URL(response.url).pathname} answered ${response.status}.`);
  return response.json();
}

/** The local sink is its push service, and keeps its keys. */
async function subscription(session) {
  const { publicKey } = await asked(session.api("/push-key"));
  return asked("/push-subscriptions", { applicationServerKey: publicKey });
}

/** Whether the browser itself is subscribed; then there is nothing to play. */
async function isReal() {
  const registration = await navigator.serviceWorker?.getRegistration();
  return Boolean(await registration?.pushManager?.getSubscription());
}

export class PlayedPhone {
  #words;
  #session;
  #push;
  #onChange;
  #button = element("button", { type: "button", className: "button", id: "push-toggle", onclick: () => attempt(() => this.#toggle()) });

  /** `onChange()` is called after it was turned on or off. */
  constructor(words, session, client, onChange) {
    this.#words = words;
    this.#session = session;
    this.#push = client.push;
    this.#onChange = onChange;
    this.node = element("p", { className: "device" }, element("span", { textContent: words.phone }), this.#button);
  }

  async show() {
    const isOn = (await this.#push.state()) === "on";
    this.#button.value = isOn ? "on" : "off";
    this.#button.textContent = isOn ? this.#words.phoneOff : this.#words.phoneOn;
    this.node.hidden = isOn && (await isReal());
  }

  async #toggle() {
    this.#button.disabled = true;
    try {
      if (this.#button.value === "on") await this.#push.unsubscribe();
      else await this.#push.adopt(await subscription(this.#session));
      this.#onChange();
    } finally {
      this.#button.disabled = false;
      await this.show();
    }
  }
}
