// The notifications that this page has heard of, each with its delivery log, kept current while it can change.
import { canGrow, lanesOf } from "./lanes.js";
import { repeat } from "./repeat.js";

const LOOKS = { first: 600, longest: 20_000 };
const DISCOVERY = { first: 400, longest: 3_000 };
const NOT_FOUND = new Set([403, 404]);
const MOST = 200;

/**
 * "change" is dispatched when a notification is new or its log has grown: `{followed, steps, isHistory}`, with the steps
 * that came since the last look; what had happened before the page was opened is history. "gone": `{followed}`.
 */
export class Follower extends EventTarget {
  #operator;
  #users;
  #followed = new Map();
  #gone = new Set();
  #openedAt = Date.now();
  #discovery;

  /** `users`: whose notifications are followed. */
  constructor(operator, users) {
    super();
    this.#operator = operator;
    this.#users = new Set(users.map(({ userId }) => userId));
    this.#discovery = repeat(() => this.#discover(), DISCOVERY);
  }

  get all() {
    return [...this.#followed.values()].map(({ followed }) => followed);
  }

  /** Something was dropped just now: it will be among the latest in a moment. */
  expect() {
    this.#discovery.sooner();
  }

  /** Follows a notification: `{id, userId, title, category, createdAt}`, from wherever the page has it. */
  hear({ id, userId, title, category, createdAt }) {
    if (this.#gone.has(id)) return;
    const known = this.#followed.get(id);
    if (known) {
      if (known.isResting) this.#begin(known);
      return;
    }
    const isHistory = Date.parse(createdAt) < this.#openedAt;
    const followed = { id, userId, title, category, createdAt, log: [] };
    this.#followed.set(id, { followed, isHistory });
    this.#say("change", { followed, steps: [], isHistory });
    this.#begin(this.#followed.get(id));
    if (this.#followed.size > MOST) this.#forget(this.#followed.keys().next().value);
  }

  /** It may have been deleted: its log stays as it is known, until it is heard of again. */
  rest(id) {
    const known = this.#followed.get(id);
    if (!known) return;
    known.isResting = true;
    known.looking.end();
  }

  #begin(known) {
    known.isResting = false;
    known.looking = repeat((ended) => this.#look(known, ended), LOOKS);
  }

  /** What was sent since the page was opened. Older ones may be deleted by now, which the latest are told of late. */
  async #discover() {
    try {
      const fresh = (await this.#operator.recent()).filter((one) => this.#isFresh(one));
      for (const notification of fresh.reverse()) this.hear(notification);
      return fresh.length > 0 && "news";
    } catch {
      return "nothing"; // it is asked again
    }
  }

  #isFresh({ id, userId, createdAt }) {
    return this.#users.has(userId) && Date.parse(createdAt) >= this.#openedAt && !this.#followed.has(id);
  }

  async #look({ followed, isHistory }, ended) {
    try {
      const log = await this.#operator.deliveries(followed.id, followed.userId);
      if (ended.aborted) return "the end";
      const steps = log.slice(followed.log.length);
      if (JSON.stringify(log) !== JSON.stringify(followed.log)) {
        followed.log = log;
        this.#say("change", { followed, steps, isHistory });
      }
      return canGrow(lanesOf(log)) ? steps.length > 0 && "news" : "the end";
    } catch (error) {
      if (!NOT_FOUND.has(error.status)) return "nothing";
      this.#forget(followed.id);
      return "the end";
    }
  }

  #forget(id) {
    const { followed, looking } = this.#followed.get(id);
    looking.end();
    this.#followed.delete(id);
    this.#gone.add(id);
    this.#say("gone", { followed });
  }

  #say(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
