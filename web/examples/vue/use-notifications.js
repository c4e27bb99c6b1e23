import { NotificationClient } from "carillon-web/client";
import { onBeforeUnmount, onMounted, shallowRef } from "vue";

/** The inbox as state: whoever reads `snapshot` is drawn anew when it changes. */
export function useNotifications(options) {
  const client = new NotificationClient(options);
  const snapshot = shallowRef(client.snapshot);
  const end = client.subscribe((now) => {
    snapshot.value = now;
  });
  onMounted(() => client.start());
  onBeforeUnmount(() => {
    end();
    client.stop();
  });
  return { client, snapshot };
}
