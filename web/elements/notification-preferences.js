// What a person wants to hear of, and where. What draws it is fetched when the first one is on the page.
import { CarillonElement, define } from "./base.js";

export class NotificationPreferences extends CarillonElement {
  /** The registration that push messages of this device go to; null: the page's own. @type {ServiceWorkerRegistration | null} */
  registration = null;

  async view() {
    return (await import("./preferences/view.js")).drawPreferences;
  }
}

define("notification-preferences", NotificationPreferences);
