// A client that is whatever a test says, for states that no server can be asked to be in. It keeps what is asked of it.

const QUIET = {
  status: "ready", notifications: [], unreadCount: 0, hasMore: false, isLoadingMore: false,
  filter: { unreadOnly: false, category: "" }, connection: "live", pendingActions: 0, error: null,
};

export const DEFAULTS = {
  emailEnabled: true, smsEnabled: false, inAppEnabled: true, pushEnabled: true,
  transactionAlerts: true, securityAlerts: true, systemAlerts: true, rewardAlerts: true, adminAlerts: true, promotionalEmails: false,
  enableDigest: false, digestFrequency: "daily", categoryChannels: {}, emailMutedUntil: null, updatedAt: null,
};

const CATEGORIES = ["transaction", "security", "system", "reward", "admin", "promotional"];

/** As many notifications as asked for, of every kind, newest first, each an hour older than the one before. */
export function notifications(count) {
  return Array.from({ length: count }, (_, at) => ({
    id: String(10_000 - at), title: `Notification ${at + 1}`, message: at % 3 === 2 ? "A long story. ".repeat(20) : "It is about something.",
    category: CATEGORIES[at % CATEGORIES.length], priority: ["normal", "high", "urgent"][at % 3], isRead: at % 2 === 1,
    data: at % 2 === 0 ? { url: "https://example.com/" } : {}, createdAt: new Date(Date.now() - at * 3_600_000).toISOString(),
  }));
}

export class FakeClient extends EventTarget {
  calls = [];
  refusal = null;
  held = { ...DEFAULTS };
  pushState = "off";
  #listeners = new Set();

  constructor(snapshot = {}) {
    super();
    this.snapshot = { ...QUIET, ...snapshot };
    this.push = {
      state: async () => this.pushState,
      subscribe: async () => this.#answer("push.subscribe", () => (this.pushState = "on")),
      unsubscribe: async () => this.#answer("push.unsubscribe", () => (this.pushState = "off")),
    };
    for (const name of ["markRead", "markUnread", "markAllRead", "reload", "loadMore", "setFilter"]) {
      this[name] = async (...given) => this.#answer(name, () => undefined, given);
    }
  }

  /** Becomes something else, and says so. */
  become(changes) {
    this.snapshot = { ...this.snapshot, ...changes };
    for (const listener of this.#listeners) listener(this.snapshot);
  }

  /** One arrives live. */
  arrive(notification) {
    this.become({ notifications: [notification, ...this.snapshot.notifications] });
    this.dispatchEvent(new CustomEvent("notification", { detail: notification }));
  }

  subscribe(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  remove(id) {
    const before = this.snapshot.notifications;
    this.become({ notifications: before.filter((one) => one.id !== id) });
    return {
      done: Promise.resolve(),
      undo: () => (this.become({ notifications: before }), true),
      postpone: (milliseconds) => this.#answer("postpone", () => true, [milliseconds]),
    };
  }

  async preferences() {
    return this.#answer("preferences", () => this.held);
  }

  async changePreferences(changes) {
    return this.#answer("changePreferences", () => (this.held = { ...this.held, ...changes }), [changes]);
  }

  #answer(name, succeed, given = []) {
    this.calls.push([name, ...given]);
    if (this.refusal) throw this.refusal instanceof Error ? this.refusal : new Error(this.refusal);
    return succeed();
  }
}
