// The bar at the foot of the list: what was just deleted, with the way back, or what did not work.
import { element, focusedIn } from "../dom.js";

/** Long enough to read the bar and reach its button. */
const SHOWN_MILLISECONDS = 10_000;
/** How long a deletion can be taken back, and once more while the bar is held: it asks before that is over. */
export const UNDO_MILLISECONDS = SHOWN_MILLISECONDS + 1_000;

/** @typedef {{ label: string, press: () => void, postpone: (milliseconds: number) => boolean }} Action */

export class Bar {
  #timer = 0;
  #sentence = element("p");
  #button = element("button", { type: "button", className: "undo", onclick: () => this.press() });
  /** @type {Action | null} */
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
   * @param {Action | null} [action]
   */
  show(sentence, action = null) {
    this.#sentence.textContent = sentence;
    this.#voice.textContent = sentence;
    this.#action = action;
    this.#button.textContent = action?.label ?? "";
    this.#button.hidden = action === null;
    this.#button.setAttribute("aria-keyshortcuts", "Control+Z Meta+Z");
    this.node.classList.toggle("problem", action === null);
    this.node.hidden = false;
    this.#wait();
  }

  /** Does what its button does, once; false when there is nothing to do. */
  press() {
    const action = this.#action;
    this.hide();
    action?.press();
    return action !== null;
  }

  hide() {
    clearTimeout(this.#timer);
    this.#action = null;
    if (focusedIn(this.node)) this.#fallback();
    this.node.hidden = true;
  }

  #wait() {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#expire(), SHOWN_MILLISECONDS);
  }

  /** Nobody loses the way back from under the pointer or the focus, unless it leads nowhere any more. */
  #expire() {
    const isHeld = this.node.matches(":hover, :focus-within");
    if (isHeld && (this.#action?.postpone(UNDO_MILLISECONDS) ?? true)) this.#wait();
    else this.hide();
  }
}
