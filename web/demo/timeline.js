// The delivery timeline of one notification: what happened in each lane, when, and why something did not.
import { ago, element, icon, isolated, since } from "./dom.js";
import { hasIcon, lanesOf } from "./lanes.js";
import { reasonInWords, stateInWords } from "./reasons.js";

function why({ reason, status }) {
  if (!reason) return [];
  const sentence = reasonInWords(reason, status);
  return [sentence ? `: ${sentence} ` : " ", element("code", { className: "reason" }, isolated(reason))];
}

/** Who took it and under which id, unless the step before has said so. */
function providerOf(step, before) {
  const { provider, providerMessageId: id } = step;
  if (!provider || (provider === before?.provider && id === before?.providerMessageId)) return null;
  return element("span", { className: "provider" }, isolated(provider), " ", id ? element("code", {}, isolated(id)) : null);
}

function stepNode(step, index, steps) {
  const { at, attempt, channel, status } = step;
  const isCounted = attempt > 1 || (attempt && ["deferred", "unknown"].includes(status));
  return element("li", { className: `step ${status}`, "data-step": status },
    element("p", {}, stateInWords(status, channel), ...why(step)),
    element("p", { className: "faint" },
      index === 0 ? ago(at) : since(at, steps[0].at),
      isCounted ? element("span", { textContent: `attempt ${attempt}` }) : null,
      providerOf(step, steps[index - 1])));
}

function laneNode({ channel, name, steps }) {
  const { status } = steps.at(-1);
  return element("li", { className: "lane", "data-channel": channel, "data-status": status },
    element("p", { className: "lane-head" }, icon(hasIcon(channel) ? channel : "bell"),
      element("strong", { textContent: name }),
      element("span", { className: `status ${status}`, textContent: status })),
    element("ol", { className: "steps", "aria-label": `${name}, step by step` }, ...steps.map(stepNode)));
}

/** What moved in the log since another look at it, in words for the ear. */
export function movedSince(before, log) {
  const states = (lanes) => lanes.map(({ name, steps }) => `${name}: ${steps.at(-1).status}`);
  const known = new Set(states(lanesOf(before)));
  return states(lanesOf(log)).filter((state) => !known.has(state)).join(", ");
}

/** The lanes of a log, each with its steps. */
export function timeline(log) {
  if (log.length === 0) return element("p", { className: "faint", textContent: "Nothing has been recorded yet." });
  return element("ul", { className: "lanes", "aria-label": "Delivery timeline" }, ...lanesOf(log).map(laneNode));
}
