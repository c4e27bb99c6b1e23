// The elements as somebody's TypeScript uses them; `tsc` reads it, nothing runs it.
import "carillon-web/elements";
import type { NotificationBell, TextName } from "carillon-web/elements";
import { NotificationClient } from "carillon-web/client";
import english from "../elements/texts/en.js";

const bell: NotificationBell = document.createElement("notification-bell");
bell.httpApiUrl = "https://api.example.com";
bell.getToken = async () => "";
bell.texts = { unread: { one: "{count} thing", other: "{count} things" }, title: "Post" };
// @ts-expect-error there is no such text
bell.texts = { tittle: "Post" };
bell.addEventListener("unread-count", ({ detail }) => detail.toFixed());
bell.addEventListener("notification-click", (event) => event.detail.url?.pathname.startsWith(event.detail.notification.title));

const client = new NotificationClient({ httpApiUrl: bell.httpApiUrl, getToken: () => "" });
document.querySelector("notification-center")!.client = client;
document.querySelector("notification-preferences")!.registration = await navigator.serviceWorker.ready;
document.querySelector("notification-toasts")!.client = null;

// The names that are declared are those that there are.
const declared: Record<TextName, unknown> = english;
const named: TextName[] = Object.keys(english) as (keyof typeof english)[];

export { declared, named };
