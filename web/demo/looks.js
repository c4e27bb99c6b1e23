// What the visitor chose to look at: the language of the shop, light or dark, and, where there is no room for all, which part.

const LANGUAGES = { en: () => import("./words/en.js"), de: () => import("./words/de.js"), es: () => import("./words/es.js"), fr: () => import("./words/fr.js"), ar: () => import("./words/ar.js") };
const LANGUAGE_KEY = "carillon.language";
const THEME_KEY = "carillon.theme";

const byId = (id) => document.getElementById(id);

/** The language chosen before, else one of the browser's that is spoken here. */
function preferredLanguage() {
  const wanted = [localStorage.getItem(LANGUAGE_KEY), ...navigator.languages.map((tag) => tag.split("-")[0])];
  return wanted.find((tag) => Object.hasOwn(LANGUAGES, tag)) ?? "en";
}

/** Calls `change({language, words})` now and whenever another one is chosen. */
export async function followLanguage(change) {
  const select = byId("language");
  const speak = async () => {
    const language = select.value;
    const { default: words } = await LANGUAGES[language]();
    if (select.value === language) change({ language, words });
  };
  select.value = preferredLanguage();
  select.addEventListener("change", () => {
    localStorage.setItem(LANGUAGE_KEY, select.value);
    speak();
  });
  await speak();
}

export function followTheme() {
  const button = byId("theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const show = () => {
    const theme = localStorage.getItem(THEME_KEY) ?? (system.matches ? "dark" : "light");
    document.documentElement.dataset.theme = theme;
    button.setAttribute("aria-pressed", String(theme === "dark"));
  };
  button.addEventListener("click", () => {
    localStorage.setItem(THEME_KEY, document.documentElement.dataset.theme === "dark" ? "light" : "dark");
    show();
  });
  system.addEventListener("change", show);
  show();
}

/** On a narrow screen one view is shown at a time; on a wide one the last column has two sides. */
export function followViews() {
  const stage = byId("stage");
  const set = (name, state) => (chosen) => {
    stage.dataset[name] = chosen;
    for (const button of document.querySelectorAll(`button[data-${name}]`)) button.setAttribute(state, String(button.dataset[name] === chosen));
  };
  const [show, turn] = [set("view", "aria-current"), set("side", "aria-pressed")];
  for (const button of document.querySelectorAll("button[data-view]")) button.addEventListener("click", () => show(button.dataset.view));
  for (const button of document.querySelectorAll("button[data-side]")) button.addEventListener("click", () => turn(button.dataset.side));
  show("shop");
  turn("deliveries");
  return {
    deliveries() {
      show("follow");
      turn("deliveries");
    },
  };
}
