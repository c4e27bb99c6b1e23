// What left through the played providers, as their sink tells it.
import { repeat } from "./repeat.js";

const LOOKS = { first: 800, longest: 2_000 };

async function ask(method) {
  const response = await fetch("/outbox.json", { method, cache: "no-store" });
  if (!response.ok) throw new Error(`The outbox answered ${response.status}.`);
  return response;
}

/** Calls `show(entries)` after every change, oldest first, and `fail()` while the sink does not answer. */
export class OutboxFeed {
  #show;
  #fail;
  #text = "";
  #looking;

  constructor(show, fail) {
    this.#show = show;
    this.#fail = fail;
    this.#looking = repeat(() => this.#look(), LOOKS);
  }

  expect() {
    this.#looking.sooner();
  }

  async empty() {
    await ask("DELETE");
    this.expect();
  }

  async #look() {
    try {
      const text = await (await ask("GET")).text();
      if (text === this.#text) return "nothing";
      this.#text = text;
      this.#show(JSON.parse(text));
      return "news";
    } catch {
      this.#fail();
      return "nothing";
    }
  }
}
