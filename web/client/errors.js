/** The server said no; with status 0 it could not be asked. */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {any} [answer]     the body: ours, or API Gateway's own with its `message`
   * @param {number} [wait]    milliseconds that the server asked to wait
   */
  constructor(status, answer, wait = 0) {
    super(answer?.error ?? answer?.message ?? (status ? `The server answered ${status}.` : "The server cannot be reached."));
    this.name = "ApiError";
    this.status = status;
    /** @type {string | null} */
    this.code = answer?.code ?? null;
    /** @type {{field: string, message: string}[]} */
    this.details = answer?.details ?? [];
    /** @type {string | null} */
    this.requestId = answer?.requestId ?? null;
    this.wait = wait;
  }

  /** Whether the same request may succeed later. */
  get isPassing() {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

/** `getToken` threw, or its new token was refused too. */
export class SignedOut extends Error {
  name = "SignedOut";
}
