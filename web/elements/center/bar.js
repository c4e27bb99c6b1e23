// The bar at the foot of the list: what was just deleted, with the way back, or what did not work.
import { element, focusedIn } from "../dom.js";

/** How long a deletion can be taken back: long enough to read the bar and reach its button. */
export const UNDO_MILLISECONDS = 10_000;

export class Bar {
  #timer = 0;
  #sentence = element("p");
  #button = element("button", { type: "button", className: "undo", onclick: () => this.press() });
  /** @type {(() => void) | null} */
  #action = null;
  #voice;
  #fallback;

  /**
   * @param {HTMLElement} voice the live region that says the same
   * @param {() => void} fallback gives the focus a place when the bar goes with it
   */
  constructor(voice, fallback) {
    this.#voice = voice;
    this.#fallback = fallback;
    this.node = element("div", { className: "bar", part: "bar", hidden: true }, this.#sentence, this.#button);
  }

  /**
   * @param {string} sentence
   * @param {{ label: string, press: () => void } | null} [action]
   */
  show(sentence, action = null) {
    clearTimeout(this.#timer);
    this.#sentence.textContent = sentence;
    this.#voice.textContent = sentence;
    this.#action = action?.press ?? null;
    this.#button.textContent = action?.label ?? "";
    this.#button.hidden = action === null;
    this.#button.setAttribute("aria-keyshortcuts", "Control+Z Meta+Z");
    this.node.classList.toggle("problem", action === null);
    this.node.hidden = false;
    this.#timer = window.setTimeout(() => this.hide(), UNDO_MILLISECONDS);
  }

  /** Does what its button does, once; false when there is nothing to do. */
  press() {
    const action = this.#action;
    this.hide();
    action?.();
    return action !== null;
  }

  hide() {
    clearTimeout(this.#timer);
    this.#action = null;
    if (focusedIn(this.node)) this.#fallback();
    this.node.hidden = true;
  }
}
