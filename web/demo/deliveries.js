// The operator's list: every notification the page knows of, how it stands on each channel, and its timeline.
import { ago, element, icon, isolated } from "./dom.js";
import { lanesOf } from "./lanes.js";
import { announce } from "./notices.js";
import { movedSince, timeline } from "./timeline.js";

const MOST_SHOWN = 40;

function lamp({ channel, name, steps }) {
  const { status } = steps.at(-1);
  return element("li", { className: `lamp-of ${status}`, title: `${name}: ${status}` }, icon(channel),
    element("span", { className: "visually-hidden", textContent: `${name}: ${status}` }));
}

/** One notification of the list. `isOpen` follows the newest until somebody opens or closes one by hand. */
class Item {
  #button;
  #lamps = element("ul", { className: "lamps", "aria-label": "Channels" });
  #detail = element("div", { className: "timeline-box", hidden: true });
  #followed;
  #shown = [];
  touched = false;

  constructor(followed, person) {
    this.#followed = followed;
    this.#button = element("button", {
      type: "button", className: "summary", "aria-expanded": "false",
      onclick: () => {
        this.touched = true;
        this.open(this.#detail.hidden);
      },
    },
    element("span", { className: `category ${followed.category}` }, icon(followed.category)),
    element("span", { className: "summary-text" },
      element("span", { className: "summary-title" }, isolated(followed.title)),
      element("span", { className: "meta" }, "to ", isolated(person), " · ", ago(followed.createdAt))));
    this.node = element("li", { className: "followed", "data-notification": followed.id },
      element("div", { className: "followed-head" }, this.#button, this.#lamps), this.#detail);
    this.show();
  }

  open(isOpen) {
    this.#detail.hidden = !isOpen;
    this.#button.setAttribute("aria-expanded", String(isOpen));
    this.#draw();
  }

  /** Says aloud what moved while somebody looks at it; what was there when it was opened is there to be read. */
  show() {
    const { log } = this.#followed;
    if (this.touched && !this.#detail.hidden) {
      const moved = movedSince(this.#shown, log);
      if (moved) announce(moved);
    }
    this.#shown = log;
    this.#lamps.replaceChildren(...lanesOf(log).map(lamp));
    this.#draw();
  }

  #draw() {
    if (!this.#detail.hidden) this.#detail.replaceChildren(timeline(this.#followed.log));
  }
}

export class Deliveries {
  #users;
  #items = new Map();
  #list = document.getElementById("deliveries-list");
  #empty = document.getElementById("deliveries-empty");
  #newest = "";

  constructor(follower, users) {
    this.#users = users;
    follower.addEventListener("change", ({ detail: { followed } }) => this.#changed(followed));
    follower.addEventListener("gone", ({ detail: { followed } }) => this.#remove(followed.id));
  }

  /** Opens what is asked for from elsewhere, such as from a mail in the outbox. False when it is not in the list. */
  reveal(id) {
    const item = this.#items.get(id);
    if (!item) return false;
    item.touched = true;
    item.open(true);
    item.node.scrollIntoView({ block: "nearest" });
    item.node.querySelector("button").focus({ preventScroll: true });
    return true;
  }

  #changed(followed) {
    const known = this.#items.get(followed.id);
    if (known) known.show();
    else this.#add(followed);
  }

  #add(followed) {
    const person = this.#users.find(({ userId }) => userId === followed.userId).username;
    const item = new Item(followed, person);
    this.#items.set(followed.id, item);
    const ids = [...this.#items.keys()].sort(); // ids sort by creation time
    const next = ids.findLast((id) => id < followed.id);
    this.#list.insertBefore(item.node, this.#items.get(next)?.node ?? null);
    if (ids.length > MOST_SHOWN) this.#remove(ids[0]);
    this.#empty.hidden = true;
    this.#openNewest(ids.at(-1));
  }

  /** The newest is open by itself, so that its timeline is seen to fill; whatever was opened by hand stays. */
  #openNewest(id) {
    if (id === this.#newest) return;
    const before = this.#items.get(this.#newest);
    if (before && !before.touched) before.open(false);
    this.#newest = id;
    this.#items.get(id).open(true);
  }

  #remove(id) {
    this.#items.get(id)?.node.remove();
    this.#items.delete(id);
    this.#empty.hidden = this.#items.size > 0;
  }
}
