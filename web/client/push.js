import { storage } from "./storage.js";

/**
 * What this browser remembers: whose its subscription is, where it leads, with which key and for which worker it was made.
 *
 * @typedef {{owner: string | null, endpoint: string, key?: string, scope?: string}} Device
 */

/** @param {string} base64url */
const bytesOf = (base64url) =>
  Uint8Array.from(atob(base64url.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));

/** A worker that can take pushes. @param {ServiceWorkerRegistration} [given] */
async function ready(given) {
  const registration = given ?? (await navigator.serviceWorker.getRegistration());
  const worker = registration?.active ?? registration?.waiting ?? registration?.installing;
  if (!registration || !worker) throw new Error("Push needs a service worker: register one first.");
  while (!["activated", "redundant"].includes(worker.state)) {
    await new Promise((changed) => worker.addEventListener("statechange", changed, { once: true }));
  }
  return registration;
}

/** Web push to this browser. */
export class Push {
  #http;
  #name;

  /** @param {import("./http.js").Http} http @param {string} httpApiUrl */
  constructor(http, httpApiUrl) {
    this.#http = http;
    this.#name = `carillon:push:${httpApiUrl}`;
  }

  /** @returns {Promise<"unsupported" | "denied" | "off" | "on">} */
  async state() {
    const device = await this.#own();
    if (device && !device.key) return "on";
    if (!("PushManager" in globalThis && "Notification" in globalThis && navigator.serviceWorker)) return "unsupported";
    if (Notification.permission === "denied") return "denied";
    const subscription = await (await this.#registration(device))?.pushManager.getSubscription();
    return device && subscription?.endpoint === device.endpoint ? "on" : "off";
  }

  /** @param {ServiceWorkerRegistration} [registration] */
  async subscribe(registration) {
    // Asked before anything is waited for: browsers show the question only to a click.
    if (Notification.permission !== "granted" && (await Notification.requestPermission()) !== "granted") {
      throw new DOMException("This browser may not show notifications.", "NotAllowedError");
    }
    await this.#subscribe(await ready(registration), false);
  }

  /** @param {ServiceWorkerRegistration} [given] */
  async unsubscribe(given) {
    const device = await this.#own();
    if (device === null) return;
    const subscription = await (given ?? (await this.#registration(device)))?.pushManager?.getSubscription();
    storage()?.removeItem(this.#name); // forgotten even if the server cannot be told
    if (subscription?.endpoint === device.endpoint) await subscription.unsubscribe();
    await this.#unregister(device.endpoint);
  }

  /** @param {PushSubscriptionJSON} subscription */
  async adopt(subscription) {
    await this.#register(subscription, {});
  }

  /**
   * The browser put another subscription in the place of this person's, and of nobody else's.
   *
   * @param {PushSubscriptionJSON} subscription
   * @param {string | null} oldEndpoint
   */
  async replace(subscription, oldEndpoint) {
    const device = await this.#own();
    if (device && device.endpoint === (oldEndpoint ?? device.endpoint)) await this.#register(subscription, device);
  }

  /** Whether what the worker says is somebody else's, who used this browser before. */
  async isSomebodyElses() {
    return this.#remembered() !== null && (await this.#own()) === null;
  }

  /** A subscription is bound to the key it was made with, and a browser may drop it without a word. */
  async renew() {
    const device = await this.#own();
    if (!device?.key) return;
    const registration = await this.#registration(device);
    if (registration && Notification.permission === "granted") await this.#subscribe(registration, true);
    else await this.unsubscribe();
  }

  /** @param {ServiceWorkerRegistration} registration @param {boolean} onlyIfNew */
  async #subscribe(registration, onlyIfNew) {
    const { publicKey: key } = await this.#http.call("GET", "/push-key");
    const before = this.#remembered();
    const old = await registration.pushManager.getSubscription();
    if (old && old.endpoint === before?.endpoint && before.key !== key) await old.unsubscribe();
    const options = { userVisibleOnly: true, applicationServerKey: bytesOf(key) };
    const subscription = await registration.pushManager.subscribe(options); // the same one, if there is one
    if (onlyIfNew && subscription.endpoint === before?.endpoint) return;
    await this.#register(subscription.toJSON(), { key, scope: registration.scope });
  }

  /** @param {PushSubscriptionJSON} subscription @param {Pick<Device, "key" | "scope">} madeWith */
  async #register(subscription, { key, scope }) {
    const before = await this.#own();
    const { endpoint = "" } = subscription;
    const deviceInfo = { platform: navigator.platform || "unknown", language: navigator.language };
    await this.#http.call("POST", "/subscribe-push", { ...subscription, deviceInfo });
    /** @type {Device} */
    const device = { owner: await this.#http.subject(), endpoint, key, scope };
    storage()?.setItem(this.#name, JSON.stringify(device));
    if (before && before.endpoint !== endpoint) await this.#unregister(before.endpoint);
  }

  /** @param {string} endpoint */
  async #unregister(endpoint) {
    await this.#http.call("DELETE", "/unsubscribe-push", { endpoint }).catch((error) => {
      if (error.status !== 404) throw error;
    });
  }

  /** @param {Device | null} device */
  async #registration(device) {
    return navigator.serviceWorker?.getRegistration(device?.scope);
  }

  /** @returns {Device | null} */
  #remembered() {
    return JSON.parse(storage()?.getItem(this.#name) ?? "null");
  }

  async #own() {
    const device = this.#remembered();
    return device?.owner === (await this.#http.subject()) ? device : null;
  }
}
