// The HTTP API of one signed-in user, a method per route.
import { SessionEnded } from "./session.js";

export class ApiError extends Error {
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

async function failure(response) {
  const answer = await response.json().catch(() => ({}));
  const details = (answer.details ?? []).map((detail) => `${detail.field}: ${detail.message}`).join("; ");
  const sentence = answer.error ?? answer.message ?? `The server answered ${response.status}`;
  return new ApiError(response.status, details ? `${sentence} (${details})` : sentence);
}

export class NotificationsApi {
  #root;
  #session;
  #onSignedOut;

  /** `onSignedOut` is called when the token is refused and cannot be renewed. */
  constructor(stack, session, onSignedOut) {
    this.#root = `${stack.httpApiUrl.replace(/\/$/, "")}/api/notifications`;
    this.#session = session;
    this.#onSignedOut = onSignedOut;
  }

  list({ limit, cursor, unreadOnly, category }) {
    const query = new URLSearchParams({ limit });
    if (cursor) query.set("cursor", cursor);
    if (unreadOnly) query.set("unreadOnly", "true");
    if (category) query.set("category", category);
    return this.#call("GET", `?${query}`);
  }

  get(id) { return this.#call("GET", `/${encodeURIComponent(id)}`); }
  unreadCount() { return this.#call("GET", "/unread-count").then((answer) => answer.count); }
  markRead(id) { return this.#call("PATCH", `/${encodeURIComponent(id)}/read`); }
  markUnread(id) { return this.#call("PATCH", `/${encodeURIComponent(id)}/unread`); }
  markAllRead() { return this.#call("PATCH", "/read-all"); }
  remove(id) { return this.#call("DELETE", `/${encodeURIComponent(id)}`); }
  deliveries(id) { return this.#call("GET", `/${encodeURIComponent(id)}/deliveries`).then((answer) => answer.deliveries); }
  preferences() { return this.#call("GET", "/preferences"); }
  changePreferences(changes) { return this.#call("PUT", "/preferences", changes); }
  pushKey() { return this.#call("GET", "/push-key").then((answer) => answer.publicKey); }
  subscribePush(subscription) { return this.#call("POST", "/subscribe-push", subscription); }
  unsubscribePush(endpoint) { return this.#call("DELETE", "/unsubscribe-push", { endpoint }); }
  socketTicket() { return this.#call("POST", "/ws-ticket"); }

  async #call(method, path, body) {
    try {
      let response = await this.#send(method, path, body);
      if (response.status === 401) {
        await this.#session.refresh();
        response = await this.#send(method, path, body);
      }
      if (!response.ok) throw await failure(response);
      return await response.json();
    } catch (error) {
      if (error instanceof SessionEnded || error.status === 401) this.#onSignedOut();
      throw error;
    }
  }

  async #send(method, path, body) {
    const headers = { Authorization: `Bearer ${await this.#session.accessToken()}` };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    return fetch(`${this.#root}${path}`, {
      method,
      headers,
      cache: "no-store",
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  }
}
