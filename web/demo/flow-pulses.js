// A dot per message that travels along the picture, in the order in which its log tells that things happened.
import { isHeldBack } from "./flow-counts.js";
import { PROVIDERS } from "./flow-layout.js";
import { svg } from "./dom.js";

const STRETCH_MILLISECONDS = 620;
const REST = { failed: "failed", skipped: "held" };

const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** What a step of the log looks like: the stretch it moves along, or the station where it stays. */
function movement(step, log) {
  const provider = PROVIDERS[step.channel];
  if (isHeldBack(step, log)) return { at: "choices", mood: "held" };
  if (step.status === "queued") return { from: "choices", to: step.channel };
  if (step.status === "sent") return { from: step.channel, to: provider };
  if (step.status === "delivered") return { from: provider, to: "receipts", mood: "delivered" };
  if (step.status === "bounced") return { from: provider, to: "receipts", mood: "failed" };
  return { at: step.channel, mood: REST[step.status] ?? "waiting" };
}

export class Pulses {
  #picture;
  #freeAt = new Map(); // by notification and lane: when its last pulse has arrived

  /** `picture` answers `path(from, to)` and `station(name)` of what is drawn at that moment, and takes dots: `add(dot)`. */
  constructor(picture) {
    this.#picture = picture;
  }

  dropped() {
    this.#glow("queue", "arrived");
  }

  /** The way up to the person's choices, before any channel. */
  accepted(id) {
    this.#after(`${id}`, () => this.#travel({ from: "queue", to: "accept" }));
    this.#after(`${id}`, () => this.#travel({ from: "accept", to: "choices" }));
  }

  stepped({ id, log }, step) {
    const lane = `${id} ${step.channel} ${step.status === "queued" ? "" : step.target}`;
    const start = Math.max(this.#freeAt.get(id) ?? 0, this.#freeAt.get(`${id} ${step.channel} `) ?? 0);
    if (!this.#freeAt.has(lane)) this.#freeAt.set(lane, start);
    this.#after(lane, () => this.#travel(movement(step, log)));
  }

  /** One lane moves at a time; whatever is late follows at once. */
  #after(lane, move) {
    const now = performance.now();
    const start = Math.max(now, this.#freeAt.get(lane) ?? 0);
    this.#freeAt.set(lane, start + STRETCH_MILLISECONDS);
    setTimeout(() => {
      move();
      if (this.#freeAt.get(lane) < performance.now()) this.#freeAt.delete(lane);
    }, start - now);
  }

  #travel({ from, to, at, mood = "arrived" }) {
    if (at) {
      this.#glow(at, mood);
      return;
    }
    if (calm.matches || document.hidden) return;
    const dot = svg("circle", { class: `pulse ${mood}`, r: 5 });
    dot.style.offsetPath = `path("${this.#picture.path(from, to)}")`;
    this.#picture.add(dot);
    const moving = dot.animate(
      [{ offsetDistance: "0%", opacity: 0 }, { opacity: 1, offset: 0.15 }, { opacity: 1, offset: 0.85 }, { offsetDistance: "100%", opacity: 0 }],
      { duration: STRETCH_MILLISECONDS, easing: "ease-in-out" },
    );
    moving.finished.then(() => this.#glow(to, mood), () => {}).finally(() => dot.remove());
  }

  #glow(name, mood) {
    if (calm.matches) return;
    const colour = `var(--pulse-${mood})`;
    const frame = this.#picture.station(name).querySelector("rect");
    frame.animate([{ stroke: colour, strokeWidth: 3 }, {}], { duration: 900, easing: "ease-out" });
  }
}
