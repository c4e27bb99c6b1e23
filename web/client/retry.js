const FIRST_CEILING = 1_000;
const LONGEST_CEILING = 30_000;

/** Runs something again later. Full jitter under a capped exponential: a restarted server does not meet everybody at once. */
export class Retry {
  /** @type {() => unknown} */ #run;
  #timer = 0;
  #attempts = 0;
  #mayHurry = true;

  /** @param {() => unknown} run */
  constructor(run) {
    this.#run = run;
  }

  /** @param {number} [least]  milliseconds that the server asked for: nothing makes it sooner */
  later(least = 0) {
    clearTimeout(this.#timer);
    const ceiling = Math.min(LONGEST_CEILING, FIRST_CEILING * 2 ** Math.min(this.#attempts++, 10));
    this.#mayHurry = least === 0;
    this.#timer = setTimeout(() => this.#go(), least + Math.random() * ceiling);
  }

  /** The network or the person is back: no reason to sit out the delay. */
  hurry() {
    if (this.#timer && this.#mayHurry) this.#go();
  }

  /** It worked: the next failure begins anew. */
  reset() {
    this.#attempts = 0;
  }

  stop() {
    clearTimeout(this.#timer);
    this.#timer = 0;
  }

  #go() {
    this.stop();
    this.#run();
  }
}
