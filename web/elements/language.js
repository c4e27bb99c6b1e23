// Words, plural forms and numbers of one language. What the bell says in English is always there, all else is fetched.
import firstWords from "./texts/first.js";

/** @typedef {typeof import("./texts/en.js").default} Texts */
/** @typedef {{ [Name in keyof Texts]?: string | Partial<Record<Intl.LDMLPluralRule, string>> }} OwnTexts */

/** @type {Record<string, () => Promise<{ default: OwnTexts }>>} */
const SHIPPED = {
  ar: () => import("./texts/ar.js"),
  de: () => import("./texts/de.js"),
  en: () => import("./texts/en.js"),
  es: () => import("./texts/es.js"),
  fr: () => import("./texts/fr.js"),
};
const RIGHT_TO_LEFT = /^(ar|dv|fa|he|ps|sd|ug|ur|yi)\b/;
const COUNTED_TO = 99;

export class Language {
  #texts;
  #plural;
  #number;

  /** @param {string} tag as in the attribute `lang` @param {OwnTexts} texts */
  constructor(tag, texts) {
    this.tag = tag;
    this.direction = RIGHT_TO_LEFT.test(tag) ? "rtl" : "ltr";
    this.#texts = texts;
    this.#plural = new Intl.PluralRules(tag);
    this.#number = new Intl.NumberFormat(tag);
  }

  /**
   * `count`, as it is shown, chooses the plural form; a value that is text is isolated, since its direction is unknown.
   * @param {keyof Texts} name
   * @param {Record<string, string | number>} [values]
   * @returns {string}
   */
  say(name, values = {}) {
    const text = this.#texts[name] ?? "";
    const plural = this.#plural.select(Math.min(Number(values.count), COUNTED_TO));
    const form = typeof text === "string" ? text : text[plural] ?? text.other ?? "";
    return form.replace(/\{(\w+)\}/g, (_, key) => {
      const value = values[key] ?? "";
      return typeof value === "number" ? this.count(value) : `\u2068${value}\u2069`;
    });
  }

  /** A number as a badge has room for it, the same for the eye and in a name. @param {number} number */
  count(number) {
    return number > COUNTED_TO ? `${this.#number.format(COUNTED_TO)}+` : this.#number.format(number);
  }
}

/**
 * The language of a tag with one's own texts over it. One that is not shipped is English, unless there are own texts for it.
 * @param {string} tag
 * @param {OwnTexts | null} own
 * @param {boolean} isLittle whether the first words are enough in English
 */
export async function languageOf(tag, own, isLittle) {
  const known = /^[a-z]{2,3}(-[a-z\d]{2,8})*$/i.test(tag) && Intl.NumberFormat.supportedLocalesOf(tag)[0] || "en";
  const base = known.split("-")[0];
  const isShipped = Object.hasOwn(SHIPPED, base);
  const words = async (/** @type {string} */ name) => (isLittle && name === "en" ? firstWords : (await SHIPPED[name]()).default);
  const [english, translated] = await Promise.all([words("en"), isShipped ? words(base) : null]);
  return new Language(isShipped || own ? known : "en", { ...english, ...translated, ...own });
}
