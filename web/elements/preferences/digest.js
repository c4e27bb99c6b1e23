// What is to be collected, and how often; kept by the server for the day when it builds digests.
import { drawing, element } from "../dom.js";
import { group, switchRow } from "./fields.js";

/** @typedef {import("../../client/notification-client.js").Preferences} Preferences */

const FREQUENCIES = /** @type {const} */ (["hourly", "daily", "weekly"]);
const DOWN = "M5 9l7 7 7-7";

export class Digest {
  #input;
  #select;

  /** @param {import("../language.js").Language} language @param {import("./view.js").Save} save */
  constructor(language, save) {
    const { row, input } = switchRow({
      name: "enableDigest", label: language.say("enableDigest"), hint: language.say("digestHint"),
      onchange: (isOn) => save({ enableDigest: isOn }),
    });
    this.#input = input;
    this.#select = element("select", { id: "digestFrequency", name: "digestFrequency" },
      ...FREQUENCIES.map((value) => element("option", { value, textContent: language.say(value) })));
    this.#select.addEventListener("change", () => {
      save({ digestFrequency: /** @type {Preferences["digestFrequency"]} */ (this.#select.value) });
    });
    this.node = group(language.say("digest"), row, element("div", { className: "row" },
      element("div", { className: "words" }, element("label", { for: "digestFrequency", textContent: language.say("frequency") })),
      element("span", { className: "select" }, this.#select, drawing(DOWN))));
  }

  /** @param {Preferences} preferences */
  show(preferences) {
    this.#input.checked = preferences.enableDigest;
    this.#select.value = preferences.digestFrequency;
  }
}
