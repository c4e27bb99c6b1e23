// One notification of the list: its summary, its actions, and, opened, the whole of it with its delivery timeline.
import { ago, element, icon, isolated, ownString, safeUrl } from "./dom.js";
import { followDeliveries } from "./deliveries.js";

const CATEGORIES = new Set(["transaction", "security", "system", "reward", "admin", "promotional"]);

function iconButton(name, label, onclick) {
  return element("button", { type: "button", className: "icon-button", "aria-label": label, title: label, onclick }, icon(name));
}

export class NotificationCard {
  #api;
  #actions;
  #notification;
  #opened = false;
  #endTimeline = null;
  #parts;

  /** `actions`: `toggleRead(id)`, `remove(id)`, `open(id)`, `followed(id)`. */
  constructor(api, notification, actions) {
    this.#api = api;
    this.#actions = actions;
    this.#notification = notification;
    const { id } = notification;
    const detail = element("div", { className: "detail", id: `detail-${id}`, hidden: true });
    const toggle = element("button", {
      type: "button", className: "summary", "aria-expanded": "false", "aria-controls": detail.id,
      onclick: () => actions.open(id),
    });
    const readButton = iconButton("check", "Mark as read", () => actions.toggleRead(id));
    this.#parts = { detail, toggle, readButton };
    this.node = element("li", { className: "card", "data-id": id },
      element("div", { className: "card-row" }, element("h3", {}, toggle),
        element("div", { className: "actions" }, readButton,
          iconButton("trash", "Delete", () => actions.remove(id)))),
      detail);
    this.#renderSummary();
  }

  update(notification, opened) {
    const changed = JSON.stringify(notification) !== JSON.stringify(this.#notification);
    this.#notification = notification;
    if (changed) this.#renderSummary();
    if (opened !== this.#opened) this.#setOpened(opened);
    else if (changed && opened) this.#renderContent();
  }

  /** Ends what runs for this card; it is about to leave the page. */
  discard() {
    this.#endTimeline?.();
    this.node.remove();
  }

  #renderSummary() {
    const { isRead, category, priority, title, message, createdAt } = this.#notification;
    this.node.classList.toggle("unread", !isRead);
    const isLoud = priority === "high" || priority === "urgent";
    this.#parts.toggle.replaceChildren(
      element("span", { className: `category ${category}` }, icon(CATEGORIES.has(category) ? category : "bell")),
      element("span", { className: "summary-text" },
        element("span", { className: "summary-title" },
          isRead ? null : element("span", { className: "visually-hidden", textContent: "Unread: " }), isolated(title)),
        element("span", { className: "preview" }, isolated(message)),
        element("span", { className: "meta" },
          element("span", { textContent: category }),
          isLoud ? element("span", { className: `priority ${priority}`, textContent: priority }) : null,
          ago(createdAt))));
    const label = isRead ? "Mark as unread" : "Mark as read";
    this.#parts.readButton.replaceChildren(icon(isRead ? "dot" : "check"));
    this.#parts.readButton.setAttribute("aria-label", label);
    this.#parts.readButton.title = label;
  }

  #setOpened(opened) {
    const { detail, toggle } = this.#parts;
    this.#opened = opened;
    toggle.setAttribute("aria-expanded", String(opened));
    this.node.classList.toggle("opened", opened);
    detail.hidden = !opened;
    this.#endTimeline?.();
    this.#endTimeline = null;
    if (!opened) return;
    this.#parts.content = element("div", { className: "content" });
    const timeline = element("div", { className: "timeline-box" });
    detail.replaceChildren(this.#parts.content, element("h4", { textContent: "How it was delivered" }), timeline);
    this.#renderContent();
    this.#endTimeline = followDeliveries(this.#api, this.#notification.id, timeline);
  }

  #renderContent() {
    const { id, message, data, type } = this.#notification;
    const url = safeUrl(ownString(data, "url"));
    const link = url === null ? null : element("a", {
      className: "button primary", href: url.href, target: "_blank", rel: "noopener noreferrer",
      onclick: () => this.#actions.followed(id),
    }, icon("open"), "Open ", isolated(url.host));
    const hasData = data && Object.keys(data).length > 0;
    this.#parts.content.replaceChildren(
      element("p", { className: "message" }, isolated(message)),
      ...(link ? [element("p", {}, link)] : []),
      ...(hasData ? [element("details", { className: "data" }, element("summary", { textContent: "Data" }),
        element("pre", {}, isolated(JSON.stringify(data, null, 2))))] : []),
      element("p", { className: "faint" }, type ? `asked for: ${type} · ` : "", element("code", { textContent: id })));
  }
}
