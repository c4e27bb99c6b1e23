// The end of the list fetches the next page when it comes near.
import { element, focusedIn } from "../dom.js";

/** @typedef {import("../../client/notification-client.js").Snapshot} Snapshot */

const LOOK_AGAIN = -1;

export class More {
  #client;
  #language;
  #voice;
  #goOn;
  #near = false;
  #failed = false;
  #hasMore = false;
  #isLoading = false;
  #length = LOOK_AGAIN;
  #before = 0;
  #spinner = element("span", { className: "spinner", hidden: true });
  #failure;
  #edge = element("div", { className: "edge" }); // reaches up into the list, so that it is seen before the end is
  #observer;

  /**
   * @param {import("../base.js").NotificationClient | null} client
   * @param {import("../language.js").Language} language
   * @param {HTMLElement} voice the live region that says the same
   * @param {(at: number) => void} goOn gives the focus to the item at a place, when the way to fetch it goes
   */
  constructor(client, language, voice, goOn) {
    this.#client = client;
    this.#language = language;
    this.#voice = voice;
    this.#goOn = goOn;
    this.#failure = element("p", { className: "faint", hidden: true }, `${language.say("failedMore")} `,
      element("button", { type: "button", className: "quiet", textContent: language.say("retry"), onclick: () => this.#retry() }));
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
    this.#showFailure();
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

  #showFailure() {
    const isHeld = focusedIn(this.#failure) !== null;
    this.#failure.hidden = !this.#failed || !this.#hasMore;
    if (isHeld && this.#failure.hidden) this.#goOn(this.#before);
  }

  /** After a failure a person decides when to try again: an edge that stays in sight would ask for ever. */
  async #retry() {
    if (this.#isLoading) return;
    this.#voice.textContent = this.#language.say("loading");
    await this.#load();
    if (!this.#failed) this.#voice.textContent = "";
  }

  async #load() {
    this.#before = this.#length;
    this.#isLoading = true;
    try {
      await this.#client?.loadMore();
      this.#failed = false;
    } catch {
      this.#failed = true;
      this.#voice.textContent = this.#language.say("failedMore");
    }
    this.#isLoading = false;
    this.#showFailure();
    if (this.#client?.snapshot.notifications.length === this.#before) return;
    this.#length = LOOK_AGAIN; // the observer may have spoken while this was still under way
    this.#look();
  }
}
