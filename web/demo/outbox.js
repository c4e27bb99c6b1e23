// What left through the providers, as the person who gets it sees it: a mail, a text message, a card on a lock screen.
import { ago, element, icon, isolated } from "./dom.js";
import { channelName } from "./lanes.js";
import { mailFrame } from "./mail-frame.js";
import { notice } from "./notices.js";
import { OutboxFeed } from "./outbox-feed.js";

const MOST_SHOWN = 30;
const UNREADABLE = { title: "Encrypted", body: "For a real browser: nobody but that browser can read it." };

function mail(entry) {
  const html = typeof entry.html === "string" && entry.html !== "";
  return element("article", { className: "mail" },
    element("h3", {}, isolated(entry.subject)),
    html ? mailFrame(entry.html, entry.subject) : element("p", { className: "message" }, isolated(entry.text)));
}

function bubble(entry) {
  return element("p", { className: "bubble message" }, isolated(entry.text));
}

function pushCard(entry) {
  const { title, body } = entry.payload ?? UNREADABLE;
  return element("article", { className: "push-card" },
    element("span", { className: "push-app" }, icon("bell")),
    element("div", {}, element("h3", {}, isolated(title)), element("p", { className: "message" }, isolated(body))));
}

const SHAPES = new Map([["email", mail], ["sms", bubble], ["push", pushCard]]);

function shortTarget({ channel, to }) {
  return channel === "push" && URL.canParse(to) ? `a device at ${new URL(to).host}` : to;
}

export class Outbox {
  #list = document.getElementById("outbox-list");
  #shown = [];
  #reveal;
  #feed;

  /** `reveal(id)` shows the timeline of a notification, or answers false. */
  constructor(reveal) {
    this.#reveal = reveal;
    this.#feed = new OutboxFeed((entries) => this.#render(entries), () => this.#say("The outbox does not answer."));
  }

  expect() {
    this.#feed.expect();
  }

  empty() {
    return this.#feed.empty();
  }

  /** What is shown already stays as it is, frame and scroll position included; only what is new is added on top. */
  #render(entries) {
    const texts = entries.map((entry) => JSON.stringify(entry));
    const continues = this.#shown.every((text, index) => texts[index] === text);
    if (!continues) {
      this.#list.replaceChildren();
      this.#shown = [];
    }
    for (const entry of entries.slice(this.#shown.length).slice(-MOST_SHOWN)) this.#list.prepend(this.#item(entry));
    while (this.#list.children.length > MOST_SHOWN) this.#list.lastElementChild.remove();
    this.#shown = texts;
    const left = entries.length;
    this.#say(left === 0 ? "Nothing has left yet." : `${left} ${left === 1 ? "message has" : "messages have"} left.`);
    document.getElementById("outbox-clear").disabled = left === 0;
  }

  #item(entry) {
    const shape = SHAPES.get(entry.channel) ?? bubble;
    const { channel, notificationId: id } = entry;
    const show = () => this.#reveal(id) || notice("Its timeline is not at hand: it was sent before this page was opened.");
    return element("li", { className: `dispatch ${channel}`, "data-notification": id },
      element("header", {}, icon(channel),
        element("span", {}, element("strong", { textContent: channelName(channel) }), " to ", isolated(shortTarget(entry))),
        ago(entry.at)),
      shape(entry),
      id ? element("button", { type: "button", className: "quiet", textContent: "Delivery timeline", onclick: show }) : null);
  }

  #say(sentence) {
    document.getElementById("outbox-state").textContent = sentence;
  }
}
