// The delivery log as lanes: one per channel, for push one per device, each with its steps, oldest first.

const CHANNEL_NAMES = new Map([["in-app", "In-app"], ["email", "Email"], ["sms", "SMS"], ["push", "Push"]]);
const SETTLED = new Set(["delivered", "bounced", "failed", "skipped"]);
const TELLS_LATER = new Set(["ses", "twilio"]);

export function channelName(channel) {
  return CHANNEL_NAMES.get(channel) ?? channel;
}

export function hasIcon(channel) {
  return CHANNEL_NAMES.has(channel);
}

/** The channels always stand in the same order, whichever was first. */
function inOrder(byChannel) {
  const order = [...CHANNEL_NAMES.keys()];
  return [...byChannel].sort(([one], [other]) => order.indexOf(one) - order.indexOf(other));
}

/**
 * `[{channel, name, steps}]`. A channel that was given up as a whole has a step without a target; where there is one
 * target beside it, it is the same story.
 */
export function lanesOf(log) {
  return inOrder(Map.groupBy(log, (step) => step.channel)).flatMap(([channel, steps]) => {
    const targets = new Set(steps.map((step) => step.target).filter((target) => target !== null));
    if (targets.size < 2) return [{ channel, name: channelName(channel), steps }];
    const noun = channel === "push" ? "device" : "address";
    const names = new Map([...targets].map((target, index) => [target, `${channelName(channel)}, ${noun} ${index + 1}`]));
    return [...Map.groupBy(steps, (step) => step.target)].map(([target, own]) =>
      ({ channel, name: names.get(target) ?? channelName(channel), steps: own }));
  });
}

/** Whether nothing more is to come in a lane, as far as one can know: SES and Twilio tell what became of what they took. */
function isSettled({ steps }) {
  const { status, provider } = steps.at(-1);
  return SETTLED.has(status) || (status === "sent" && !TELLS_LATER.has(provider));
}

/** Whether the log can still grow. What is in the inbox and was not queued as an email may be emailed for being unread. */
export function canGrow(lanes) {
  const wasQueued = (channel) => lanes.some((lane) => lane.channel === channel && lane.steps.some(({ status }) => status === "queued"));
  return lanes.length === 0 || !lanes.every(isSettled) || (wasQueued("in-app") && !wasQueued("email"));
}
