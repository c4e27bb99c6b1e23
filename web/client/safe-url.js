/**
 * The one rule for links: what a sender wrote is followed only to http(s), never to `javascript:`, `data:` or a file.
 *
 * @param {unknown} value
 * @returns {URL | null}
 */
export function safeUrl(value) {
  if (typeof value !== "string" || !URL.canParse(value, location.href)) return null;
  const url = new URL(value, location.href);
  return url.protocol === "https:" || url.protocol === "http:" ? url : null;
}
