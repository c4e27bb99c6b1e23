// Web push for this browser. The local push service makes the subscription that a browser's own would make.
import { notice } from "./notices.js";

const byId = (id) => document.getElementById(id);

async function makeSubscription() {
  const response = await fetch("/push-subscriptions", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: "{}",
  });
  if (!response.ok) throw new Error(`The push service answered ${response.status}`);
  return response.json();
}

function deviceInfo() {
  return { platform: navigator.platform || "unknown", language: navigator.language };
}

export class ThisDevice {
  #api;
  #key;

  constructor(api, user) {
    this.#api = api;
    this.#key = `carillon.push.${user.userId}`;
    this.#show();
  }

  get #endpoint() {
    return localStorage.getItem(this.#key);
  }

  async toggle() {
    const button = byId("push-toggle");
    button.disabled = true;
    try {
      await (this.#endpoint === null ? this.#subscribe() : this.#unsubscribe());
    } finally {
      button.disabled = false;
      this.#show();
    }
  }

  async #subscribe() {
    const subscription = await makeSubscription();
    await this.#api.subscribePush({ ...subscription, deviceInfo: deviceInfo() });
    localStorage.setItem(this.#key, subscription.endpoint);
    notice("This device now gets push messages.");
  }

  async #unsubscribe() {
    const endpoint = this.#endpoint;
    localStorage.removeItem(this.#key); // forgotten even if the server no longer knows it
    await this.#api.unsubscribePush(endpoint);
    notice("This device gets no more push messages.");
  }

  #show() {
    const subscribed = this.#endpoint !== null;
    byId("push-toggle").textContent = subscribed ? "Unsubscribe this device" : "Subscribe this device";
    byId("push-state").textContent = subscribed ? "This device gets push messages." : "This device gets no push messages.";
  }
}
