// What stands where the list would be while there is none: loading, nothing, failed, signed out.
import { element } from "../dom.js";
import { icon } from "../icons.js";

/** @typedef {import("../language.js").Language} Language */
/** @typedef {import("../../client/notification-client.js").Snapshot} Snapshot */
/** @typedef {"loading" | "empty" | "emptyUnread" | "emptyCategory" | "failed" | "signedOut"} StateName */

const SKELETONS = 5;

/**
 * Which state it is, or null when there is something to show. Without a client nobody has come with a token yet.
 * @param {Snapshot | null} snapshot
 * @returns {StateName | null}
 */
export function stateOf(snapshot) {
  if (snapshot === null) return "loading";
  const { status, notifications, filter, connection, hasMore, error } = snapshot;
  if (notifications.length > 0) return null;
  if (connection === "stopped") return "signedOut";
  if (status !== "ready") return status;
  if (hasMore) return error ? "failed" : "loading"; // the client goes on by itself
  if (filter.category) return "emptyCategory";
  return filter.unreadOnly ? "emptyUnread" : "empty";
}

/**
 * @param {StateName} name
 * @param {Language} language
 * @param {() => void} retry
 * @returns {Node[]}
 */
export function drawState(name, language, retry) {
  if (name === "loading") return [element("p", { className: "visually-hidden", textContent: language.say("loading") }), skeleton()];
  const isTrouble = name === "failed" || name === "signedOut";
  return [element("div", { className: isTrouble ? "state trouble" : "state", part: "state" },
    element("span", { className: "emblem" }, icon(isTrouble ? "problem" : name === "emptyUnread" ? "check" : "bell")),
    element("p", { className: "state-title", textContent: language.say(name) }),
    element("p", { className: "faint", textContent: language.say(`${name}Hint`) }),
    name === "failed" ? element("button", { type: "button", className: "button", textContent: language.say("retry"), onclick: retry }) : null)];
}

function skeleton() {
  const rows = Array.from({ length: SKELETONS }, () => element("div", { className: "skeleton" },
    element("span", { className: "bone tile" }),
    element("div", { className: "body" }, element("span", { className: "bone" }), element("span", { className: "bone" }))));
  return element("div", { "aria-hidden": "true" }, ...rows);
}
