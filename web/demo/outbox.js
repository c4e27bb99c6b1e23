// What left through the providers, as the person who gets it sees it: a mail, a text message, a card on a lock screen.
import { ago, element, icon, isolated } from "./dom.js";
import { followDeliveries } from "./deliveries.js";
import { channelName } from "./lanes.js";
import { mailFrame } from "./mail-frame.js";

const REFRESH_MILLISECONDS = 1_500;
const MOST_SHOWN = 50;

function mail(entry) {
  const html = typeof entry.html === "string" && entry.html !== "";
  return element("article", { className: "mail" },
    element("h4", {}, isolated(entry.subject)),
    html ? mailFrame(entry.html, entry.subject) : element("p", { className: "message" }, isolated(entry.text)));
}

function bubble(entry) {
  return element("p", { className: "bubble message" }, isolated(entry.text));
}

function pushCard(entry) {
  const { title, body } = entry.payload ?? {};
  return element("article", { className: "push-card" },
    element("span", { className: "push-app" }, icon("bell")),
    element("div", {}, element("h4", {}, isolated(title)), element("p", { className: "message" }, isolated(body))));
}

const SHAPES = new Map([["email", mail], ["sms", bubble], ["push", pushCard]]);

function shortTarget({ channel, to }) {
  return channel === "push" && URL.canParse(to) ? `a device at ${new URL(to).host}` : to;
}

export class Outbox {
  #api;
  #shown = [];
  #timer = 0;
  #closed = false;
  #endTimelines = new Map();

  constructor(api) {
    this.#api = api;
    document.getElementById("outbox-list").replaceChildren();
    this.#follow();
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#endAllTimelines();
  }

  async empty() {
    const response = await fetch("/outbox.json", { method: "DELETE" });
    if (!response.ok) throw new Error(`The outbox answered ${response.status}`);
    await this.#refresh();
  }

  async #follow() {
    if (!document.hidden) await this.#refresh().catch(() => this.#say("The outbox does not answer."));
    if (!this.#closed) this.#timer = setTimeout(() => this.#follow(), REFRESH_MILLISECONDS);
  }

  async #refresh() {
    const response = await fetch("/outbox.json", { cache: "no-store" });
    if (!response.ok) throw new Error(`The outbox answered ${response.status}`);
    const entries = (await response.json()).map((entry) => ({ entry, text: JSON.stringify(entry) }));
    if (!this.#closed) this.#render(entries);
  }

  /** What is shown already stays as it is, frame and scroll position included; only what is new is added on top. */
  #render(entries) {
    const list = document.getElementById("outbox-list");
    const continues = this.#shown.every((text, index) => entries[index]?.text === text);
    if (!continues) {
      this.#endAllTimelines();
      list.replaceChildren();
      this.#shown = [];
    }
    const fresh = entries.slice(this.#shown.length);
    for (const { entry } of fresh.slice(-MOST_SHOWN)) list.prepend(this.#item(entry));
    while (list.children.length > MOST_SHOWN) this.#drop(list.lastElementChild);
    this.#shown = entries.map(({ text }) => text);
    const left = entries.length;
    this.#say(left === 0 ? "Nothing has left yet." : `${left} ${left === 1 ? "message has" : "messages have"} left.`);
    document.getElementById("outbox-clear").disabled = left === 0;
  }

  #item(entry) {
    const shape = SHAPES.get(entry.channel) ?? bubble;
    const timeline = element("div", { className: "timeline-box", hidden: true });
    const item = element("li", { className: `dispatch ${entry.channel}`, "data-notification": entry.notificationId },
      element("header", {}, icon(entry.channel),
        element("span", {}, element("strong", { textContent: channelName(entry.channel) }), " to ",
          isolated(shortTarget(entry))),
        ago(entry.at)),
      shape(entry));
    if (entry.notificationId) item.append(this.#timelineButton(entry.notificationId, item, timeline), timeline);
    return item;
  }

  #timelineButton(id, item, timeline) {
    const button = element("button", {
      type: "button", className: "quiet", "aria-expanded": "false", textContent: "Delivery timeline",
      onclick: () => {
        timeline.hidden = !timeline.hidden;
        button.setAttribute("aria-expanded", String(!timeline.hidden));
        this.#endTimelines.get(item)?.();
        this.#endTimelines.delete(item);
        if (!timeline.hidden) this.#endTimelines.set(item, followDeliveries(this.#api, id, timeline));
      },
    });
    return button;
  }

  #drop(item) {
    this.#endTimelines.get(item)?.();
    this.#endTimelines.delete(item);
    item.remove();
  }

  #endAllTimelines() {
    for (const end of this.#endTimelines.values()) end();
    this.#endTimelines.clear();
  }

  #say(sentence) {
    document.getElementById("outbox-state").textContent = sentence;
  }
}
