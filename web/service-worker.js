// Carillon's service worker: shows each push once, and does what a click on it asks for.
//
// It works alone, and as a part of a worker that a site has already: `importScripts("/service-worker.js")` there adds the
// listeners below, and neither a global name nor a hand in that worker's life. Before it the site may say:
//
//   self.carillon = {
//     home: "/inbox",             // where a click leads when a push names no page; else the root of the worker's scope
//     title: "You have news",     // what a push that nobody can read is shown as
//     leaveOthers: true,          // such a push is somebody else's, whose own listener shows it
//   };
(() => {
  "use strict";

  const settings = self.carillon ?? {};
  const home = new URL(settings.home ?? "", self.registration.scope);
  const REMEMBERED = 500; // more than a push service repeats, and a page of disk

  // --- what comes ---------------------------------------------------------------------------------------------------

  // We subscribe with `userVisibleOnly`: each push shows something. A browser that sees nothing shown says "updated in the
  // background" itself (Chromium, once its budget for a site is spent), or ends the subscription after some (Firefox 16,
  // Safari 3). So what cannot be read is shown too, without its words. A push that came twice shows nothing the second
  // time: repeats are rare enough for those budgets, and the person has seen it, or closed it.
  self.addEventListener("push", (event) => {
    const push = read(event.data);
    if (push) event.waitUntil(inTurn(() => show(push)));
    else if (!settings.leaveOthers) event.waitUntil(inTurn(showUnreadable));
  });

  // One after the other: Chromium forgets a notification that it is about to show when it is asked meanwhile which ones stand
  // there, and what it has forgotten nobody can click on.
  let last = Promise.resolve();
  function inTurn(work) {
    const done = last.then(work);
    last = done.catch(() => {}); // it was this one's, and is told to the browser
    return done;
  }

  /** What Carillon sends, or null: `{title, body, icon, badge, tag, data: {notificationId, url}}`, where only the title and
   * the id are sure to be there. A push service that finds the whole too large gets no more. */
  function read(data) {
    try {
      const push = data.json();
      const isOurs = isText(push.title) && isText(push.data.notificationId);
      return isOurs ? push : null;
    } catch {
      return null; // no data, no JSON, or none of that shape
    }
  }

  async function show({ title, body, icon, badge, tag, data: { notificationId, url } }) {
    // Whatever the disk says, the person is told: better twice than never.
    if (!(await isFirst(notificationId).catch(() => true))) return;
    const replaces = isText(tag);
    if (replaces && (await isOvertaken(tag, notificationId))) return;
    await self.registration.showNotification(title, {
      body: isText(body) ? body : "",
      icon: safeUrl(icon)?.href,
      badge: safeUrl(badge)?.href,
      tag: replaces ? tag : notificationId,
      renotify: replaces, // what takes an older one's place is news all the same
      data: { source: "carillon", notificationId, url },
    });
    await Promise.all([countOnBadge(), tell({ type: "carillon:pushed", notificationId })]);
  }

  async function showUnreadable() {
    await self.registration.showNotification(settings.title ?? "New notification", {
      tag: "carillon:unreadable", // one of them says all there is to say
      data: { source: "carillon" },
    });
    await countOnBadge();
  }

  /** Whether a newer notification of this tag stands there already: ids sort by time, pushes do not. */
  async function isOvertaken(tag, notificationId) {
    const standing = await self.registration.getNotifications({ tag });
    return standing.some(({ data }) => data?.source === "carillon" && data.notificationId > notificationId);
  }

  // --- what is done with it -----------------------------------------------------------------------------------------

  self.addEventListener("notificationclick", (event) => {
    const { notification } = event;
    if (notification.data?.source !== "carillon") return;
    notification.close();
    event.waitUntil(Promise.all([open(notification.data), inTurn(countOnBadge)]));
  });

  self.addEventListener("notificationclose", (event) => {
    if (event.notification.data?.source === "carillon") event.waitUntil(inTurn(countOnBadge));
  });

  /** Has it marked as read and shows its page: the window that shows it already, else a new one. Any window of ours will do
   * for a notification that leads home, the one used last before all. */
  async function open({ notificationId, url }) {
    const target = safeUrl(url) ?? home;
    const windows = await pages();
    if (notificationId) await note({ type: "carillon:opened", notificationId });
    const there = windows.find((page) => page.url === target.href) ?? (target.href === home.href ? windows[0] : undefined);
    await (there ? there.focus() : self.clients.openWindow(target.href));
  }

  /** The app's badge is what still stands there; a page that knows the exact count of the inbox may say so itself. */
  async function countOnBadge() {
    if (!("setAppBadge" in navigator)) return;
    const standing = await self.registration.getNotifications();
    const count = standing.filter(({ data }) => data?.source === "carillon").length;
    await navigator.setAppBadge(count).catch(() => {}); // 0 takes it off; a site that is not installed may be refused
  }

  // --- the subscription ---------------------------------------------------------------------------------------------

  // The server learns of the new one from a page, which has the person's token. A browser that names neither the new nor the
  // old one leaves nothing to renew: the page finds itself unsubscribed at its next start.
  self.addEventListener("pushsubscriptionchange", (event) => {
    event.waitUntil(renew(event));
  });

  async function renew({ oldSubscription, newSubscription }) {
    const applicationServerKey = oldSubscription?.options.applicationServerKey;
    if (!newSubscription && !applicationServerKey) return;
    const subscription =
      newSubscription ?? (await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey }));
    await note({
      type: "carillon:subscription",
      subscription: subscription.toJSON(),
      oldEndpoint: oldSubscription?.endpoint ?? null,
    });
  }

  // --- the pages ----------------------------------------------------------------------------------------------------

  /** Every window of this origin, the one used last first. */
  function pages() {
    return self.clients.matchAll({ type: "window", includeUncontrolled: true });
  }

  /** Tells every open page. */
  async function tell(message) {
    for (const page of await pages()) page.postMessage(message);
  }

  /** Leaves a note, which one page's client takes and acts on (`client/worker-notes`): now, or when there is one. A window
   * may have none, or of somebody who is signed out, so that telling alone would reach nobody. */
  async function note(message) {
    const options = { keyPath: "id", autoIncrement: true };
    const adding = within("carillon", "worker-notes", options, (store) => result(store.add(message)));
    const isKept = await adding.then(() => true, () => false);
    await tell(isKept ? { type: "carillon:noted" } : message); // without a disk whoever is there has to do
  }

  // --- the disk -----------------------------------------------------------------------------------------------------

  /** True once for each notification. */
  function isFirst(notificationId) {
    return within("carillon-worker", "shown", undefined, async (store) => {
      if ((await result(store.getKey(notificationId))) !== undefined) return false;
      store.put(true, notificationId);
      const ids = await result(store.getAllKeys()); // oldest first, since ids sort by time
      if (ids.length > REMEMBERED) store.delete(IDBKeyRange.upperBound(ids[ids.length - REMEMBERED - 1]));
      return true;
    });
  }

  /** Works on the one store of a database, which is made when it is missing. */
  async function within(name, storeName, options, work) {
    const opening = indexedDB.open(name, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(storeName, options);
    const database = await result(opening);
    try {
      return await work(database.transaction(storeName, "readwrite").objectStore(storeName));
    } finally {
      database.close(); // after what was begun
    }
  }

  function result(request) {
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  // --- rules --------------------------------------------------------------------------------------------------------

  function isText(value) {
    return typeof value === "string" && value !== "";
  }

  /** The rule of client/safe-url.js, which a classic worker cannot import; a test holds both to the same answers. */
  function safeUrl(value) {
    if (typeof value !== "string" || !URL.canParse(value, home)) return null;
    const url = new URL(value, home);
    return url.protocol === "https:" || url.protocol === "http:" ? url : null;
  }
})();
