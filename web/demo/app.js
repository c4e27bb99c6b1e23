// The page: a shop that a person uses, and its operator, who sends and follows what was sent.
import { BadDay } from "./bad-day.js";
import { Compose } from "./compose.js";
import { Deliveries } from "./deliveries.js";
import { element, isolated, keepTimesFresh } from "./dom.js";
import { Flow } from "./flow.js";
import { Follower } from "./follower.js";
import { followLanguage, followTheme, followViews } from "./looks.js";
import { attempt } from "./notices.js";
import { Operator } from "./operator.js";
import { Outbox } from "./outbox.js";
import { Visit } from "./visit.js";

/** The operator's side; it runs whoever uses the shop. */
function operate(stack) {
  const operator = new Operator(stack);
  const follower = new Follower(operator, stack.users);
  const views = followViews();
  const flow = new Flow(follower);
  const deliveries = new Deliveries(follower, stack.users);
  const outbox = new Outbox((id) => {
    views.deliveries();
    return deliveries.reveal(id);
  });
  const compose = new Compose(stack.users, (ending) => {
    flow.dropped(ending);
    follower.expect();
    outbox.expect();
  });
  document.getElementById("outbox-clear").addEventListener("click", () => attempt(() => outbox.empty()));
  new BadDay(operator, stack.users);
  return { compose, follower };
}

async function start() {
  followTheme();
  const response = await fetch("/stack.json", { cache: "no-store" });
  if (!response.ok) throw new Error("The stack is not running.");
  const stack = await response.json();
  const visit = new Visit(stack, operate(stack));
  await followLanguage((speech) => visit.speak(speech));
  visit.goOn();
  keepTimesFresh();
}

start().catch((error) => {
  document.getElementById("shop").replaceChildren(element("p", { role: "alert", className: "empty" }, isolated(error.message)));
});
