// A site's own service worker, with Carillon's inside: one line, and before it what this site wants otherwise.
self.carillon = { home: "/inbox", leaveOthers: true };
importScripts("/service-worker.js");

// What the site does itself goes on: this push is none of Carillon's.
self.addEventListener("push", (event) => {
  if (event.data?.text() === "the shop opens") event.waitUntil(self.registration.showNotification("We are open"));
});
