import "carillon-web/elements";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { useNotifications } from "./use-notifications.js";

/** The bell of the package, on a client that the application has anyway. */
export function Bell({ client }) {
  return <notification-bell client={client} />;
}

function App({ httpApiUrl, getToken }) {
  const { client, notifications, unreadCount } = useNotifications({ httpApiUrl, getToken });
  return (
    <>
      <Bell client={client} />
      <p>{unreadCount} unread</p>
      <ul>
        {notifications.map(({ id, title, isRead }) => (
          <li key={id}>
            {title} {!isRead && <button onClick={() => client.markRead(id)}>Mark as read</button>}
          </li>
        ))}
      </ul>
    </>
  );
}

const { httpApiUrl, token } = document.body.dataset;
createRoot(document.getElementById("app")).render(
  <StrictMode>
    <App httpApiUrl={httpApiUrl} getToken={() => token} />
  </StrictMode>,
);
