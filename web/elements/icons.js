// The drawings of the opened elements: lines on a grid of 24.
import { drawing } from "./dom.js";

const PATHS = {
  bell: "M6 9a6 6 0 0 1 12 0v4l2 3.5H4L6 13zM10 19.5a2.2 2.2 0 0 0 4 0",
  transaction: "M4 8.5h14M15 5l3.5 3.5L15 12M20 15.5H6M9 12l-3.5 3.5L9 19",
  security: "M12 3.5l7 2.5v5.5c0 4.5-3 7.5-7 9-4-1.5-7-4.5-7-9V6zM9 12l2.2 2.2L15.2 10",
  system: "M9 12a3 3 0 1 0 6 0a3 3 0 1 0-6 0M12 3.5v3M12 17.5v3M3.5 12h3M17.5 12h3M6 6l2.1 2.1M15.9 15.9L18 18M18 6l-2.1 2.1M8.1 15.9L6 18",
  reward: "M12 4l2.4 5 5.6.7-4.1 3.8 1.1 5.5-5-2.8-5 2.8 1.1-5.5L4 9.7 9.6 9z",
  admin: "M8.5 8a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0M5 20c.5-4 3.5-6 7-6s6.5 2 7 6",
  promotional: "M4 10v4l10 4.5v-13zM14 8.5c2 0 4 1.2 4 3.5s-2 3.5-4 3.5M6.5 15l1 4.5h3L9.5 16.5",
  check: "M4.5 12.5l5 5 10-11",
  checks: "M2 12.8l4.4 4.4 8.6-10M11.5 16.2l1 1 9.5-10.4",
  dot: "M8 12a4 4 0 1 0 8 0a4 4 0 1 0-8 0",
  trash: "M4.5 7h15M9.5 7V4.5h5V7M6.5 7l1 12.5h9l1-12.5M10.5 11v5M13.5 11v5",
  sliders: "M4 7.5h9.5M18.5 7.5H20M4 16.5h1.5M10.5 16.5H20M13.5 7.5a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0M5.5 16.5a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0",
  close: "M6.5 6.5l11 11M17.5 6.5l-11 11",
  back: "M19.5 12h-15M11 5.5L4.5 12l6.5 6.5",
  offline: "M4 4l16 16M8.5 15.5a5 5 0 0 1 5.8-.9M5 12a10 10 0 0 1 4.4-2.6M14 9.2a10 10 0 0 1 5 2.8M12 19h.01",
  problem: "M12 4.5l8.5 14.5h-17zM12 10v4M12 16.5h.01",
  "in-app": "M5.5 4.5h13a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-13a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2zM9 20h6M12 16.5V20",
  email: "M5.5 5.5h13a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-13a2 2 0 0 1-2-2v-9a2 2 0 0 1 2-2zM4 7l8 6 8-6",
  sms: "M4 5.5h16v11H11l-4.5 3.5v-3.5H4z",
  push: "M9.2 3.5h5.6a2.2 2.2 0 0 1 2.2 2.2v12.6a2.2 2.2 0 0 1-2.2 2.2H9.2A2.2 2.2 0 0 1 7 18.3V5.7a2.2 2.2 0 0 1 2.2-2.2zM11 17.5h2",
};

/** @typedef {keyof typeof PATHS} IconName */

/** @param {IconName} name */
export function icon(name) {
  return drawing(PATHS[name]);
}

/** The drawing of a category; one that is unknown here is just a notification. @param {string} category */
export function categoryIcon(category) {
  return icon(Object.hasOwn(PATHS, category) ? /** @type {IconName} */ (category) : "bell");
}
