// The operator's side of the demo: orders what the played providers do next, so that one can watch it being settled.
import { attempt, notice } from "./notices.js";
import { element } from "./dom.js";

const TOLD_LATER = new Set(["email", "sms"]); // the providers that tell by receipts what became of a message

const byId = (id) => document.getElementById(id);

async function ask(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (response.ok) return;
  const answer = await response.json().catch(() => ({}));
  throw new Error(answer.error ?? `${path} answered ${response.status}`);
}

export class BadDay {
  #operator;
  #orders = byId("bad-day");
  #mailbox = byId("mailbox");

  constructor(operator, users) {
    this.#operator = operator;
    this.#mailbox.elements.userId.replaceChildren(...users.filter((user) => user.role === "user").map((user) =>
      element("option", { value: user.userId, textContent: user.username })));
    this.#orders.elements.channel.addEventListener("change", () => this.#offerReceipts());
    this.#onSubmit(this.#orders, () => this.#order());
    this.#onSubmit(this.#mailbox, () => this.#moveMailbox());
    byId("take-back").addEventListener("click", () => attempt(() => this.#takeBack()));
  }

  #onSubmit(form, action) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      attempt(action);
    });
  }

  #offerReceipts() {
    const { channel, what } = this.#orders.elements;
    const tells = TOLD_LATER.has(channel.value);
    byId("receipts").disabled = !tells;
    if (!tells && what.value.startsWith("/receipts")) what.selectedIndex = 0;
  }

  async #order() {
    const { channel, what, times } = this.#orders.elements;
    const [path, mode] = what.value.split(" ");
    await ask("POST", path, { channel: channel.value, mode, times: times.valueAsNumber });
    notice("Ordered. Now drop a message.");
  }

  async #takeBack() {
    await Promise.all([ask("DELETE", "/faults"), ask("DELETE", "/receipts")]);
    notice("Every order is taken back.");
  }

  /** Every time another address: one that bounced takes no more messages. */
  async #moveMailbox() {
    const { userId, fate } = this.#mailbox.elements;
    const email = `${fate.value}+${Date.now().toString(36)}@simulator.amazonses.com`;
    await this.#operator.giveAddress(userId.value, email);
    notice(`The address is ${email} now.`);
  }
}
