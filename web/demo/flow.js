// The picture of the flow: stations with live numbers, and a pulse for everything that moves.
import { countFlow, CHANNELS } from "./flow-counts.js";
import { EDGES, LAYOUTS, PROVIDERS } from "./flow-layout.js";
import { Pulses } from "./flow-pulses.js";
import { element, svg } from "./dom.js";
import { channelName } from "./lanes.js";

const NAMES = {
  queue: "Ingest queue", accept: "Accepted", choices: "Choices", receipts: "Receipts",
  windows: "Open windows", ses: "SES", twilio: "Twilio", services: "Push services",
  ...Object.fromEntries(CHANNELS.map((channel) => [channel, channelName(channel)])),
};
const SHORT = { windows: "Windows", services: "Services" };
const ICONS = {
  queue: "queue", accept: "check", choices: "sliders", receipts: "receipt",
  windows: "in-app", ses: "cloud", twilio: "cloud", services: "cloud", "in-app": "bell", email: "email", sms: "sms", push: "push",
};
const NOTES = { waiting: "waiting", held: "held back", skipped: "not sent", failed: "failed" };
const NEVER_ACCEPTED_MILLISECONDS = 20_000;
const narrow = matchMedia("(max-width: 47.9375rem)");

/** What each station shows: its number, and what is remarkable about it. */
function stationsOf(counts) {
  const { channels } = counts;
  const numbers = { queue: [counts.queue, {}], accept: [counts.accepted, {}], choices: [counts.accepted, { held: counts.held }] };
  for (const channel of CHANNELS) {
    const { taken, waiting, failed, skipped } = channels[channel];
    numbers[channel] = [taken + waiting + failed + skipped, { waiting, skipped, failed }];
    numbers[PROVIDERS[channel]] = [taken, {}];
  }
  numbers.receipts = [counts.delivered + counts.bounced, { failed: counts.bounced }];
  return numbers;
}

function stationNode(name, { x, y, w, h, kind }) {
  const isRow = kind === "row";
  const [left, top] = [x - w / 2, y - h / 2];
  const label = svg("text", { class: "station-name", ...(isRow ? { x: left + 38, y: y + 4.5 } : { x, y: top + 23, "text-anchor": "middle" }) });
  label.textContent = isRow ? NAMES[name] : SHORT[name] ?? NAMES[name];
  const number = svg("text", {
    class: "station-number", ...(isRow ? { x: x + w / 2 - 14, y: y + 6, "text-anchor": "end" } : { x, y: top + 48, "text-anchor": "middle" }),
  });
  const icon = isRow ? svg("use", { href: `#icon-${ICONS[name]}`, x: left + 12, y: y - 9, width: 18, height: 18, class: "station-icon" }) : null;
  const notes = svg("g", { class: "station-notes" });
  const node = svg("g", { class: `station ${name}`, "data-station": name },
    svg("rect", { x: left, y: top, width: w, height: h, rx: 12 }), icon, label, number, notes);
  return { node, number, notes, corner: { x: x + w / 2, y: top } };
}

/** Small pills at the corner, one for each kind of note. */
function noteNodes(notes, corner) {
  let x = corner.x + 4;
  return Object.entries(notes).filter(([, count]) => count > 0).reverse().map(([kind, count]) => {
    const width = 14 + String(count).length * 6.5;
    x -= width + 2;
    const text = svg("text", { x: x + width / 2, y: corner.y + 3.5, "text-anchor": "middle" });
    text.textContent = String(count);
    return svg("g", { class: `note ${kind}` }, svg("rect", { x, y: corner.y - 8, width, height: 16, rx: 8 }), text);
  });
}

function inWords([number, notes]) {
  const remarks = Object.entries(notes).filter(([, count]) => count > 0).map(([kind, count]) => `${count} ${NOTES[kind]}`);
  return [number, ...remarks].join(", ");
}

export class Flow {
  #follower;
  #picture = document.getElementById("flow-picture");
  #words = document.getElementById("flow-words");
  #source = document.getElementById("flow-source");
  #dropped = new Set(); // how the ids of what was dropped here end
  #stations = new Map();
  #layer;
  #pulses = new Pulses({
    path: (from, to) => this.#layout.paths.get(`${from} ${to}`),
    station: (name) => this.#stations.get(name).node,
    add: (dot) => this.#layer.append(dot),
  });

  constructor(follower) {
    this.#follower = follower;
    follower.addEventListener("change", ({ detail }) => this.#changed(detail));
    follower.addEventListener("gone", () => this.#count());
    narrow.addEventListener("change", () => this.#draw());
    this.#draw();
  }

  /** A message was put on the queue; its notification's id will end with `ending`. */
  dropped(ending) {
    this.#dropped.add(ending);
    this.#pulses.dropped();
    this.#count();
    setTimeout(() => {
      if (this.#dropped.delete(ending)) this.#count(); // refused, or its key stands for an earlier one
    }, NEVER_ACCEPTED_MILLISECONDS);
  }

  get #layout() {
    return narrow.matches ? LAYOUTS.narrow : LAYOUTS.wide;
  }

  #draw() {
    const { viewBox, stations, paths } = this.#layout;
    this.#picture.setAttribute("viewBox", viewBox);
    const edges = EDGES.map(([from, to]) => svg("path", { class: "edge", d: paths.get(`${from} ${to}`) }));
    this.#stations = new Map(Object.entries(stations).map(([name, place]) => [name, stationNode(name, place)]));
    this.#layer = svg("g", {});
    const title = this.#picture.querySelector("title");
    this.#picture.replaceChildren(title, ...edges, this.#layer, ...[...this.#stations.values()].map(({ node }) => node));
    this.#count();
  }

  #changed({ followed, steps, isHistory }) {
    const ending = followed.id.slice(-16);
    this.#dropped.delete(ending);
    if (!isHistory) {
      if (followed.log.length === 0) this.#pulses.accepted(followed.id);
      for (const step of steps) this.#pulses.stepped(followed, step);
    }
    this.#count();
  }

  #count() {
    const { all } = this.#follower;
    const numbers = stationsOf(countFlow(all, this.#dropped.size));
    this.#source.textContent = `counted from the delivery logs of the latest ${all.length === 1 ? "notification" : `${all.length} notifications`}`;
    for (const [name, { number, notes, corner }] of this.#stations) {
      number.textContent = String(numbers[name][0]);
      notes.replaceChildren(...noteNodes(numbers[name][1], corner));
    }
    this.#words.replaceChildren(...Object.entries(numbers).flatMap(([name, found]) => [
      element("dt", { textContent: NAMES[name] }), element("dd", { textContent: inWords(found), "data-count-of": name }),
    ]));
  }
}
