import "carillon-web/elements";
import { createApp } from "vue";
import { useNotifications } from "./use-notifications.js";

const { httpApiUrl, token } = document.body.dataset;

const app = createApp({
  setup: () => useNotifications({ httpApiUrl, getToken: () => token }),
  template: `
    <notification-bell :client.prop="client"></notification-bell>
    <p>{{ snapshot.unreadCount }} unread</p>
    <ul>
      <li v-for="{ id, title, isRead } in snapshot.notifications" :key="id">
        {{ title }} <button v-if="!isRead" @click="client.markRead(id)">Mark as read</button>
      </li>
    </ul>`,
});
app.config.compilerOptions.isCustomElement = (tag) => tag.startsWith("notification-");
app.mount("#app");
