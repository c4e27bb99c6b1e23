/** The headless client of Carillon: one person's inbox in a browser, kept as the server has it. */

export type Category = "transaction" | "security" | "system" | "reward" | "admin" | "promotional";
export type Priority = "low" | "normal" | "high" | "urgent";

export interface NotificationClientOptions {
  /** Where the HTTP API answers, without `/api/notifications`. */
  httpApiUrl: string;
  /**
   * The person's access token; asked again when the one before has expired or was refused. What it throws signs the person
   * out, but for a TypeError, which is how fetch says that there is no network: then it is asked again later.
   */
  getToken: () => Promise<string> | string;
  /** Tabs of one person share one socket; default true. */
  shareConnection?: boolean;
}

export interface Filter {
  readonly unreadOnly: boolean;
  /** Empty: every category. */
  readonly category: Category | "";
}

/** As the API answers. One that arrived live lacks what is marked optional until `get()` has fetched it. */
export interface Notification {
  readonly id: string;
  readonly title: string;
  readonly message: string;
  readonly category: Category;
  readonly priority: Priority;
  /** Of whoever sent it: text and links to be shown with care, see `safeUrl`. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly isRead: boolean;
  readonly createdAt: string;
  readonly readAt?: string | null;
  readonly userId?: string;
  readonly type?: "all" | "email" | "sms" | "in-app" | "push";
  readonly emailSent?: boolean;
  readonly emailSentAt?: string | null;
  readonly smsSent?: boolean;
  readonly smsSentAt?: string | null;
  readonly pushSent?: boolean;
  readonly pushSentAt?: string | null;
  readonly updatedAt?: string;
  /** The message is cut and the data left out; the client fetches the whole by itself. */
  readonly truncated?: boolean;
}

/** Never changes: there is a new one after every change. */
export interface Snapshot {
  /** Of the list; "failed": nothing could be loaded yet. */
  readonly status: "loading" | "ready" | "failed";
  /** Newest first, as the filter says. */
  readonly notifications: readonly Notification[];
  /** Exact, of the whole inbox. */
  readonly unreadCount: number;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly filter: Filter;
  readonly connection: "connecting" | "live" | "waiting" | "offline" | "stopped";
  /** Done here, not yet told to the server. */
  readonly pendingActions: number;
  /** Why the list could not be fetched, the last time. */
  readonly error: ApiError | SignedOut | null;
}

export interface Delivery {
  readonly channel: "in-app" | "email" | "sms" | "push";
  readonly target: string | null;
  readonly status: "queued" | "sent" | "delivered" | "failed" | "bounced" | "skipped" | "deferred" | "unknown";
  readonly reason: string | null;
  readonly provider: string | null;
  readonly providerMessageId: string | null;
  readonly attempt: number;
  readonly at: string;
}

export interface Preferences {
  emailEnabled: boolean;
  smsEnabled: boolean;
  inAppEnabled: boolean;
  pushEnabled: boolean;
  transactionAlerts: boolean;
  securityAlerts: boolean;
  systemAlerts: boolean;
  rewardAlerts: boolean;
  adminAlerts: boolean;
  /** The whole category `promotional`, on every channel. */
  promotionalEmails: boolean;
  enableDigest: boolean;
  digestFrequency: "hourly" | "daily" | "weekly";
  /** By category and channel, what was chosen for just the two together. Merged into what is there; null takes it back. */
  categoryChannels: { [C in Category]?: { [K in Delivery["channel"]]?: boolean | null } | null } | null;
  /** No e-mail before then; null ends it. */
  emailMutedUntil: string | null;
  readonly updatedAt: string | null;
}

export interface Removal {
  /** True: it is back. False: too late, the server has been told. */
  undo(): boolean;
  /** Leaves time for undo until so many milliseconds from now. False: too late, or undone already. */
  postpone(milliseconds: number): boolean;
  /** Kept once the server knows, once it is sure to be told later, or when the removal is undone. */
  readonly done: Promise<void>;
}

export interface Push {
  state(): Promise<"unsupported" | "denied" | "off" | "on">;
  /** Asks for permission if need be, subscribes with the server's key and registers; call it from a click. NotAllowedError: no. */
  subscribe(registration?: ServiceWorkerRegistration): Promise<void>;
  unsubscribe(registration?: ServiceWorkerRegistration): Promise<void>;
  /** Registers a subscription that was made elsewhere. */
  adopt(subscription: PushSubscriptionJSON): Promise<void>;
}

/** The server said no; with status 0 it could not be asked. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string | null;
  readonly details: readonly { field: string; message: string }[];
  readonly requestId: string | null;
}

/** `getToken` threw, or its new token was refused too. */
export class SignedOut extends Error {}

export interface NotificationClientEvents {
  /** One that arrived live, once per tab. */
  notification: CustomEvent<Notification>;
  "signed-out": CustomEvent<SignedOut>;
  /** Of an action that failed and was taken back. */
  error: CustomEvent<Error>;
}

export class NotificationClient extends EventTarget {
  constructor(options: NotificationClientOptions);
  readonly snapshot: Snapshot;
  /** Loads, connects, and stays connected for ever. */
  start(): this;
  stop(): void;
  /** Called after changes, once per microtask; answers the way to end it. */
  subscribe(listener: (snapshot: Snapshot) => void): () => void;

  setFilter(changes: Partial<Filter>): Promise<void>;
  reload(): Promise<void>;
  loadMore(): Promise<void>;
  get(id: string): Promise<Notification>;
  deliveries(id: string): Promise<Delivery[]>;

  // Shown at once. What cannot be told to the server now is kept, over reloads too, and told in order later: the promise is
  // kept then as well, and rejected only when the server refuses.
  markRead(id: string): Promise<void>;
  markUnread(id: string): Promise<void>;
  markAllRead(): Promise<void>;
  /** Told to the server when the time for undo (milliseconds, default 0) is over or the page goes away. */
  remove(id: string, options?: { undoWithin?: number }): Removal;

  preferences(): Promise<Preferences>;
  changePreferences(changes: Partial<Preferences>): Promise<Preferences>;
  readonly push: Push;

  addEventListener<K extends keyof NotificationClientEvents>(
    type: K,
    listener: (event: NotificationClientEvents[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | AddEventListenerOptions): void;
  removeEventListener<K extends keyof NotificationClientEvents>(
    type: K,
    listener: (event: NotificationClientEvents[K]) => void,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | EventListenerOptions): void;
}

/** The one rule for links: the URL if it is http(s), else null. */
export function safeUrl(value: unknown): URL | null;
