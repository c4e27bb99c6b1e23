// A process that pushes with npm's web-push: the job as JSON on stdin. Prints the CPU seconds it took.
// One message after the other, over the agent that Node.js has by itself, which keeps connections.

const { createRequire } = require("node:module");
const { join } = require("node:path");

const webPush = createRequire(join(__dirname, "../web/package.json"))("web-push");

async function main(job) {
  const options = { TTL: job.ttl, vapidDetails: { subject: job.subject, ...job.vapid } };
  const send = (number) =>
    webPush.sendNotification(job.subscriptions[number % job.subscriptions.length], job.payload, options);
  for (let number = 0; number < job.warmUp; number++) await send(number);
  const begun = process.cpuUsage();
  for (let number = 0; number < job.number; number++) await send(number);
  const used = process.cpuUsage(begun);
  console.log((used.user + used.system) / 1e6);
}

let text = "";
process.stdin.on("data", (part) => (text += part)).on("end", () => main(JSON.parse(text)).then(() => process.exit(0)));
