// The preferences: a switch per field of the API, saved as it is flipped; what is refused goes back with the reason.
import { element, focusedIn } from "../dom.js";
import { icon } from "../icons.js";
import { common, controls } from "../looks.js";
import { reasonOf } from "../reason.js";
import { Channels } from "./channels.js";
import { Device } from "./device.js";
import { Digest } from "./digest.js";
import { Matrix } from "./matrix.js";
import { form } from "./styles.js";

/** @typedef {import("../base.js").Stage} Stage */
/** @typedef {import("../../client/notification-client.js").Preferences} Preferences */
/** @typedef {{ node: Node, show(preferences: Preferences): void }} Group */
/** Saves a change. @typedef {(changes: Partial<Preferences>) => void} Save */

const SAVED_FOR_MILLISECONDS = 4_000;

class PreferencesView {
  #client;
  #language;
  #status = element("p", { className: "status", role: "status", hidden: true });
  #content = element("div");
  #section;
  /** @type {Group[]} */
  #groups;
  #device;
  /** @type {Preferences | null} */
  #held = null;
  #queue = Promise.resolve();
  #waiting = 0;
  #timer = 0;

  /** @param {Stage} stage */
  constructor({ host, root, client, language, direction }) {
    this.#client = client;
    this.#language = language;
    root.adoptedStyleSheets = [common, controls, form];
    const save = (/** @type {Partial<Preferences>} */ changes) => this.#save(changes);
    this.#groups = [new Channels(language, save), new Matrix(language, save), new Digest(language, save)];
    const { registration } = /** @type {import("../notification-preferences.js").NotificationPreferences} */ (host);
    this.#device = new Device(client, language, registration, (work) => this.#attempt(work));
    this.#section = element("section", {
      className: "preferences", part: "form", dir: direction, lang: language.tag, "aria-label": language.say("preferences"), tabindex: "-1",
    }, this.#content, element("div", { className: "foot" }, this.#status));
    root.append(this.#section);
    this.#load();
  }

  end() {
    clearTimeout(this.#timer);
  }

  /** Until they are known no switch pretends to know its position. */
  async #load() {
    if (focusedIn(this.#content)) this.#section.focus(); // the button that asks again goes
    this.#content.setAttribute("aria-busy", "true");
    this.#content.replaceChildren(element("div", { className: "wait" },
      element("span", { className: "spinner" }), element("span", { className: "visually-hidden", textContent: this.#language.say("loading") })));
    if (!this.#client) return;
    try {
      this.#held = await this.#client.preferences();
      this.#content.replaceChildren(...this.#groups.map(({ node }) => node), this.#device.node);
      this.#show();
      this.#device.show();
    } catch {
      this.#content.replaceChildren(element("div", { className: "wait trouble" }, icon("problem"),
        element("p", { role: "alert", textContent: this.#language.say("failed") }),
        element("button", { type: "button", className: "button", textContent: this.#language.say("retry"), onclick: () => this.#load() })));
    }
    this.#content.removeAttribute("aria-busy");
  }

  /** One after the other, so that the last answer is the last word; the controls stay as they were set meanwhile. */
  #save(/** @type {Partial<Preferences>} */ changes) {
    this.#waiting += 1;
    this.#queue = this.#queue.then(async () => {
      await this.#attempt(async () => {
        this.#held = (await this.#client?.changePreferences(changes)) ?? this.#held;
      });
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#show();
    });
  }

  #show() {
    const held = this.#held;
    if (held) this.#groups.forEach((group) => group.show(held));
  }

  /** @param {() => Promise<void>} work */
  async #attempt(work) {
    this.#say("saving");
    try {
      await work();
      this.#say("saved");
    } catch (error) {
      this.#say("notSaved", { reason: reasonOf(/** @type {Error} */ (error), this.#language) });
    }
  }

  /** @param {"saving" | "saved" | "notSaved"} name @param {Record<string, string>} [values] */
  #say(name, values) {
    clearTimeout(this.#timer);
    this.#status.hidden = false;
    this.#status.className = `status ${name}`;
    this.#status.textContent = this.#language.say(name, values);
    if (name !== "saved") return;
    this.#timer = window.setTimeout(() => {
      this.#status.hidden = true;
    }, SAVED_FOR_MILLISECONDS);
  }
}

/** @param {Stage} stage */
export function drawPreferences(stage) {
  const view = new PreferencesView(stage);
  return () => view.end();
}
