// What arrives is said once, politely, by one element of the page; what arrives in a burst is said as a number.

const LISTENS_MILLISECONDS = 700;
/** Every element hears of each arrival; the first to ask whose region is there to be heard says it. @type {WeakSet<Event>} */
const said = new WeakSet();
/** @type {WeakMap<HTMLElement, string[]>} */
const waiting = new WeakMap();

/**
 * @param {Event} event the client's "notification"
 * @param {HTMLElement} region a polite live region
 * @param {import("./language.js").Language} language
 */
export function sayArrival(event, region, language) {
  if (said.has(event) || !region.checkVisibility()) return;
  said.add(event);
  const { title } = /** @type {CustomEvent} */ (event).detail;
  const titles = waiting.get(region);
  if (titles) {
    titles.push(title);
    return;
  }
  const heard = [title];
  waiting.set(region, heard);
  setTimeout(() => {
    waiting.delete(region);
    const count = heard.length;
    region.textContent = count > 1 ? language.say("arrivedMany", { count }) : language.say("arrived", { title });
  }, LISTENS_MILLISECONDS);
}
