/** What this origin keeps; null where the browser keeps nothing. @returns {Storage | null} */
export function storage() {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
