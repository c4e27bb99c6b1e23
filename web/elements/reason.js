/**
 * Why something did not work, in the words of the page's own language but for what the server alone can say.
 *
 * @param {Error & {isPassing?: boolean}} error
 * @param {import("./language.js").Language} language
 */
export function reasonOf(error, language) {
  if (error.name === "NotAllowedError") return language.say("deviceDenied");
  if (error.isPassing) return language.say(navigator.onLine ? "failedHint" : "offline");
  return error.message;
}
