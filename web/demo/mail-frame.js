// Shows the HTML of a mail as its reader sees it, walled off: no scripts, no page styles in either direction.
//
// A frame made from `srcdoc` inherits the page's content security policy, which allows no inline style. So the styles
// are set aside while the mail is parsed and given back through the CSS object model, which the policy leaves alone.
import { safeUrl } from "/client/safe-url.js";

const LONGEST_HEIGHT = 640;

/** Sets the inline styles of the markup aside: `{html, sheets}`. Text is escaped in a mail, so `<` starts a tag. */
export function withoutInlineStyles(markup) {
  const sheets = [];
  const html = markup
    .replace(/<style\b[^>]*>([\s\S]*?)<\/style\s*>/gi, (_all, rules) => {
      sheets.push(rules);
      return "";
    })
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, " data-style="));
  return { html, sheets };
}

function restyle(frame, sheets) {
  const mail = frame.contentDocument;
  for (const styled of mail.querySelectorAll("[data-style]")) styled.style.cssText = styled.dataset.style;
  mail.adoptedStyleSheets = sheets.map((rules) => {
    const sheet = new frame.contentWindow.CSSStyleSheet();
    sheet.replaceSync(rules);
    return sheet;
  });
}

/** A link of the mail opens a tab of its own, and only when it leads to the web. */
function tameLinks(frame) {
  for (const link of frame.contentDocument.querySelectorAll("a[href], area[href]")) {
    if (safeUrl(link.getAttribute("href")) === null) link.removeAttribute("href");
    link.target = "_blank";
    link.rel = "noopener noreferrer";
  }
}

/** As high as the mail; measured anew when the window changes or a hidden view, which has no height, is shown. */
function fitWheneverItsWidthChanges(frame) {
  let fittedWidth = 0;
  new ResizeObserver(() => {
    const width = frame.clientWidth;
    if (width === 0 || width === fittedWidth) return;
    fittedWidth = width;
    frame.style.height = "0"; // a document is never lower than its frame
    frame.style.height = `${Math.min(frame.contentDocument.documentElement.scrollHeight, LONGEST_HEIGHT)}px`;
  }).observe(frame);
}

export function mailFrame(markup, subject) {
  const { html, sheets } = withoutInlineStyles(markup);
  const frame = document.createElement("iframe");
  frame.className = "mail-body";
  frame.title = `Mail: ${subject}`;
  // The page's own origin lets it measure and style the frame; without allow-scripts nothing in there can use it.
  frame.setAttribute("sandbox", "allow-same-origin allow-popups allow-popups-to-escape-sandbox");
  frame.addEventListener("load", () => {
    restyle(frame, sheets);
    tameLinks(frame);
    fitWheneverItsWidthChanges(frame);
  });
  frame.srcdoc = html;
  return frame;
}
