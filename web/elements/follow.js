// Where a click on a notification leads, and what it does on the way: the same for the list and the toasts.
import { safeUrl } from "../client/safe-url.js";
import { element } from "./dom.js";

/** @typedef {import("../client/notification-client.js").Notification} Notification */

/** What fails is told by the client's "error" event. @param {Promise<unknown> | undefined} promise */
export function quietly(promise) {
  promise?.catch(() => {});
}

/** An own string of untrusted JSON; what sits on the prototype is never read. @param {Notification} notification */
function linkOf({ data }) {
  return safeUrl(data !== null && typeof data === "object" && Object.hasOwn(data, "url") ? data.url : null);
}

/** @param {import("./base.js").Stage} stage @param {Notification} notification @param {URL | null} url @param {MouseEvent} event */
function follow({ host, client }, notification, url, event) {
  if (event.type === "auxclick" && event.button !== 1) return;
  if (!notification.isRead) quietly(client?.markRead(notification.id));
  if (event.type === "auxclick" || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return; // the browser's own ways
  const isUnhandled = host.dispatchEvent(new CustomEvent("notification-click", {
    bubbles: true, composed: true, cancelable: true, detail: { notification, url },
  }));
  if (!isUnhandled) event.preventDefault();
}

/**
 * The title as what a click is made on: a link if it leads to the web, in this tab if that is of this site, else a button.
 * @param {import("./base.js").Stage} stage
 * @param {() => Notification} current what it is about when it is clicked
 * @param {Record<string, any>} options
 * @param {...Node} words
 */
export function clickable(stage, current, options, ...words) {
  const url = linkOf(current());
  const onclick = (/** @type {MouseEvent} */ event) => follow(stage, current(), url, event);
  const all = { ...options, onclick, onauxclick: onclick };
  if (url === null) return element("button", { type: "button", ...all }, ...words);
  if (url.origin === location.origin) return element("a", { href: url.href, ...all }, ...words);
  const newTab = element("span", { className: "visually-hidden", textContent: ` (${stage.language.say("newTab")})` });
  return element("a", { href: url.href, target: "_blank", rel: "noopener noreferrer", ...all }, ...words, newTab);
}
