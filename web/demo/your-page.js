// How little it takes: a page of one's own with this bell, to copy.
import { element, icon } from "./dom.js";
import { attempt, notice } from "./notices.js";

/** A whole page; nothing of it belongs to the demo. */
export function pageWithBell({ origin, httpApiUrl, token }) {
  return [
    "<!doctype html>",
    "<html lang=\"en\">",
    "<meta charset=\"utf-8\">",
    "<meta name=\"color-scheme\" content=\"light dark\">",
    "<title>My page</title>",
    `<script type="module" src="${origin}/dist/elements.js"></script>`,
    "<notification-bell",
    `  http-api-url="${httpApiUrl}"`,
    `  token="${token}"></notification-bell>`,
    "</html>",
    "",
  ].join("\n");
}

export class YourPage {
  #dialog = document.getElementById("your-page");
  #session = null;
  #httpApiUrl;

  constructor(httpApiUrl) {
    this.#httpApiUrl = httpApiUrl;
    const button = document.getElementById("open-your-page");
    button.addEventListener("click", () => this.#open());
    this.#dialog.querySelector(".icon-button").addEventListener("click", () => this.#dialog.close());
  }

  /** Whose token the copied page has; null: nobody's. */
  isOf(session) {
    this.#session = session;
    document.getElementById("open-your-page").hidden = session === null;
  }

  #open() {
    const { username } = this.#session.user;
    document.getElementById("your-page-code").textContent = this.#code("…");
    document.getElementById("your-page-copy").replaceChildren(element("button", {
      type: "button", className: "button primary", onclick: () => attempt(() => this.#copy()),
    }, icon("copy"), `Copy it, with a token of ${username}`));
    this.#dialog.showModal();
  }

  async #copy() {
    await navigator.clipboard.writeText(this.#code(await this.#session.accessToken()));
    this.#dialog.close();
    notice("Copied. Save it as page.html.");
  }

  #code(token) {
    return pageWithBell({ origin: location.origin, httpApiUrl: this.#httpApiUrl, token });
  }
}
