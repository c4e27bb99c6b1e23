// The delivery timeline of one notification: what happened on each channel, and why something did not.
import { clock, element, icon, isolated } from "./dom.js";

const REFRESH_MILLISECONDS = 2_000;

const REASONS = new Map([
  ["preference_off", "this channel is switched off"],
  ["category_off", "this category is switched off"],
  ["no_address", "no address to send to"],
  ["no_subscription", "no device is subscribed"],
  ["no_connection", "nobody was connected; it waits in the inbox"],
  ["suppressed", "this address takes no more messages"],
  ["read_first", "it was read before it was due"],
  ["replaced", "a newer one took its place"],
]);

const CHANNEL_NAMES = new Map([["in-app", "In-app"], ["email", "Email"], ["sms", "SMS"], ["push", "Push"]]);

export function channelName(channel) {
  return CHANNEL_NAMES.get(channel) ?? channel;
}

function why(reason) {
  if (!reason) return null;
  const sentence = REASONS.get(reason);
  return element("span", { className: "reason" }, isolated(sentence ?? reason),
    sentence ? element("code", { textContent: reason }) : null);
}

function step(delivery) {
  const attempt = delivery.attempt > 1 ? ` · attempt ${delivery.attempt}` : "";
  const provider = [delivery.provider, delivery.providerMessageId].filter(Boolean).join(" ");
  return element("li", { className: "step", "data-channel": delivery.channel, "data-status": delivery.status },
    element("span", { className: "step-icon" }, icon(CHANNEL_NAMES.has(delivery.channel) ? delivery.channel : "bell")),
    element("div", { className: "step-text" },
      element("p", {},
        element("strong", { textContent: channelName(delivery.channel) }), " ",
        element("span", { className: `status ${delivery.status}`, textContent: delivery.status }),
        why(delivery.reason)),
      element("p", { className: "faint" }, clock(delivery.at), provider ? " · " : "", isolated(provider), attempt)));
}

/** Shows the timeline in `container` and keeps it current; answers a function that ends that. */
export function followDeliveries(api, id, container) {
  const list = element("ol", { className: "timeline", "aria-label": "Delivery timeline" });
  const message = element("p", { className: "faint", textContent: "Loading the timeline…" });
  container.replaceChildren(message, list);
  let shown = "";
  let ended = false;
  let timer = 0;

  async function refresh() {
    if (!document.hidden) {
      try {
        const deliveries = await api.deliveries(id);
        const text = JSON.stringify(deliveries);
        if (text !== shown) list.replaceChildren(...deliveries.map(step));
        shown = text;
        message.hidden = deliveries.length > 0;
        message.textContent = "Nothing has been recorded yet.";
      } catch (error) {
        message.hidden = false;
        message.textContent = error.status === 404 ? "This one is not yours to follow." : error.message;
        ended ||= error.status === 404;
      }
    }
    if (!ended) timer = setTimeout(refresh, REFRESH_MILLISECONDS);
  }

  refresh();
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}
