// The person's side: who is signed in decides what the shop shows, and what the operator sends to.
import { NotificationClient } from "/client/notification-client.js";
import "/elements/index.js";
import { element } from "./dom.js";
import { attempt, notice } from "./notices.js";
import { Session } from "./session.js";
import { Shop } from "./shop.js";
import { YourPage } from "./your-page.js";

const CONNECTION = {
  connecting: "Connecting…", live: "Live", waiting: "Connection lost, trying again…", offline: "Offline", stopped: "Signed out",
};

const FOLLOWED = 10;

const byId = (id) => document.getElementById(id);

function showConnection(state) {
  byId("connection").dataset.state = state;
  byId("connection-text").textContent = CONNECTION[state];
}

export class Visit {
  #stack;
  #operating;
  #shop = new Shop();
  #yourPage;
  #here = null;
  #speech = null;
  #listed = new Set();

  /** `operating`: the form that sends, and the follower of what was sent. */
  constructor(stack, operating) {
    this.#stack = stack;
    this.#operating = operating;
    this.#yourPage = new YourPage(stack.httpApiUrl);
  }

  /** Says everything in that language from now on: `{language, words}`. */
  speak(speech) {
    this.#speech = speech;
    this.#operating.compose.speak(speech.words.templates);
    this.#show();
  }

  enter(session) {
    this.#here?.client.stop();
    session.keep();
    const client = new NotificationClient({ httpApiUrl: this.#stack.httpApiUrl, getToken: session.tokens() });
    client.subscribe((snapshot) => this.#changed(client, snapshot));
    client.addEventListener("signed-out", () => {
      notice("Your session has ended. Please sign in again.", "problem");
      this.leave();
    });
    client.addEventListener("error", ({ detail }) => notice(detail.message, "problem"));
    this.#here = { session, client };
    this.#listed = new Set();
    this.#operating.compose.sendTo(session.user.userId);
    this.#show();
    client.start();
    navigator.serviceWorker?.register("/service-worker.js").catch(() => {}); // without it there is no push, and all else
  }

  /** Whoever was here before a reload is here again. */
  goOn() {
    const session = Session.restore(this.#stack);
    if (session !== null) this.enter(session);
  }

  leave() {
    if (this.#here === null) return;
    this.#here.client.stop();
    this.#here.session.signOut();
    this.#here = null;
    document.title = "Carillon";
    showConnection("stopped");
    this.#show();
    byId("shop").querySelector("button").focus();
  }

  #changed(client, { connection, unreadCount, notifications }) {
    if (client !== this.#here?.client) return;
    showConnection(connection);
    document.title = unreadCount > 0 ? `(${unreadCount}) Carillon` : "Carillon";
    this.#follow(notifications);
  }

  /** The newest of the list are followed, and what leaves it no more: it may have been deleted. */
  #follow(notifications) {
    const { follower } = this.#operating;
    const { userId } = this.#here.session.user;
    const ids = new Set(notifications.map(({ id }) => id));
    for (const id of this.#listed) if (!ids.has(id)) follower.rest(id);
    for (const notification of notifications.slice(0, FOLLOWED).reverse()) follower.hear({ ...notification, userId });
    this.#listed = ids;
  }

  #show() {
    const { users } = this.#stack;
    const words = { language: this.#speech.language, words: this.#speech.words.shop };
    if (this.#here === null) this.#shop.showDoors({ ...words, users, come: (user) => this.#come(user) });
    else this.#shop.show({ ...words, ...this.#here, leave: () => this.leave() });
    this.#yourPage.isOf(this.#here?.session ?? null);
    byId("people").replaceChildren(...(this.#here === null ? [] : users.map((user) => this.#switchTo(user))));
  }

  #switchTo(user) {
    const isHere = user.userId === this.#here.session.user.userId;
    return element("button", {
      type: "button", "aria-pressed": String(isHere), textContent: user.username, onclick: () => this.#come(user),
    });
  }

  async #come(user) {
    const session = await attempt(() => Session.signIn(this.#stack, user));
    if (session === undefined) return;
    this.enter(session);
    byId("who").focus();
  }
}
