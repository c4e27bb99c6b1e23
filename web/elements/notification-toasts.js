// What arrives while one looks elsewhere, for some seconds. What draws it is fetched when the first one is on the page.
import { CarillonElement, define } from "./base.js";

export class NotificationToasts extends CarillonElement {
  async view() {
    return (await import("./toasts/view.js")).drawToasts;
  }
}

define("notification-toasts", NotificationToasts);
