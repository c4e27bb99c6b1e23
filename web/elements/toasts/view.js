// What arrives is shown for some seconds in a corner: three at most, none while a hand or the focus is on them.
import { element } from "../dom.js";
import { common, controls } from "../looks.js";
import { sayArrival } from "../voice.js";
import { stack } from "./styles.js";
import { Toast } from "./toast.js";

const SHOWN_AT_MOST = 3;
const SECONDS = 7;

class Toasts {
  #stage;
  #region;
  #voice = element("p", { className: "visually-hidden", "aria-live": "polite" });
  /** @type {Toast[]} newest first */
  #toasts = [];
  /** @type {HTMLElement | null} */
  #before = null;

  /** @param {import("../base.js").Stage} stage */
  constructor(stage) {
    this.#stage = stage;
    const { root, language, direction } = stage;
    root.adoptedStyleSheets = [common, controls, stack];
    this.#region = element("section", { className: "stack", part: "stack", popover: "manual", "aria-label": language.say("toasts") });
    for (const type of ["pointerenter", "focusin"]) this.#region.addEventListener(type, () => this.#hold());
    for (const type of ["pointerleave", "focusout"]) this.#region.addEventListener(type, () => this.#goOn());
    this.#region.addEventListener("focusin", (event) => {
      const from = /** @type {HTMLElement | null} */ (event.relatedTarget);
      if (from && !this.#region.contains(from)) this.#before = from;
    });
    root.append(element("div", { dir: direction, lang: language.tag }, this.#region, this.#voice));
  }

  /** Shows arrivals until the answer is called. */
  start() {
    const { client, language } = this.#stage;
    const arrived = (/** @type {Event} */ event) => {
      this.#add(/** @type {CustomEvent} */ (event).detail);
      sayArrival(event, this.#voice, language);
    };
    const escape = (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Escape" && !event.defaultPrevented) this.#dismissByKey();
    };
    client?.addEventListener("notification", arrived);
    document.addEventListener("keydown", escape);
    return () => {
      client?.removeEventListener("notification", arrived);
      document.removeEventListener("keydown", escape);
      for (const toast of [...this.#toasts]) toast.dismiss();
    };
  }

  /** @param {import("../../client/notification-client.js").Notification} notification */
  #add(notification) {
    const seconds = Number(this.#stage.host.getAttribute("seconds")) || SECONDS;
    const toast = new Toast(this.#stage, notification, seconds * 1000, (one) => this.#gone(one));
    this.#toasts.unshift(toast);
    this.#region.prepend(toast.node);
    if (!this.#region.matches(":popover-open")) this.#region.showPopover();
    for (const older of this.#toasts.slice(SHOWN_AT_MOST)) older.dismiss();
    if (this.#region.matches(":hover, :focus-within")) toast.hold();
    else toast.goOn();
  }

  /** @param {Toast} toast */
  #gone(toast) {
    const held = toast.node.matches(":focus-within");
    this.#toasts = this.#toasts.filter((one) => one !== toast);
    toast.node.remove();
    if (held) (this.#toasts[0] ?? this.#before)?.focus();
    if (this.#toasts.length === 0) this.#region.hidePopover();
    this.#goOn();
  }

  /** The one that has the focus, else the newest: no way to them is needed to be rid of them. */
  #dismissByKey() {
    const held = this.#toasts.find(({ node }) => node.matches(":focus-within"));
    (held ?? this.#toasts[0])?.dismiss();
  }

  #hold() {
    for (const toast of this.#toasts) toast.hold();
  }

  #goOn() {
    queueMicrotask(() => {
      if (!this.#region.matches(":hover, :focus-within")) for (const toast of this.#toasts) toast.goOn();
    });
  }
}

/** @param {import("../base.js").Stage} stage */
export function drawToasts(stage) {
  return new Toasts(stage).start();
}
