// Where a person wants to hear of things at all, and the rest that e-mail may be given.
import { element } from "../dom.js";
import { group, switchRow } from "./fields.js";

/** @typedef {import("../../client/notification-client.js").Preferences} Preferences */

/** @type {readonly [name: "in-app" | "email" | "sms" | "push", field: ChannelField, text: "inApp" | "email" | "sms" | "push"][]} */
export const CHANNELS = [
  ["in-app", "inAppEnabled", "inApp"],
  ["email", "emailEnabled", "email"],
  ["sms", "smsEnabled", "sms"],
  ["push", "pushEnabled", "push"],
];
/** @typedef {"inAppEnabled" | "emailEnabled" | "smsEnabled" | "pushEnabled"} ChannelField */

const PAUSE_MILLISECONDS = 30 * 24 * 60 * 60 * 1000;

export class Channels {
  #language;
  /** @type {Map<ChannelField, HTMLInputElement>} */
  #inputs = new Map();
  #pauseText = element("p", { className: "faint" });
  #pauseButton = element("button", { type: "button", className: "quiet", part: "pause" });

  /** @param {import("../language.js").Language} language @param {import("./view.js").Save} save */
  constructor(language, save) {
    this.#language = language;
    let isPaused = false;
    this.#pauseButton.addEventListener("click", () => {
      save({ emailMutedUntil: isPaused ? null : new Date(Date.now() + PAUSE_MILLISECONDS).toISOString() });
    });
    const rows = CHANNELS.map(([name, field, text]) => {
      const onchange = (/** @type {boolean} */ isOn) => save({ [field]: isOn });
      const { row, input } = switchRow({ name: field, label: language.say(text), hint: language.say(`${text}Hint`), drawing: name, onchange });
      this.#inputs.set(field, input);
      if (name === "email") row.querySelector(".words")?.append(element("div", { className: "pause" }, this.#pauseText, this.#pauseButton));
      return row;
    });
    this.node = group(language.say("channels"), ...rows);
    this.showPause = (/** @type {Date | null} */ until) => {
      isPaused = until !== null && until.getTime() > Date.now();
      this.#pauseText.textContent = isPaused && until ? language.say("paused", { date: this.#day(until) }) : "";
      this.#pauseButton.textContent = language.say(isPaused ? "resume" : "pause");
    };
  }

  /** @param {Preferences} preferences */
  show(preferences) {
    for (const [field, input] of this.#inputs) input.checked = preferences[field];
    this.showPause(preferences.emailMutedUntil ? new Date(preferences.emailMutedUntil) : null);
  }

  /** @param {Date} date */
  #day(date) {
    return new Intl.DateTimeFormat(this.#language.tag, { dateStyle: "long" }).format(date);
  }
}
