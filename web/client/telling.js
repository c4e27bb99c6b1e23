const PATHS = { read: "/read", unread: "/unread", remove: "" };
const LATE_AFTER = 1_000;

/**
 * @typedef {import("./actions.js").Action} Action
 * @typedef {import("./http.js").Http} Http
 * @typedef {import("./notification-client.js").Notification} Notification
 */

/** Which request tells of an action. @param {Action} action @returns {[method: string, path: string]} */
export function requestFor({ kind, id }) {
  if (kind === "readAll") return ["PATCH", "/read-all"];
  return [kind === "remove" ? "DELETE" : "PATCH", `/${encodeURIComponent(id)}${PATHS[kind]}`];
}

/** What a plain request no longer says as it was meant. @param {Action} action */
export const isLate = ({ at }) => Date.now() - at >= LATE_AFTER;

/**
 * Tells the server of an action; one that had to wait, as it was meant.
 *
 * @param {Http} http
 * @param {import("./list.js").List} list
 * @param {Action} action
 */
export async function tell(http, list, action) {
  if (isLate(action) && action.kind === "remove" && list.isKnownGone(action.id)) return {};
  if (isLate(action) && action.kind === "readAll" && (await toldOneByOne(http, action))) return {};
  if (action.tried && (action.kind === "read" || action.kind === "unread")) {
    const found = await http.call("GET", `/${encodeURIComponent(action.id)}`);
    if (found.isRead === (action.kind === "read") || isOverruled(found, action)) return found;
  }
  return http.call(...requestFor(action), undefined, true);
}

/**
 * Whether somebody said otherwise after it was done. Sending changes a notification too, but has a time of its own.
 *
 * @param {Notification} found
 * @param {Action} action
 */
function isOverruled({ createdAt, updatedAt = createdAt, emailSentAt, smsSentAt, pushSentAt }, { at }) {
  return Date.parse(updatedAt) > at && ![createdAt, emailSentAt, smsSentAt, pushSentAt].includes(updatedAt);
}

/** @param {any} error */
function unlessGone(error) {
  if (error.status !== 404) throw error;
}

/**
 * "Read all" means all that had been seen: where something came or became unread since, those are told one by one, and it stays so.
 *
 * @param {Http} http
 * @param {Action} action
 */
async function toldOneByOne(http, action) {
  /** @type {Notification[]} */
  const unread = [];
  let cursor = "";
  do {
    const query = new URLSearchParams({ unreadOnly: "true", limit: "100", ...(cursor && { cursor }) });
    const page = await http.call("GET", `?${query}`);
    unread.push(...page.notifications);
    cursor = page.nextCursor;
  } while (cursor);
  const seen = unread.filter((one) => one.id <= (action.upTo ?? "") && !isOverruled(one, action));
  if (seen.length === unread.length) return false;
  for (const { id } of seen) await http.call(...requestFor({ kind: "read", id, at: 0 })).catch(unlessGone);
  return true;
}
