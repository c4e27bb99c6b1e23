// Web push for this browser. The local push service makes the subscription that a browser's own would make.
import { notice } from "./notices.js";

const byId = (id) => document.getElementById(id);

async function makeSubscription(applicationServerKey) {
  const response = await fetch("/push-subscriptions", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ applicationServerKey }),
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
    this.#renew().catch(() => {}); // the old subscription still works, and the next visit tries again
  }

  get #endpoint() {
    return localStorage.getItem(this.#key);
  }

  get #madeWith() {
    return `${this.#key}.made-with`;
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
    await this.#subscribeWith(await this.#api.pushKey());
    notice("This device now gets push messages.");
  }

  async #subscribeWith(publicKey) {
    const subscription = await makeSubscription(publicKey);
    await this.#api.subscribePush({ ...subscription, deviceInfo: deviceInfo() });
    localStorage.setItem(this.#key, subscription.endpoint);
    localStorage.setItem(this.#madeWith, publicKey);
  }

  // A subscription is bound to the server's key it was made with: when that was rotated, make another one.
  async #renew() {
    const endpoint = this.#endpoint;
    if (endpoint === null) return;
    const publicKey = await this.#api.pushKey();
    if (localStorage.getItem(this.#madeWith) === publicKey) return;
    await this.#subscribeWith(publicKey);
    await this.#api.unsubscribePush(endpoint);
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
