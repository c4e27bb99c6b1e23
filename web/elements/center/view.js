// The list with its head, its filters and its states, drawn from the client's snapshot after each change.
import "../notification-preferences.js";
import { element, focusedIn } from "../dom.js";
import { quietly } from "../follow.js";
import { common, controls } from "../looks.js";
import { reasonOf } from "../reason.js";
import { Times } from "../times.js";
import { sayArrival } from "../voice.js";
import { UNDO_MILLISECONDS, Bar } from "./bar.js";
import { Filters } from "./filters.js";
import { Head } from "./head.js";
import { List } from "./list.js";
import { More } from "./more.js";
import { drawState, stateOf } from "./states.js";
import { items, room } from "./styles.js";

/** @typedef {import("../base.js").Stage} Stage */
/** @typedef {import("../../client/notification-client.js").Notification} Notification */
/** @typedef {import("../../client/notification-client.js").Snapshot} Snapshot */

/** @type {Partial<Record<Snapshot["connection"], "offline" | "reconnecting" | "signedOut">>} */
const TROUBLES = { offline: "offline", waiting: "reconnecting", stopped: "signedOut" };

class Center {
  #stage;
  #voice = element("p", { className: "visually-hidden", role: "status", "aria-live": "polite" });
  #state = element("div", { role: "status" });
  #stateName = "";
  #banner = element("p", { className: "banner", role: "status", hidden: true });
  #times;
  #head;
  #filters;
  #list;
  #more;
  #bar;
  #main;

  /** @param {Stage} stage */
  constructor(stage) {
    this.#stage = stage;
    const { root, client, language, direction } = stage;
    root.adoptedStyleSheets = [common, controls, room, items];
    this.#times = new Times(language.tag);
    this.#head = new Head(stage, { markAll: () => this.#markAll(), turn: (isTurned) => this.#turn(isTurned) });
    this.#filters = new Filters(language, (changes) => quietly(client?.setFilter(changes)));
    this.#list = new List({
      stage,
      times: this.#times,
      toggleRead: ({ id, isRead }) => quietly(isRead ? client?.markUnread(id) : client?.markRead(id)),
      remove: (notification) => this.#remove(notification),
    }, () => this.#head.focus());
    this.#more = new More(client, language, this.#voice, (at) => this.#list.focusAt(at));
    this.#bar = new Bar(this.#voice, () => this.#head.focus());
    const scroller = element("div", { className: "scroller" }, this.#state, this.#list.node, this.#more.node);
    this.#main = element("div", { className: "main" }, this.#filters.node, this.#banner, scroller, this.#bar.node);
    const section = element("section", {
      className: "center", part: "center", dir: direction, lang: language.tag, "aria-labelledby": "heading",
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.#undoByKey(event),
    }, this.#head.node, this.#main, this.#voice);
    root.append(section);
  }

  /** Follows the client until the answer is called. */
  start() {
    const { client, language } = this.#stage;
    const endFresh = this.#times.keepFresh(this.#list.node);
    this.#show(client?.snapshot ?? null);
    const endShowing = client?.subscribe((snapshot) => this.#show(snapshot));
    const failed = (/** @type {Event} */ event) => this.#complain(/** @type {CustomEvent<Error>} */ (event).detail);
    const arrived = (/** @type {Event} */ event) => sayArrival(event, this.#voice, language);
    client?.addEventListener("error", failed);
    client?.addEventListener("notification", arrived);
    return () => {
      client?.removeEventListener("error", failed);
      client?.removeEventListener("notification", arrived);
      endShowing?.();
      endFresh();
      this.#bar.hide();
      this.#more.end();
    };
  }

  /** @param {Snapshot | null} snapshot */
  #show(snapshot) {
    const { language } = this.#stage;
    this.#head.show(snapshot?.unreadCount ?? 0);
    this.#filters.show(snapshot?.filter ?? { unreadOnly: false, category: "" }, snapshot?.unreadCount ?? 0);
    this.#list.show(snapshot?.notifications ?? []);
    this.#list.node.setAttribute("aria-label", language.say("title"));
    this.#list.node.setAttribute("aria-busy", String(snapshot?.status === "loading"));
    const state = stateOf(snapshot);
    this.#list.node.hidden = state !== null;
    this.#showState(state);
    this.#more.show(snapshot);
    this.#showBanner(snapshot);
  }

  /** @param {import("./states.js").StateName | null} state */
  #showState(state) {
    if (this.#stateName === String(state)) return;
    this.#stateName = String(state);
    const isHeld = focusedIn(this.#state) !== null;
    this.#state.replaceChildren(...(state ? drawState(state, this.#stage.language, () => this.#retry()) : []));
    if (isHeld) this.#head.focus();
  }

  /** That it is asked again is shown at once: only so is it news, and said, if it fails again. */
  #retry() {
    this.#showState("loading");
    quietly(this.#stage.client?.reload());
  }

  /** A connection that is being made is no trouble yet; one that is lost is told after a moment. @param {Snapshot | null} snapshot */
  #showBanner(snapshot) {
    const { language } = this.#stage;
    const name = stateOf(snapshot) === "signedOut" ? undefined : TROUBLES[snapshot?.connection ?? "connecting"];
    const count = snapshot?.pendingActions ?? 0;
    const words = name ? [language.say(name)] : [];
    if (name === "offline" && count > 0) words.push(language.say("pending", { count }));
    const sentence = words.join(" ");
    this.#banner.hidden = sentence === "";
    this.#banner.classList.toggle("soon", name === "reconnecting");
    if (this.#banner.textContent !== sentence) this.#banner.textContent = sentence;
  }

  /** @param {Notification} notification */
  #remove({ id, title }) {
    const { client, language } = this.#stage;
    const removal = client?.remove(id, { undoWithin: UNDO_MILLISECONDS });
    quietly(removal?.done);
    const press = () => {
      if (!removal?.undo()) return;
      this.#voice.textContent = language.say("restored", { title });
      this.#show(client?.snapshot ?? null);
      this.#list.focus(id);
    };
    const postpone = (/** @type {number} */ milliseconds) => removal?.postpone(milliseconds) ?? false;
    this.#bar.show(language.say("removed", { title }), { label: language.say("undo"), press, postpone });
  }

  #markAll() {
    quietly(this.#stage.client?.markAllRead());
    this.#voice.textContent = this.#stage.language.say("allRead");
  }

  /** @param {Error} error */
  #complain(error) {
    this.#bar.show(this.#stage.language.say("refused", { reason: reasonOf(error, this.#stage.language) }));
  }

  /** @param {KeyboardEvent} event */
  #undoByKey(event) {
    if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
    if (this.#bar.press()) event.preventDefault();
  }

  /** The other side of the same room: the preferences. @param {boolean} isTurned */
  #turn(isTurned) {
    this.#main.hidden = isTurned;
    this.#main.parentElement?.querySelector(".turned")?.remove();
    if (!isTurned) return;
    const { client, host, language, direction } = this.#stage;
    const preferences = element("notification-preferences", {
      className: "turned", part: "preferences", exportparts: "group, switch, pause, device", lang: language.tag, dir: direction,
    });
    Object.assign(preferences, { client, texts: host.texts });
    this.#main.after(preferences);
  }
}

/** @param {Stage} stage */
export function drawCenter(stage) {
  return new Center(stage).start();
}
