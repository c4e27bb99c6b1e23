export default {
  shop: {
    tagline: "roasted on Tuesdays", nav: ["Coffee", "Subscriptions", "The roastery"],
    welcome: "Good to see you, {name}", lead: "Your coffee was roasted this morning. It smells like it.",
    order: "Order 4711", arrives: "Arrives today between 14:00 and 16:00", steps: ["Roasted", "Packed", "On its way", "Delivered"],
    fresh: "Fresh this week", notes: ["Peach and jasmine", "Cocoa and hazelnut", "Blackcurrant and honey"], weight: "250 g",
    signIn: "Welcome to Juniper", signInLead: "Come in as one of these people, and drop them a message.",
    comeInAs: "Come in as", signOut: "Sign out", preferences: "Notification settings", close: "Close",
    phone: "A phone that the demo plays", phoneOn: "Turn on", phoneOff: "Turn off",
  },
  templates: {
    shipped: ["Your order 4711 is on its way", "Guji natural and Huila, 500 g.\nThe parcel arrives today between 14:00 and 16:00."],
    code: ["Your login code", "481 903 is your code for Juniper. It is good for ten minutes. We never ask for it by phone."],
    password: ["Your password was changed", "From Firefox on Linux, in Lisbon, a moment ago. If this was not you, end all sessions now."],
    payment: ["Your payment did not go through", "The card ending in 4242 was declined for €31.80. We try once more tomorrow at 09:00."],
    offer: ["Two bags for the price of one", "This week: Nyeri from Kenya. Blackcurrant, honey, and gone by Friday."],
    maintenance: ["Maintenance on Sunday, 02:00–03:00 UTC", "The shop is closed for that hour.\nOrders and subscriptions go on by themselves."],
    points: ["500 points are yours", "Ten orders in one year: thank you. They are worth a free delivery."],
    terms: ["Our terms change on 1 December", "Returns take 30 days instead of 14, and we say more clearly what we keep about you."],
  },
};
