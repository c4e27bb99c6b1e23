// The producer's side: a form that drops one message on the ingest queue, and shows the very JSON it drops.
import { element, icon } from "./dom.js";
import { notice } from "./notices.js";
import { endingOfId } from "./notification-id.js";
import { TEMPLATES } from "./templates.js";

const byId = (id) => document.getElementById(id);

/** The request as the form describes it, with a template's further fields; what is left at its default is left out. */
export function requestFrom(fields, { data: furtherData = {}, ...further } = {}) {
  const data = fields.get("url") ? { ...furtherData, url: fields.get("url") } : furtherData;
  const request = {
    userId: fields.get("userId"),
    category: fields.get("category"),
    title: fields.get("title"),
    message: fields.get("message"),
    ...further,
  };
  if (fields.get("type") !== "all") request.type = fields.get("type");
  if (fields.get("priority") !== "normal") request.priority = fields.get("priority");
  if (Object.keys(data).length > 0) request.data = data;
  if (fields.get("mandatory") === "on") request.mandatory = true;
  if (fields.get("idempotencyKey")) request.idempotencyKey = fields.get("idempotencyKey");
  return request;
}

/** Puts it on the queue; the end of the id that its notification will have. */
async function drop(request) {
  const response = await fetch("/ingest", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(request),
  });
  if (!response.ok) throw new Error(`The queue did not take it (${response.status}).`);
  const { messageId } = await response.json();
  return endingOfId(messageId);
}

export class Compose {
  #form = byId("compose");
  #onDrop;
  #further = {};
  #template = TEMPLATES[0];
  #words = {};

  /** `onDrop(ending)` hears of every message that the queue took. */
  constructor(users, onDrop) {
    this.#onDrop = onDrop;
    this.#fields.userId.replaceChildren(...users.map((user) =>
      element("option", { value: user.userId, textContent: user.username })));
    byId("templates").replaceChildren(...TEMPLATES.map((template) =>
      element("button", {
        type: "button", className: "template", "data-template": template.name, "aria-pressed": "false",
        onclick: () => this.#fill(template),
      }, icon(template.icon), template.label)));
    this.#form.addEventListener("input", () => this.#preview());
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
  }

  sendTo(userId) {
    this.#fields.userId.value = userId;
    this.#preview();
  }

  /** The templates' titles and messages, in the language of the person who will read them. */
  speak(words) {
    this.#words = words;
    this.#fill(this.#template);
  }

  get #fields() {
    return this.#form.elements;
  }

  get #request() {
    return requestFrom(new FormData(this.#form), this.#further);
  }

  #fill(template) {
    this.#template = template;
    const { category, type = "all", priority = "normal", mandatory = false, data: { url = "", ...data } = {}, ...further } = template.request;
    const [title, message] = this.#words[template.name];
    this.#further = Object.keys(data).length > 0 ? { ...further, data } : further;
    for (const [name, value] of Object.entries({ category, type, priority, title, message, url, idempotencyKey: "" })) {
      this.#fields.namedItem(name).value = value;
    }
    this.#fields.mandatory.checked = mandatory;
    byId("template-shows").textContent = template.shows;
    for (const chip of byId("templates").children) chip.setAttribute("aria-pressed", String(chip.dataset.template === template.name));
    this.#preview();
  }

  #preview() {
    byId("compose-json").textContent = JSON.stringify(this.#request, null, 2);
  }

  async #send() {
    const button = byId("compose-send");
    button.disabled = true;
    try {
      this.#onDrop(await drop(this.#request));
      notice("Dropped on the ingest queue.");
    } catch (error) {
      notice(error.message, "problem");
    } finally {
      button.disabled = false;
    }
  }
}
