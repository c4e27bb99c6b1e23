// The end of the list fetches the next page when it comes near.
import { element } from "../dom.js";

/** @typedef {import("../../client/notification-client.js").Snapshot} Snapshot */

const LOOK_AGAIN = -1;

export class More {
  #client;
  #near = false;
  #failed = false;
  #hasMore = false;
  #isLoading = false;
  #length = LOOK_AGAIN;
  #spinner = element("span", { className: "spinner", hidden: true });
  #failure;
  #edge = element("div", { className: "edge" }); // reaches up into the list, so that it is seen before the end is
  #observer;

  /**
   * @param {import("../base.js").NotificationClient | null} client
   * @param {import("../language.js").Language} language
   */
  constructor(client, language) {
    this.#client = client;
    this.#failure = element("p", { className: "faint", hidden: true }, `${language.say("failedMore")} `,
      element("button", { type: "button", className: "quiet", textContent: language.say("retry"), onclick: () => this.#load() }));
    this.node = element("div", { className: "more-row" }, this.#edge, this.#spinner, this.#failure);
    this.#observer = new IntersectionObserver((entries) => {
      this.#near = entries[entries.length - 1].isIntersecting;
      this.#loadIfNear();
    });
    this.#observer.observe(this.#edge);
  }

  /** @param {Snapshot | null} snapshot */
  show(snapshot) {
    this.#hasMore = snapshot?.hasMore ?? false;
    this.#spinner.hidden = !snapshot?.isLoadingMore;
    this.#failure.hidden = !this.#failed || !this.#hasMore;
    this.#look();
  }

  end() {
    this.#observer.disconnect();
  }

  /** What came may have moved the edge out of sight: the observer looks anew, and says so. */
  #look() {
    const length = this.#client?.snapshot.notifications.length ?? 0;
    if (length === this.#length) {
      this.#loadIfNear();
      return;
    }
    this.#length = length;
    this.#near = false;
    this.#observer.unobserve(this.#edge);
    this.#observer.observe(this.#edge);
  }

  #loadIfNear() {
    if (this.#near && this.#hasMore && !this.#failed && !this.#isLoading) this.#load();
  }

  /** After a failure a person decides when to try again: an edge that stays in sight would ask for ever. */
  async #load() {
    const before = this.#length;
    this.#isLoading = true;
    try {
      await this.#client?.loadMore();
      this.#failed = false;
    } catch {
      this.#failed = true;
    }
    this.#isLoading = false;
    this.#failure.hidden = !this.#failed;
    if (this.#client?.snapshot.notifications.length === before) return;
    this.#length = LOOK_AGAIN; // the observer may have spoken while this was still under way
    this.#look();
  }
}
