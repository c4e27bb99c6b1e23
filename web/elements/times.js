// How long ago something was, in the words of a language.

/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const UNITS = [["year", 31_557_600], ["month", 2_629_800], ["week", 604_800], ["day", 86_400], ["hour", 3_600], ["minute", 60]];
const REFRESH_MILLISECONDS = 20_000;

/** What says "5 minutes ago" in one language, and the exact time. */
export class Times {
  #now;
  #relative;
  #exact;

  /** @param {string} tag */
  constructor(tag) {
    this.#now = new Intl.RelativeTimeFormat(tag, { numeric: "auto" });
    this.#relative = new Intl.RelativeTimeFormat(tag); // in numbers: 47 hours are a day, but were not yesterday
    this.#exact = new Intl.DateTimeFormat(tag, { dateStyle: "long", timeStyle: "short" });
  }

  /**
   * Fills a `<time>`; what is no time leaves it empty.
   * @param {HTMLTimeElement} node
   * @param {string} iso
   */
  fill(node, iso) {
    const date = new Date(iso);
    if (Number.isNaN(date.getTime())) return;
    node.dateTime = iso;
    node.title = this.#exact.format(date);
    node.textContent = this.#ago(date);
  }

  /**
   * Keeps the times below a node true.
   * @param {ParentNode} root
   * @returns {() => void} the way to end it
   */
  keepFresh(root) {
    const timer = setInterval(() => {
      for (const node of root.querySelectorAll("time")) {
        const words = this.#ago(new Date(node.dateTime));
        if (node.textContent !== words) node.textContent = words;
      }
    }, REFRESH_MILLISECONDS);
    return () => clearInterval(timer);
  }

  /** @param {Date} date */
  #ago(date) {
    const seconds = (date.getTime() - Date.now()) / 1000;
    const found = UNITS.find(([, size]) => Math.abs(seconds) >= size);
    return found ? this.#relative.format(Math.trunc(seconds / found[1]), found[0]) : this.#now.format(0, "second");
  }
}
