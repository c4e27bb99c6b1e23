// The numbers of the picture of the flow, counted from the delivery logs and nothing else.
import { lanesOf } from "./lanes.js";

export const CHANNELS = ["in-app", "email", "sms", "push"];

/** Whether it never came as far as its channel: the person's choices and addresses held it back. */
export function isHeldBack({ channel, status }, log) {
  return status === "skipped" && !log.some((step) => step.channel === channel && step.status === "queued");
}

function count(ends) {
  const among = (...statuses) => ends.filter(({ status }) => statuses.includes(status)).length;
  return {
    taken: among("sent", "delivered", "bounced"),
    waiting: among("queued", "deferred", "unknown"),
    failed: among("failed"),
    skipped: among("skipped"),
    delivered: among("delivered"),
    bounced: among("bounced"),
  };
}

function sum(parts, name) {
  return Object.values(parts).reduce((total, part) => total + part[name], 0);
}

/**
 * @param {{log: object[]}[]} followed every notification the page knows of
 * @param {number} onTheirWay dropped from this page and not accepted yet
 */
export function countFlow(followed, onTheirWay) {
  const ends = followed.flatMap(({ log }) =>
    lanesOf(log).map(({ steps }) => ({ ...steps.at(-1), isHeld: isHeldBack(steps.at(-1), log) })));
  const reached = Map.groupBy(ends.filter(({ isHeld }) => !isHeld), ({ channel }) => channel);
  const channels = Object.fromEntries(CHANNELS.map((channel) => [channel, count(reached.get(channel) ?? [])]));
  return {
    queue: onTheirWay,
    accepted: followed.length,
    held: ends.filter(({ isHeld }) => isHeld).length,
    channels,
    delivered: sum(channels, "delivered"),
    bounced: sum(channels, "bounced"),
  };
}
