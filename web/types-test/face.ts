// The public face as somebody's TypeScript uses it; `tsc` reads it, nothing runs it.
import { ApiError, NotificationClient, SignedOut, safeUrl } from "carillon-web/client";
import type { Notification, Preferences, Snapshot } from "carillon-web/client";

const client: NotificationClient = new NotificationClient({ httpApiUrl: "https://api.example.com", getToken: async () => "" }).start();

const titles = ({ notifications }: Snapshot): string[] => notifications.map((notification: Notification) => notification.title);
const end: () => void = client.subscribe((snapshot) => titles(snapshot));
client.addEventListener("notification", ({ detail }) => detail.data.url);
client.addEventListener("signed-out", ({ detail }: CustomEvent<SignedOut>) => detail.message);
client.addEventListener("error", ({ detail }) => detail instanceof ApiError && detail.details[0]?.field);

await client.setFilter({ category: "security" });
// @ts-expect-error there is no such category
await client.setFilter({ category: "gossip" });
// @ts-expect-error a snapshot never changes
client.snapshot.unreadCount = 0;

const removal = client.remove("id", { undoWithin: 5_000 });
const postponed: boolean = removal.postpone(5_000);
const undone: boolean = removal.undo();
const preferences: Preferences = await client.changePreferences({ emailEnabled: false });
const state: "unsupported" | "denied" | "off" | "on" = await client.push.state();
const link: string | undefined = safeUrl(client.snapshot.notifications[0]?.data.url)?.href;
end();
client.stop();

export { link, postponed, preferences, state, undone };
