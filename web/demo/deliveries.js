// The delivery timeline of one notification: what happened in each lane, when, and why something did not.
import { ago, element, icon, isolated, since } from "./dom.js";
import { canGrow, hasIcon, lanesOf } from "./lanes.js";
import { announce } from "./notices.js";
import { reasonInWords, stateInWords } from "./reasons.js";

const FIRST_DELAY = 700;
const LONGEST_DELAY = 15_000;
const GROWTH = 1.5;

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

class Timeline {
  #lanes = null;
  #shown = "";
  #list = element("ul", { className: "lanes", "aria-label": "Delivery timeline" });
  #message = element("p", { className: "faint", textContent: "Loading the timeline…" });

  constructor(container) {
    container.replaceChildren(this.#message, this.#list);
  }

  /** Whether the log says something new. */
  show(log) {
    const text = JSON.stringify(log);
    this.say(log.length === 0 ? "Nothing has been recorded yet." : "");
    if (text === this.#shown) return false;
    this.#shown = text;
    const lanes = lanesOf(log);
    this.#announce(lanes);
    this.#lanes = lanes;
    this.#list.replaceChildren(...lanes.map(laneNode));
    return true;
  }

  say(sentence) {
    this.#message.hidden = sentence === "";
    this.#message.textContent = sentence;
  }

  get canGrow() {
    return this.#lanes === null || canGrow(this.#lanes);
  }

  /** Says aloud what moved since the last look; what was there when it was opened is there to be read. */
  #announce(lanes) {
    if (this.#lanes === null) return;
    const before = new Set(this.#lanes.map(({ name, steps }) => `${name}: ${steps.at(-1).status}`));
    const moved = lanes.map(({ name, steps }) => `${name}: ${steps.at(-1).status}`).filter((now) => !before.has(now));
    if (moved.length > 0) announce(moved.join(", "));
  }
}

/** Looks again and again, sooner after news, until `look` finds that nothing more can come; answers what ends it. */
function repeat(look) {
  const end = new AbortController();
  let delay = FIRST_DELAY;
  let timer = 0;
  let isLooking = false;
  const round = async () => {
    if (isLooking || document.hidden) return; // a hidden page looks again once it is shown
    isLooking = true;
    clearTimeout(timer);
    const found = await look(end.signal);
    isLooking = false;
    if (found === "the end") end.abort();
    if (end.signal.aborted) return;
    delay = found === "news" ? FIRST_DELAY : Math.min(LONGEST_DELAY, delay * GROWTH);
    timer = setTimeout(round, delay);
  };
  document.addEventListener("visibilitychange", round, { signal: end.signal });
  round();
  return () => {
    end.abort();
    clearTimeout(timer);
  };
}

/** Shows the timeline in `container` and keeps it current while it can change; answers a function that ends that. */
export function followDeliveries(api, id, container) {
  const timeline = new Timeline(container);
  return repeat(async (ended) => {
    try {
      const log = await api.deliveries(id);
      if (ended.aborted) return "the end";
      const isNews = timeline.show(log);
      return timeline.canGrow ? isNews && "news" : "the end";
    } catch (error) {
      timeline.say(error.status === 404 ? "This one is not yours to follow." : error.message);
      return error.status === 404 && "the end";
    }
  });
}
