// The producer's side: a form that drops one message on the ingest queue, and shows the very JSON it drops.
import { element } from "./dom.js";
import { notice } from "./notices.js";
import { SAMPLES } from "./samples.js";

const byId = (id) => document.getElementById(id);

/** The request as the form describes it, with a sample's further data; what is left at its default is left out. */
export function requestFrom(fields, furtherData) {
  const request = {
    userId: fields.get("userId"),
    category: fields.get("category"),
    title: fields.get("title"),
    message: fields.get("message"),
  };
  const data = fields.get("url") ? { ...furtherData, url: fields.get("url") } : furtherData;
  if (fields.get("type") !== "all") request.type = fields.get("type");
  if (fields.get("priority") !== "normal") request.priority = fields.get("priority");
  if (Object.keys(data).length > 0) request.data = data;
  if (fields.get("mandatory") === "on") request.mandatory = true;
  if (fields.get("idempotencyKey")) request.idempotencyKey = fields.get("idempotencyKey");
  return request;
}

async function drop(request) {
  const response = await fetch("/ingest", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(request),
  });
  if (!response.ok) throw new Error(`The queue did not take it (${response.status}).`);
}

export class Compose {
  #form = byId("compose");
  #sampleData = {};

  constructor(users) {
    this.#fields.userId.replaceChildren(...users.map((user) =>
      element("option", { value: user.userId, textContent: user.username })));
    byId("samples").replaceChildren(...SAMPLES.map((sample) =>
      element("button", {
        type: "button", className: "chip", textContent: sample.name, onclick: () => this.#fill(sample.request),
      })));
    this.#form.addEventListener("input", () => this.#preview());
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.#fill(SAMPLES[0].request);
  }

  sendTo(userId) {
    this.#fields.userId.value = userId;
    this.#preview();
  }

  get #fields() {
    return this.#form.elements;
  }

  get #request() {
    return requestFrom(new FormData(this.#form), this.#sampleData);
  }

  #fill({ category, type = "all", priority = "normal", title, message, mandatory = false, data = {} }) {
    const { url = "", ...further } = data;
    this.#sampleData = further;
    for (const [name, value] of Object.entries({ category, type, priority, title, message, url, idempotencyKey: "" })) {
      this.#fields.namedItem(name).value = value;
    }
    this.#fields.mandatory.checked = mandatory;
    this.#preview();
  }

  #preview() {
    byId("compose-json").textContent = JSON.stringify(this.#request, null, 2);
  }

  async #send() {
    const button = byId("compose-send");
    button.disabled = true;
    try {
      await drop(this.#request);
      notice("Dropped on the ingest queue.");
    } catch (error) {
      notice(error.message, "problem");
    } finally {
      button.disabled = false;
    }
  }
}
