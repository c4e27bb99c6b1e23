const STORE = "worker-notes";

/**
 * What the service worker keeps for us.
 *
 * @typedef {object} Note
 * @property {"carillon:opened" | "carillon:pushed" | "carillon:subscription"} type
 * @property {string} notificationId
 * @property {PushSubscriptionJSON} subscription
 * @property {string | null} oldEndpoint
 */

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const result = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** What the worker kept; each is taken once, by whichever tab is first. @returns {Promise<Note[]>} */
async function keptNotes() {
  const opening = indexedDB.open("carillon", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: "id", autoIncrement: true });
  const database = await result(opening);
  const store = database.transaction(STORE, "readwrite").objectStore(STORE);
  const notes = store.getAll();
  store.clear();
  try {
    return await result(notes);
  } finally {
    database.close();
  }
}

/** @param {(note: Note) => unknown} onNote @param {() => Promise<boolean>} isForUs @param {AbortSignal} signal */
export async function heedWorker(onNote, isForUs, signal) {
  if (!navigator.serviceWorker) return;
  const take = async () => {
    if ((await isForUs()) && !signal.aborted) for (const note of await keptNotes()) onNote(note);
  };
  /** @param {MessageEvent} event */
  const heard = async ({ data }) => {
    if (data?.type === "carillon:noted") await take();
    else if (data?.type && (await isForUs())) onNote(data);
  };
  navigator.serviceWorker.addEventListener("message", (event) => heard(event).catch(() => {}), { signal });
  await take();
}
