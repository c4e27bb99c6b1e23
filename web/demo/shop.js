// The person's side: a small shop, whose bell, list, settings and toasts are the elements of the package.
import { element, icon, isolated, svg } from "./dom.js";
import { attempt } from "./notices.js";
import { PlayedPhone } from "./played-phone.js";

const PRODUCTS = [["Guji Natural", 15.9, "guji"], ["Huila", 13.5, "huila"], ["Nyeri", 17.2, "nyeri"]];
const STEPS_DONE = 3;

const capitalised = (name) => name.slice(0, 1).toUpperCase() + name.slice(1);
const drawing = (name, className) => svg("svg", { class: className, "aria-hidden": "true" }, svg("use", { href: `#${name}` }));

function logo(words) {
  return element("p", { className: "logo" },
    element("strong", { textContent: "Juniper", dir: "ltr" }), element("span", { textContent: words.tagline }));
}

function product([name, price, kind], index, language, words) {
  const money = new Intl.NumberFormat(language, { style: "currency", currency: "EUR" }).format(price);
  return element("li", { className: `product ${kind}` }, drawing("bag", "bag"),
    element("strong", { textContent: name, dir: "ltr" }), element("span", { className: "faint", textContent: words.notes[index] }),
    element("span", { className: "price", textContent: money }));
}

function order(words) {
  return element("section", { className: "order", id: "order-4711", "aria-label": words.order },
    element("p", {}, element("strong", { textContent: words.order }), element("span", { textContent: words.arrives })),
    element("ol", { className: "track" }, ...words.steps.map((step, index) =>
      element("li", {
        className: index < STEPS_DONE ? "done" : "", "aria-current": index === STEPS_DONE - 1 ? "step" : undefined, textContent: step,
      }))));
}

/** The people one may be; `come(user)` signs in. */
function doors(users, come) {
  return users.map((user) => {
    const button = element("button", {
      type: "button", className: "person", "data-user": user.username,
      onclick: async () => {
        button.disabled = true;
        await come(user);
        button.disabled = false;
      },
    },
    element("span", { className: "avatar", "aria-hidden": "true", textContent: user.username.slice(0, 1).toUpperCase() }),
    element("span", {}, element("strong", {}, isolated(capitalised(user.username))), element("span", { className: "faint", textContent: user.role })));
    return button;
  });
}

export class Shop {
  #window = document.getElementById("window");
  #place = document.getElementById("shop");
  #toasts = document.getElementById("toasts"); // beside the shop: they are seen whichever part of the page is

  /** Before anybody has come in. */
  showDoors({ language, words, users, come }) {
    this.#speak(language);
    this.#toasts.replaceChildren();
    this.#place.replaceChildren(
      element("div", { className: "welcome" }, logo(words),
        element("h3", { textContent: words.signIn }), element("p", { className: "faint", textContent: words.signInLead }),
        element("div", { className: "doors", role: "group", "aria-label": words.comeInAs }, ...doors(users, come))));
  }

  /** For whoever has come in. `leave()` signs out. */
  show({ language, words, session, client, leave }) {
    this.#speak(language);
    const notifications = (tag, attributes = {}) => Object.assign(element(tag, { lang: language, ...attributes }), { client });
    const settings = this.#settings(words, () => notifications("notification-preferences"), session, client);
    const name = capitalised(session.user.username);
    this.#place.replaceChildren(
      element("header", { className: "shop-bar" }, logo(words),
        element("ul", { className: "shop-nav" }, ...words.nav.map((item) => element("li", { textContent: item }))),
        notifications("notification-bell"),
        element("button", { type: "button", id: "open-preferences", className: "icon-button", "aria-label": words.preferences, title: words.preferences, onclick: settings.open }, icon("sliders")),
        element("button", { type: "button", id: "sign-out", className: "icon-button", "aria-label": words.signOut, title: words.signOut, onclick: leave }, icon("leave"))),
      element("div", { className: "shop-body" },
        element("div", { className: "goods", tabindex: "0", role: "region", "aria-labelledby": "who" },
          element("h3", { id: "who", tabindex: "-1" }, words.welcome.replace("{name}", name)),
          element("p", { className: "lead", textContent: words.lead }),
          order(words),
          element("h4", { textContent: `${words.fresh} · ${words.weight}` }),
          element("ul", { className: "products" }, ...PRODUCTS.map((one, index) => product(one, index, language, words)))),
        element("div", { className: "list" }, notifications("notification-center"))),
      settings.dialog);
    this.#toasts.replaceChildren(notifications("notification-toasts", { dir: this.#window.dir }));
  }

  /** The dialog; it asks for the preferences when it is opened, since a link in a mail may have changed them. */
  #settings(words, preferences, session, client) {
    const place = element("div", {});
    const show = () => place.replaceChildren(preferences());
    const phone = new PlayedPhone(words, session, client, show);
    const dialog = element("dialog", { id: "preferences", className: "preferences", closedby: "any", "aria-labelledby": "preferences-heading" },
      element("div", { className: "column-head" }, element("h2", { id: "preferences-heading", textContent: words.preferences }),
        element("button", { type: "button", id: "close-preferences", className: "icon-button", "aria-label": words.close, onclick: () => dialog.close() }, icon("close"))),
      place, phone.node);
    const open = () => {
      show();
      dialog.showModal();
      attempt(() => phone.show());
    };
    return { dialog, open };
  }

  #speak(language) {
    this.#window.lang = language;
    this.#window.dir = language === "ar" ? "rtl" : "ltr";
  }
}
