// Messages such as real systems send; each shows another thing that the system can do. Their words are in words/*.js.

export const TEMPLATES = [
  {
    name: "shipped", label: "Order shipped", icon: "parcel",
    shows: "Every channel that the person has switched on, at once.",
    request: { category: "transaction", data: { url: "/#order-4711", order: "4711" } },
  },
  {
    name: "code", label: "Login code", icon: "key",
    shows: "Only a text, and mandatory: it is sent although SMS is switched off.",
    request: { category: "security", type: "sms", priority: "high", mandatory: true },
  },
  {
    name: "password", label: "Password changed", icon: "security",
    shows: "Urgent and mandatory: no choice of the person holds it back.",
    request: { category: "security", priority: "urgent", mandatory: true, data: { url: "/#account" } },
  },
  {
    name: "payment", label: "Payment failed", icon: "card",
    shows: "High priority: the push service is told to wake the phone.",
    request: { category: "transaction", priority: "high", data: { url: "/#order-4711", order: "4711" } },
  },
  {
    name: "offer", label: "Weekly offer", icon: "promotional",
    shows: "Nobody gets it who has not asked for promotions; the log says so.",
    request: { category: "promotional", data: { url: "/#offers" } },
  },
  {
    name: "maintenance", label: "Maintenance", icon: "system",
    shows: "Send it twice: the newer one takes the place of the older one.",
    request: { category: "system", priority: "low", collapseKey: "maintenance" },
  },
  {
    name: "points", label: "Points", icon: "reward",
    shows: "Unread for a while, it follows as an email.",
    request: { category: "reward", type: "in-app", data: { url: "/#account", points: 500 } },
  },
  {
    name: "terms", label: "New terms", icon: "admin",
    shows: "Only an email, which has its one-click way out.",
    request: { category: "admin", type: "email", data: { url: "/#terms" } },
  },
];
