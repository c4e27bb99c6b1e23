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
  ["Of these also email", [
    ["categoryChannels.transaction.email", "About transactions", "The switch above is for every channel"],
    ["categoryChannels.security.email", "About security", "What must reach you comes all the same"],
    ["categoryChannels.system.email", "About the system", "Maintenance and incidents"],
    ["categoryChannels.reward.email", "About points and perks", "Also turned off by the link in such an email"],
    ["categoryChannels.admin.email", "From administrators", "From the people who run this"],
    ["categoryChannels.promotional.email", "About offers", "If you take them at all"],
  ]],
  ["Digest", [
    ["enableDigest", "Collect into a digest", "Kept for later: digests are not sent yet"],
  ]],
];
const FREQUENCIES = ["hourly", "daily", "weekly"];

/** A field may stand inside of others: its path is told with dots. A choice that nobody made is on. */
const valueOf = (preferences, path) => path.split(".").reduce((value, name) => value?.[name], preferences) ?? true;
const changeOf = (path, value) => path.split(".").reduceRight((inner, name) => ({ [name]: inner }), value);

const byId = (id) => document.getElementById(id);

export class Preferences {
  #api;
  #fields = new Map();
  #frequency;
  #muted;

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
    if (name === "Channels") group.append(this.#muteRow());
    return group;
  }

  #muteRow() {
    this.#muted = element("p");
    return element("div", { className: "preference", id: "muted", hidden: true }, this.#muted,
      element("button", {
        type: "button", className: "button", textContent: "Resume", onclick: () => this.#save("emailMutedUntil", null),
      }));
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
    const saved = await attempt(() => this.#api.changePreferences(changeOf(field, value)));
    if (saved === undefined) {
      await this.load(); // back to what is true
      return;
    }
    this.#show(saved);
    byId(field)?.focus(); // disabling it for the moment of saving took the focus away
    notice("Preferences saved.");
  }

  #show(preferences) {
    for (const [field, input] of this.#fields) input.checked = valueOf(preferences, field) === true;
    this.#frequency.value = preferences.digestFrequency;
    const until = preferences.emailMutedUntil;
    byId("muted").hidden = !(until && new Date(until) > new Date());
    this.#muted.textContent = until ? `Emails rest until ${new Date(until).toLocaleString()}.` : "";
    this.#setDisabled(false);
    const saved = preferences.updatedAt;
    byId("preferences-saved").replaceChildren(...(saved ? ["Last changed ", ago(saved)] : ["These are the defaults."]));
  }

  #setDisabled(disabled) {
    for (const input of [...this.#fields.values(), this.#frequency]) input.disabled = disabled;
  }
}
