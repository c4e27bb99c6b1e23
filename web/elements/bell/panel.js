// What the bell opens: a popover with the list. The focus goes in with the opening and back to the bell with the closing.
import "../notification-center.js";
import { element } from "../dom.js";
import { common } from "../looks.js";
import { sheet } from "../styles.js";

const GAP = 8;
/** The parts of the list that a page may style through the bell. */
const PARTS =
  "center, header, heading, filters, list, item, item-unread, item-icon, item-title, item-message, item-meta, item-action, " +
  "mark-all, settings, back, close, state, bar, preferences, group, switch, pause, device";

const styles = sheet(`
.panel { position: fixed; inset: var(--_top, auto) auto var(--_bottom, auto) var(--_left, 8px); width: min(var(--carillon-panel-width, 400px), calc(100vw - 16px)); height: fit-content; min-height: min(440px, var(--_room, 100dvh)); max-height: min(var(--carillon-panel-height, 620px), var(--_room, 100dvh)); margin: 0; padding: 0; border: 1px solid var(--_line); border-radius: calc(var(--_radius) + 4px); background: var(--_surface); color: var(--_ink); box-shadow: var(--_shadow); overflow: hidden; }
.panel:popover-open { display: flex; animation: open 0.16s ease-out; }
.panel:focus-visible { outline: none; }
.panel > * { flex: 1; min-width: 0; max-height: none; border: 0; }
@keyframes open { from { opacity: 0; translate: 0 -6px; } }
@keyframes rise { from { translate: 0 40%; } }
@media (max-width: 480px) {
  .panel { inset: auto 0 0; width: 100%; max-width: none; max-height: 88dvh; border-width: 1px 0 0; border-end-start-radius: 0; border-end-end-radius: 0; }
  .panel:popover-open { animation: rise 0.22s ease-out; }
  .panel::backdrop { background: #0007; }
}
`);

/** @param {HTMLElement} panel @param {HTMLElement} bell */
function move(panel, bell) {
  const { top, bottom, left, right } = bell.getBoundingClientRect();
  const { clientWidth, clientHeight } = document.documentElement;
  const width = panel.offsetWidth;
  const wanted = getComputedStyle(bell).direction === "rtl" ? left : right - width;
  const isAbove = bottom > clientHeight * 0.6;
  const places = {
    "--_left": Math.max(GAP, Math.min(wanted, clientWidth - width - GAP)),
    "--_top": isAbove ? "auto" : bottom + GAP,
    "--_bottom": isAbove ? clientHeight - top + GAP : "auto",
    "--_room": isAbove ? top - 2 * GAP : clientHeight - bottom - 2 * GAP,
  };
  for (const [name, value] of Object.entries(places)) {
    panel.style.setProperty(name, typeof value === "number" ? `${Math.round(value)}px` : value);
  }
}

/**
 * Makes the popover, opens it, and leaves it to the bell's button.
 * @param {import("../base.js").Stage} stage
 * @param {HTMLButtonElement} bell
 */
export function openPanel({ host, root, client, language, direction }, bell) {
  root.adoptedStyleSheets = [common, ...root.adoptedStyleSheets, styles];
  const panel = element("div", {
    popover: "auto", className: "panel", part: "panel", role: "dialog", tabindex: "-1", "aria-label": language.say("title"),
  });
  const fill = () => {
    const list = element("notification-center", { lang: language.tag, dir: direction, exportparts: PARTS, closable: "" });
    Object.assign(list, { client, texts: host.texts });
    for (const type of ["notification-click", "close-request"]) list.addEventListener(type, () => panel.hidePopover());
    panel.replaceChildren(list);
  };

  let open = new AbortController();
  let held = false;
  panel.addEventListener("beforetoggle", (event) => {
    held = panel.matches(":focus-within");
    if (/** @type {ToggleEvent} */ (event).newState === "closed") return;
    fill();
    requestAnimationFrame(() => move(panel, bell)); // now it has no size yet
  });
  panel.addEventListener("toggle", () => {
    const isOpen = panel.matches(":popover-open");
    open.abort();
    bell.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) {
      open = new AbortController();
      const follow = { signal: open.signal, passive: true, capture: true };
      for (const type of ["resize", "scroll"]) addEventListener(type, () => panel.isConnected ? move(panel, bell) : open.abort(), follow);
      panel.focus({ preventScroll: true });
    } else {
      panel.replaceChildren(); // while it is closed it does nothing, and it opens with the newest
      if (held && (document.activeElement === document.body || document.activeElement === host)) bell.focus();
    }
  });
  bell.after(panel);
  bell.popoverTargetElement = panel;
  panel.showPopover();
}
