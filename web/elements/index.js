// One script tag for a page: it defines the four elements. Only the bell's code comes with it, the rest when it is needed.
export { NotificationBell } from "./notification-bell.js";
export { NotificationCenter } from "./notification-center.js";
export { NotificationPreferences } from "./notification-preferences.js";
export { NotificationToasts } from "./notification-toasts.js";
