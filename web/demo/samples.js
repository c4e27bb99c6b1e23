// Messages such as real systems send; each shows another thing the system can do.

export const SAMPLES = [
  {
    name: "Payment received",
    request: {
      category: "transaction",
      title: "You received €1,250.00 from Nordwind GmbH",
      message: "Invoice 2041 was paid.\nThe amount is available in your account now.",
      data: { url: "https://example.com/payments/2041", invoice: "2041", amount: "1250.00", currency: "EUR" },
    },
  },
  {
    name: "New sign-in",
    request: {
      category: "security",
      priority: "urgent",
      mandatory: true,
      title: "New sign-in from Lisbon",
      message: "Firefox on Linux, a few seconds ago. If this was not you, end all sessions and change your password.",
      data: { url: "https://example.com/account/sessions", city: "Lisbon" },
    },
  },
  {
    name: "Delivery code",
    request: {
      category: "transaction",
      type: "sms",
      priority: "high",
      title: "Your parcel arrives today",
      message: "Between 14:00 and 16:00. Give the driver the code 4-7-1-9.",
    },
  },
  {
    name: "Maintenance",
    request: {
      category: "system",
      priority: "low",
      title: "Scheduled maintenance on Sunday, 02:00–03:00 UTC",
      message: "Exports pause for that hour and go on by themselves afterwards.\n\nYou don’t have to do anything.",
      data: { url: "https://example.com/status" },
    },
  },
  {
    name: "Reward",
    request: {
      category: "reward",
      title: "500 points are yours 🎉",
      message: "Ten orders in one month: thank you. They are worth a free delivery.",
      data: { url: "https://example.com/rewards", points: 500 },
    },
  },
  {
    name: "Offer",
    request: {
      category: "promotional",
      type: "email",
      title: "Two months of Pro for the price of one",
      message: "Until Friday. Nobody gets this before switching promotions on.",
      data: { url: "https://example.com/pro" },
    },
  },
];
