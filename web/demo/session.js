// Who is signed in. Tokens come from the user pool and are kept per tab, so two tabs can be two people.

const KEY = "carillon.session";
const EXPIRY_MARGIN_MILLISECONDS = 60_000;

/** The user pool refuses what this session holds: only signing in again helps. */
export class SessionEnded extends Error {}

async function initiateAuth(stack, flow, parameters) {
  const response = await fetch(stack.awsEndpoint, {
    method: "POST",
    headers: {
      "Content-Type": "application/x-amz-json-1.1",
      "X-Amz-Target": "AWSCognitoIdentityProviderService.InitiateAuth",
    },
    body: JSON.stringify({
      AuthFlow: flow,
      ClientId: stack.outputs.UserPoolClientId,
      AuthParameters: parameters,
    }),
  });
  const answer = await response.json();
  if (!response.ok) throw new SessionEnded(`The user pool refused: ${answer.message ?? response.status}`);
  return answer.AuthenticationResult;
}

export class Session {
  #stack;
  #tokens;
  #isKept = false;
  #refreshing = null;

  constructor(stack, user, tokens) {
    this.#stack = stack;
    this.user = user;
    this.#tokens = tokens;
  }

  static async signIn(stack, user) {
    const result = await initiateAuth(stack, "USER_PASSWORD_AUTH", { USERNAME: user.username, PASSWORD: user.password });
    return new Session(stack, user, {
      access: result.AccessToken,
      refresh: result.RefreshToken,
      expiresAt: Date.now() + result.ExpiresIn * 1000,
    });
  }

  /** From now on a reload of this tab finds it. */
  keep() {
    this.#isKept = true;
    this.#save();
    return this;
  }

  /** The session of this tab before a reload; null when there is none or the user pool is another one by now. */
  static restore(stack) {
    const saved = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    if (saved === null || saved.clientId !== stack.outputs.UserPoolClientId) return null;
    const user = stack.users.find((candidate) => candidate.userId === saved.userId);
    return user === undefined ? null : new Session(stack, user, saved.tokens).keep();
  }

  signOut() {
    this.#isKept = false;
    sessionStorage.removeItem(KEY);
  }

  /** An address of the notifications' API. */
  api(path) {
    return `${this.#stack.httpApiUrl}/api/notifications${path}`;
  }

  /** For a client that asks for a token once, and again only when the one before has expired or was refused. */
  tokens() {
    let isRefused = false;
    return async () => {
      if (isRefused) await this.refresh();
      isRefused = true;
      return this.accessToken();
    };
  }

  /** A token with some life left in it. */
  async accessToken() {
    if (this.#tokens.expiresAt - EXPIRY_MARGIN_MILLISECONDS < Date.now()) await this.refresh();
    return this.#tokens.access;
  }

  /** Gets a new access token; calls at the same moment share one request. */
  refresh() {
    this.#refreshing ??= this.#renew().finally(() => (this.#refreshing = null));
    return this.#refreshing;
  }

  async #renew() {
    const result = await initiateAuth(this.#stack, "REFRESH_TOKEN_AUTH", { REFRESH_TOKEN: this.#tokens.refresh });
    this.#tokens = {
      access: result.AccessToken,
      refresh: result.RefreshToken ?? this.#tokens.refresh,
      expiresAt: Date.now() + result.ExpiresIn * 1000,
    };
    this.#save();
  }

  #save() {
    if (!this.#isKept) return;
    const clientId = this.#stack.outputs.UserPoolClientId;
    sessionStorage.setItem(KEY, JSON.stringify({ clientId, userId: this.user.userId, tokens: this.#tokens }));
  }
}
