// The list. What draws it is fetched when the first one is on the page.
import { CarillonElement, define } from "./base.js";

export class NotificationCenter extends CarillonElement {
  async view() {
    return (await import("./center/view.js")).drawCenter;
  }
}

define("notification-center", NotificationCenter);
