// Looks are constructed style sheets: a Content-Security-Policy without 'unsafe-inline' lets them be. Every colour and size
// that a page may change is a custom property of the page's, with the house's value where the page says nothing.

/** @param {string} css */
export function sheet(css) {
  const made = new CSSStyleSheet();
  made.replaceSync(css);
  return made;
}
