// What the states and reason codes of the delivery log mean, in words. The code itself stands beside them.

const say = (sentence, ...codes) => codes.map((code) => [code, sentence]);

const STATES = new Map([
  ["queued", "Queued"],
  ["deferred", "Not taken; to be tried again"],
  ["unknown", "Unclear whether it left; waits for the provider’s word"],
  ["push unknown", "Unclear whether it left, and push services tell nothing later"],
  ["sent", "The provider took it"],
  ["in-app sent", "Shown in an open window"],
  ["delivered", "It arrived"],
  ["bounced", "It came back"],
  ["failed", "Given up"],
  ["skipped", "Not sent"],
]);

const OUR_ACCOUNT = "our account or settings at the provider need mending";
const TOO_MANY = "the provider wants fewer at a time";
const PROVIDER_FAILED = "the provider had a failure of its own";
const NO_SUCH_NUMBER = "this number cannot get texts";

/** By code; a code that means another thing in one state stands here with that state before it. */
const REASONS = new Map([
  ...say("this channel is switched off", "preference_off"),
  ...say("this category is switched off", "category_off"),
  ...say("no address to send to", "no_address"),
  ...say("no device is subscribed", "no_subscription"),
  ...say("nobody was connected; it waits in the inbox", "no_connection"),
  ...say("this address takes no more messages", "suppressed"),
  ...say("it was read before it was due", "read_first"),
  ...say("a newer one took its place", "replaced"),
  ...say("numbers of this country are not texted", "sms_country"),
  ...say("the day’s limit of texts is reached", "sms_cap"),

  ...say("the connection broke before the answer came", "no_answer"),
  ...say("the answer could not be read", "unreadable_answer"),
  ...say("the provider could not be reached", "unreachable"),
  ...say("no word came, so it is sent once more", "deferred outcome_unknown"),
  ...say("nobody knows whether it left, and sent again it might come twice", "outcome_unknown"),
  ...say("its message was lost, or waited too long", "stuck"),
  ...say("it came too late to be sent", "expired"),
  ...say("our own tables or queues failed for too long", "internal_error"),

  ...say("its reader called it spam; this address gets no more mail", "complaint"),
  ...say("the mail service found something harmful in it", "rejected"),
  ...say("the address is on the mail service’s own suppression list", "Permanent/OnAccountSuppressionList", "Permanent/Suppressed"),
  ...say("the mailbox is full", "Transient/MailboxFull", "MailboxFull"),
  ...say("the mail service refuses this message", "BadRequestException"),

  ...say("the person answered STOP", "21610"),
  ...say(NO_SUCH_NUMBER, "21211", "21214", "21217", "21614", "30005", "30006"),
  ...say("no way leads to this number", "21612"),
  ...say("this country is not enabled", "21408"),
  ...say("the carrier could not reach the phone", "30003"),
  ...say("the carrier blocked it", "30004", "30007"),
  ...say("the carrier did not deliver it", "30008", "undelivered", "failed"),
  ...say("the text is empty or too long", "21602", "21617"),
  ...say("the text names no recipient", "21604"),
  ...say("it was called off at the provider", "canceled"),
  ...say("too large for the provider", "413", "PayloadTooLargeException"),
  ...say("this device’s subscription is over", "404", "410"),
  ...say("the page was still opening", "GoneException"),

  ...say(TOO_MANY, "20429", "21611", "429", "LimitExceededException", "Throttling", "ThrottlingException", "TooManyRequestsException"),
  ...say(PROVIDER_FAILED, "20500", "InternalServerException", "InternalServiceErrorException", "RequestTimeout", "RequestTimeoutException"),
  ...say(OUR_ACCOUNT, "20003", "20005", "20008", "20404", "21212", "21603", "21606", "21608", "21659", "21660", "21661"),
  ...say(OUR_ACCOUNT, "400", "401", "403", "AccessDenied", "AccessDeniedException", "ExpiredToken", "ExpiredTokenException",
    "ForbiddenException", "InvalidClientTokenId", "InvalidSignatureException", "NotAuthorized", "NotFoundException", "OptInRequired",
    "ResourceNotFoundException", "SignatureDoesNotMatch", "UnrecognizedClientException"),
  ...say(OUR_ACCOUNT, "AccountSuspendedException", "MailFromDomainNotVerifiedException", "MessageRejected", "SendingPausedException"),
  ...say(OUR_ACCOUNT, "CHANNEL_NOT_ENABLED", "INVALID_ARN", "MESSAGE_TYPE_MISMATCH", "NO_ORIGINATION_IDENTITIES_FOUND",
    "NUMBER_CAPABILITIES_MISMATCH", "REGISTRATION_NOT_COMPLETE", "RESOURCE_NOT_ACCESSIBLE", "RESOURCE_NOT_ACTIVE",
    "SENDER_ID_NOT_REGISTERED", "SENDER_ID_REQUIRES_REGISTRATION", "ServiceQuotaExceededException"),
]);

/** What is not in the table by its shape: a bounce's type and subtype, an HTTP status. */
const SHAPES = [
  [/^Permanent\//, "the mailbox does not exist or takes nothing; this address gets no more mail"],
  [/^Transient\//, "the mailbox did not take it this time"],
  [/^Undetermined\//, "the other mail server did not say why"],
  [/^4\d\d$/, "the provider refused it"],
  [/^5\d\d$/, PROVIDER_FAILED],
];

/** A sentence for a state, which may say more of one channel. */
export function stateInWords(status, channel) {
  return STATES.get(`${channel} ${status}`) ?? STATES.get(status) ?? status;
}

/** A sentence for a code, null when nobody wrote one: the code then stands alone. */
export function reasonInWords(reason, status) {
  const shaped = SHAPES.find(([shape]) => shape.test(reason));
  return REASONS.get(`${status} ${reason}`) ?? REASONS.get(reason) ?? shaped?.[1] ?? null;
}
