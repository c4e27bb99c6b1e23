// What a person wants to hear of, and where: a switch per field of the contract, saved as it is flipped.
import { ago, element } from "./dom.js";
import { attempt, notice } from "./notices.js";

const GROUPS = [
  ["Channels", [
    ["inAppEnabled", "In-app", "The bell and this list"],
    ["emailEnabled", "Email", "Also when something stays unread for a while"],
    ["smsEnabled", "SMS", "To the phone number on file"],
    ["pushEnabled", "Push", "To every subscribed device"],
  ]],
  ["Categories", [
    ["transactionAlerts", "Transactions", "Payments, orders, receipts"],
    ["securityAlerts", "Security", "Sign-ins and changes to your account"],
    ["systemAlerts", "System", "Maintenance and incidents"],
    ["rewardAlerts", "Rewards", "Points and perks"],
    ["adminAlerts", "Administration", "From the people who run this"],
    ["promotionalEmails", "Promotions", "Offers, on every channel"],
  ]],
  ["Digest", [
    ["enableDigest", "Collect into a digest", "Kept for later: digests are not sent yet"],
  ]],
];
const FREQUENCIES = ["hourly", "daily", "weekly"];

const byId = (id) => document.getElementById(id);

export class Preferences {
  #api;
  #fields = new Map();
  #frequency;

  constructor(api) {
    this.#api = api;
    byId("preference-groups").replaceChildren(...GROUPS.map(([name, rows]) => this.#group(name, rows)));
    this.#setDisabled(true);
  }

  /** Fetches and shows them; until then no switch pretends to know its position. */
  async load() {
    const preferences = await attempt(() => this.#api.preferences());
    if (preferences !== undefined) this.#show(preferences);
  }

  #group(name, rows) {
    const group = element("fieldset", {}, element("legend", { textContent: name }), ...rows.map((row) => this.#row(row)));
    if (name === "Digest") group.append(this.#frequencyRow());
    return group;
  }

  #row([field, label, hint]) {
    const hintId = `${field}-hint`;
    const input = element("input", {
      type: "checkbox", role: "switch", id: field, name: field, className: "switch", "aria-describedby": hintId,
      onchange: (event) => this.#save(field, event.target.checked),
    });
    this.#fields.set(field, input);
    return element("div", { className: "preference" },
      element("div", {}, element("label", { for: field, textContent: label }),
        element("p", { className: "faint", id: hintId, textContent: hint })),
      input);
  }

  #frequencyRow() {
    this.#frequency = element("select", {
      id: "digestFrequency", name: "digestFrequency",
      onchange: (event) => this.#save("digestFrequency", event.target.value),
    }, ...FREQUENCIES.map((value) => element("option", { value, textContent: value })));
    return element("div", { className: "preference" },
      element("label", { for: "digestFrequency", textContent: "How often" }), this.#frequency);
  }

  async #save(field, value) {
    this.#setDisabled(true);
    const saved = await attempt(() => this.#api.changePreferences({ [field]: value }));
    if (saved === undefined) {
      await this.load(); // back to what is true
      return;
    }
    this.#show(saved);
    byId(field).focus(); // disabling it for the moment of saving took the focus away
    notice("Preferences saved.");
  }

  #show(preferences) {
    for (const [field, input] of this.#fields) input.checked = preferences[field] === true;
    this.#frequency.value = preferences.digestFrequency;
    this.#setDisabled(false);
    const saved = preferences.updatedAt;
    byId("preferences-saved").replaceChildren(...(saved ? ["Last changed ", ago(saved)] : ["These are the defaults."]));
  }

  #setDisabled(disabled) {
    for (const input of [...this.#fields.values(), this.#frequency]) input.disabled = disabled;
  }
}
