// The two ways in which the page speaks up: a short notice that fades, and the live region of a screen reader.
import { element, isolated } from "./dom.js";

const NOTICE_MILLISECONDS = 4_000;

/** Shows a sentence for a few seconds; `kind` is "done" or "problem". */
export function notice(sentence, kind = "done") {
  const box = document.getElementById("notices");
  const line = element("p", { className: `notice ${kind}` }, isolated(sentence));
  box.replaceChildren(line);
  setTimeout(() => line.remove(), NOTICE_MILLISECONDS);
}

/** Says a sentence to assistive technology only: what the eye sees arrive in the list. */
export function announce(sentence) {
  document.getElementById("announcements").textContent = sentence;
}

/** Runs what a person asked for; a failure becomes a notice, never an unhandled rejection. */
export async function attempt(action) {
  try {
    return await action();
  } catch (error) {
    notice(error.message, "problem");
    return undefined;
  }
}
