// The operator of the demo: an administrator, signed in beside whoever uses the shop, and kept nowhere.
import { Session } from "./session.js";

export class Operator {
  #stack;
  #session = null;

  constructor(stack) {
    this.#stack = stack;
  }

  /** The last five notifications of everybody, without their messages. */
  recent() {
    return this.#ask("GET", "/api/notifications/stats").then(({ recent }) => recent);
  }

  deliveries(id, userId) {
    const path = `/api/notifications/${encodeURIComponent(id)}/deliveries?userId=${encodeURIComponent(userId)}`;
    return this.#ask("GET", path).then(({ deliveries }) => deliveries);
  }

  giveAddress(userId, email) {
    return this.#ask("PUT", `/api/users/${encodeURIComponent(userId)}`, { email });
  }

  async #ask(method, path, body) {
    const token = await this.#token();
    const response = await fetch(`${this.#stack.httpApiUrl}${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, ...(body && { "Content-Type": "application/json" }) },
      body: body && JSON.stringify(body),
      cache: "no-store",
    });
    if (response.ok) return response.json();
    const answer = await response.json().catch(() => ({}));
    throw Object.assign(new Error(answer.error ?? `The server answered ${response.status}`), { status: response.status });
  }

  /** Signs in with the first request, and anew after anything that went wrong. */
  async #token() {
    this.#session ??= Session.signIn(this.#stack, this.#stack.users.find(({ role }) => role === "admin"));
    try {
      return await (await this.#session).accessToken();
    } catch (error) {
      this.#session = null;
      throw error;
    }
  }
}
