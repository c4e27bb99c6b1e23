/** The elements of Carillon: a bell, the list behind it, the preferences and toasts. `docs/elements.md` says how to use and theme them. */
import type { Notification, NotificationClient } from "../client/notification-client.js";

type Text = string | { zero?: string; one?: string; two?: string; few?: string; many?: string; other: string };

/** The names of all texts, as in `texts/en.js`. */
export type TextName =
  | "title" | "unread" | "noneUnread" | "arrived" | "arrivedMany" | "retry" | "toasts" | "dismiss" | "close" | "show"
  | "all" | "unreadOnly" | "category" | "everyCategory" | "transaction" | "security" | "system" | "reward" | "admin"
  | "promotional" | "high" | "urgent" | "isUnread" | "markRead" | "markUnread" | "markAllRead" | "allRead" | "remove"
  | "removed" | "undo" | "restored" | "more" | "less" | "newTab" | "loading" | "empty" | "emptyHint" | "emptyUnread"
  | "emptyUnreadHint" | "emptyCategory" | "emptyCategoryHint" | "failed" | "failedHint" | "failedMore" | "signedOut"
  | "signedOutHint" | "offline" | "reconnecting" | "pending" | "refused" | "preferences" | "back" | "channels" | "inApp"
  | "inAppHint" | "email" | "emailHint" | "sms" | "smsHint" | "push" | "pushHint" | "pause" | "paused" | "resume"
  | "categories" | "categoriesHint" | "anyChannel" | "digest" | "enableDigest" | "digestHint" | "frequency" | "hourly"
  | "daily" | "weekly" | "device" | "deviceOn" | "deviceOff" | "deviceDenied" | "deviceUnsupported" | "deviceTurnOn"
  | "deviceTurnOff" | "saving" | "saved" | "notSaved";

/** Own words over those of the language; what depends on a number has a form for each of its plurals. */
export type Texts = { [Name in TextName]?: Text };

/** What is clicked on is marked as read. Prevented, the element follows no link: the application goes there itself. */
export type NotificationClickEvent = CustomEvent<{ notification: Notification; url: URL | null }>;

export interface CarillonElementEventMap extends HTMLElementEventMap {
  "notification-click": NotificationClickEvent;
  /** There is no good token any more; a new one goes on where it ended. */
  "signed-out": CustomEvent<null>;
}

declare class CarillonElement extends HTMLElement {
  /** Attribute `http-api-url`: where the HTTP API answers. Elements of a page with the same one share a client. */
  httpApiUrl: string;
  /** Attribute `token`: the person's access token. Taken from every element of the page, as `getToken` is, it signs the person out. */
  token: string | null;
  /** Gives a token, again and again: when the one before expires. */
  getToken: (() => Promise<string> | string) | null;
  /** A client of the application's own, which starts and stops it; else the one that the elements share, once there is one. */
  get client(): NotificationClient | null;
  set client(client: NotificationClient | null);
  texts: Texts | null;

  addEventListener<K extends keyof CarillonElementEventMap>(
    type: K, listener: (event: CarillonElementEventMap[K]) => void, options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
}

export class NotificationBell extends CarillonElement {
  /** `event.detail`: how many are unread now. */
  addEventListener(type: "unread-count", listener: (event: CustomEvent<number>) => void, options?: boolean | AddEventListenerOptions): void;
  addEventListener<K extends keyof CarillonElementEventMap>(
    type: K, listener: (event: CarillonElementEventMap[K]) => void, options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
}

export class NotificationCenter extends CarillonElement {}

export class NotificationPreferences extends CarillonElement {
  /** The service worker that push messages go to; null: the page's own. */
  registration: ServiceWorkerRegistration | null;
}

/** Attributes: `seconds` for which one is shown (7), `position="top"`. */
export class NotificationToasts extends CarillonElement {}

declare global {
  interface HTMLElementTagNameMap {
    "notification-bell": NotificationBell;
    "notification-center": NotificationCenter;
    "notification-preferences": NotificationPreferences;
    "notification-toasts": NotificationToasts;
  }
}
