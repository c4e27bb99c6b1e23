// The bell: how many are unread. What opens when it is pressed is fetched with the first press.
import { CarillonElement, define } from "./base.js";
import { drawing, element } from "./dom.js";
import { sheet } from "./styles.js";
import { sayArrival } from "./voice.js";

const BELL = "M6 9a6 6 0 0 1 12 0v4l2 3.5H4L6 13zM10 19.5a2.2 2.2 0 0 0 4 0";

const styles = sheet(`
:host { display: inline-block; vertical-align: middle; }
:host([hidden]), [hidden] { display: none !important; }
.bell { position: relative; display: grid; place-items: center; width: var(--carillon-bell-size, 40px); height: var(--carillon-bell-size, 40px); min-width: 24px; min-height: 24px; margin: 0; padding: 0; border: 0; border-radius: 50%; background: none; color: var(--carillon-bell-color, inherit); cursor: pointer; }
.bell:hover, .bell[aria-expanded="true"] { background: color-mix(in srgb, currentColor 9%, transparent); }
.bell:focus-visible { outline: 2px solid var(--carillon-accent, light-dark(#0c6b62, #63c7b8)); outline-offset: 2px; }
.icon { width: 60%; fill: none; stroke: currentColor; stroke-width: 1.7; stroke-linecap: round; stroke-linejoin: round; }
.badge { position: absolute; inset-block-start: -3px; inset-inline-end: -3px; min-width: 20px; padding: 0 5px; border-radius: 10px; box-sizing: border-box; background: var(--carillon-badge, light-dark(#9a5b0b, #eab54d)); color: var(--carillon-on-badge, light-dark(#fff, #241a05)); font: 700 12px/20px system-ui, sans-serif; font-variant-numeric: tabular-nums; forced-color-adjust: none; }
.visually-hidden { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.trouble { margin: 12px auto; padding: 12px 16px; border: 1px solid; border-radius: 12px; font: 15px/1.5 system-ui, sans-serif; text-align: center; }
.trouble p { margin: 0 0 8px; }
.trouble button { min-height: 32px; padding: 2px 14px; font: inherit; }
@media (prefers-reduced-motion: no-preference) { .ringing .icon { transform-origin: 50% 12%; animation: ring 0.7s; } }
@keyframes ring { 15% { rotate: 14deg; } 40% { rotate: -11deg; } 65% { rotate: 7deg; } 85% { rotate: -3deg; } }
`);

/** @param {import("./base.js").Stage} stage */
function draw(stage) {
  const { host, root, client, language } = stage;
  root.adoptedStyleSheets = [styles];
  const badge = element("span", { className: "badge", part: "badge", "aria-hidden": "true" });
  const bell = element("button", {
    type: "button", className: "bell", part: "bell", "aria-haspopup": "dialog", "aria-expanded": "false",
  }, drawing(BELL), badge);
  const voice = element("p", { className: "visually-hidden", "aria-live": "polite" });
  root.append(element("div", { dir: stage.direction, lang: language.tag }, bell, voice));

  let shown = -1;
  const show = (/** @type {number} */ count) => {
    if (count === shown) return;
    shown = count;
    badge.textContent = language.count(count);
    badge.hidden = count === 0;
    bell.setAttribute("aria-label", language.say(count === 0 ? "noneUnread" : "unread", { count }));
    host.dispatchEvent(new CustomEvent("unread-count", { detail: count }));
  };
  const arrived = (/** @type {Event} */ event) => {
    bell.classList.remove("ringing");
    requestAnimationFrame(() => bell.classList.add("ringing"));
    sayArrival(event, voice, language);
  };

  // The panel is fetched when a hand comes near, and opened once with the press; from then on it is the bell's popover.
  const panel = () => import("./bell/panel.js");
  let opening = false;
  const open = async () => {
    if (opening || bell.popoverTargetElement) return;
    opening = true;
    try {
      const { openPanel } = await panel();
      if (bell.isConnected) openPanel(stage, bell);
    } catch (error) {
      if (bell.isConnected) complain();
      reportError(error);
    }
    opening = false;
  };
  /** As when the device is offline, or when what the page loaded is no longer what the server has. */
  const complain = () => {
    const failed = language.say("failed");
    const again = () => {
      trouble.hidePopover();
      open();
    };
    const trouble = element("div", {
      popover: "auto", className: "trouble", role: "alertdialog", "aria-label": failed,
      onbeforetoggle: () => trouble.matches(":focus-within") && bell.focus(), // the browser loses its way back in a shadow root
      ontoggle: (/** @type {ToggleEvent} */ { newState }) => newState === "closed" && trouble.remove(),
    }, element("p", { textContent: failed }),
    element("button", { type: "button", autofocus: "", textContent: language.say("retry"), onclick: again }));
    bell.after(trouble);
    trouble.showPopover();
  };
  bell.addEventListener("click", open);
  bell.addEventListener("pointerenter", () => panel().catch(() => {}), { once: true }); // the press tries again, and says so

  show(client?.snapshot.unreadCount ?? 0);
  client?.addEventListener("notification", arrived);
  const endCounting = client?.subscribe(({ unreadCount }) => show(unreadCount));
  return () => {
    client?.removeEventListener("notification", arrived);
    endCounting?.();
  };
}

export class NotificationBell extends CarillonElement {
  saysLittle = true;

  async view() {
    return draw;
  }
}

define("notification-bell", NotificationBell);
