// The bell's few words in English: it speaks before anything is fetched.

export default {
  title: "Notifications",
  unread: { one: "{count} unread notification", other: "{count} unread notifications" },
  noneUnread: "No unread notifications",
  arrived: "New notification: {title}",
  arrivedMany: { one: "{count} new notification", other: "{count} new notifications" },
  failed: "That could not be loaded",
  retry: "Try again",
};
