// The page: who is signed in decides what runs. Everything of one person lives in `enter` and ends in `leave`.
import { NotificationsApi } from "./api.js";
import { BadDay } from "./bad-day.js";
import { Compose } from "./compose.js";
import { ThisDevice } from "./devices.js";
import { element, isolated, keepTimesFresh } from "./dom.js";
import { Inbox } from "./inbox.js";
import { attempt, notice } from "./notices.js";
import { Outbox } from "./outbox.js";
import { Preferences } from "./preferences.js";
import { Realtime } from "./realtime.js";
import { Session } from "./session.js";

const STATES = new Map([["connecting", "Connecting…"], ["live", "Live"], ["waiting", "Offline, reconnecting…"]]);

const byId = (id) => document.getElementById(id);
let here = null;

function showConnection(state) {
  byId("connection").dataset.state = state;
  byId("connection-text").textContent = STATES.get(state);
}

function enter(stack, session, compose) {
  const api = new NotificationsApi(stack, session, () => {
    notice("Your session has ended. Please sign in again.", "problem");
    leave();
  });
  const inbox = new Inbox(api);
  const realtime = new Realtime(() => api.socketTicket(), {
    onFrame: (frame) => inbox.receive(frame),
    onOpen: () => attempt(() => inbox.reload()),
    onState: showConnection,
  });
  inbox.realtime = realtime;
  here = {
    session, inbox, realtime,
    outbox: new Outbox(api),
    preferences: new Preferences(api),
    device: new ThisDevice(api, session.user),
  };
  compose.sendTo(session.user.userId);
  byId("who").replaceChildren(isolated(session.user.username));
  byId("welcome").hidden = true;
  byId("room").hidden = false;
}

function leave() {
  if (here === null) return;
  here.realtime.close();
  here.inbox.close();
  here.outbox.close();
  here.session.signOut();
  here = null;
  byId("preferences").close();
  byId("room").hidden = true;
  byId("welcome").hidden = false;
  document.title = "Carillon";
  byId("users").querySelector("button")?.focus();
}

function signInButton(stack, user, compose) {
  const button = element("button", {
    type: "button", className: "person", "data-user": user.username,
    onclick: async () => {
      button.disabled = true;
      const session = await attempt(() => Session.signIn(stack, user));
      button.disabled = false;
      if (session === undefined) return;
      enter(stack, session, compose);
      byId("inbox-heading").focus();
    },
  },
  element("span", { className: "avatar", "aria-hidden": "true", textContent: user.username.slice(0, 1).toUpperCase() }),
  element("span", {}, element("strong", {}, isolated(user.username)), element("span", { className: "faint", textContent: user.role })));
  return button;
}

/** On a narrow screen one room is shown at a time. */
function setUpViews() {
  const show = (view) => {
    byId("room").dataset.view = view;
    for (const tab of document.querySelectorAll("[data-show]")) {
      tab.setAttribute("aria-current", String(tab.dataset.show === view));
    }
  };
  for (const tab of document.querySelectorAll("[data-show]")) {
    tab.addEventListener("click", () => show(tab.dataset.show));
  }
  byId("bell").addEventListener("click", () => {
    show("inbox");
    byId("inbox-heading").focus();
  });
  show("inbox");
}

function setUpButtons() {
  byId("open-preferences").addEventListener("click", () => {
    byId("preferences").showModal();
    here.preferences.load();
  });
  byId("close-preferences").addEventListener("click", () => byId("preferences").close());
  byId("push-toggle").addEventListener("click", () => attempt(() => here.device.toggle()));
  byId("outbox-clear").addEventListener("click", () => attempt(() => here.outbox.empty()));
  byId("sign-out").addEventListener("click", leave);
}

async function start() {
  const response = await fetch("/stack.json", { cache: "no-store" });
  if (!response.ok) throw new Error("The stack is not running.");
  const stack = await response.json();
  const compose = new Compose(stack.users);
  new BadDay(stack);
  setUpViews();
  setUpButtons();
  keepTimesFresh();
  byId("users").replaceChildren(...stack.users.map((user) => signInButton(stack, user, compose)));
  const session = Session.restore(stack);
  if (session !== null) enter(stack, session, compose);
}

start().catch((error) => {
  byId("users").replaceChildren(element("p", { role: "alert" }, isolated(error.message)));
});
