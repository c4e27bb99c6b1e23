// What a producer can know of the id that its message will get: the end of it comes from the queue's message id, so that
// a redelivery finds what the first delivery stored (`repeatable_id` in domain/ids.py).

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // https://github.com/ulid/spec
const RANDOM_BYTES = 10;

export async function endingOfId(messageId) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(messageId)));
  const bits = [...hash.subarray(0, RANDOM_BYTES)].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return bits.match(/.{5}/g).map((five) => ALPHABET[Number.parseInt(five, 2)]).join("");
}
