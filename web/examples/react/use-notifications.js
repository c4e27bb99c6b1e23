import { NotificationClient } from "carillon-web/client";
import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from "react";

/** The inbox as state: whoever reads it is drawn anew when it changes. `getToken` may be another function every time. */
export function useNotifications({ httpApiUrl, getToken }) {
  const token = useRef(getToken);
  useEffect(() => {
    token.current = getToken;
  });
  const client = useMemo(() => new NotificationClient({ httpApiUrl, getToken: () => token.current() }), [httpApiUrl]);
  useEffect(() => {
    client.start();
    return () => client.stop();
  }, [client]);
  const snapshot = useSyncExternalStore(
    useCallback((listener) => client.subscribe(listener), [client]),
    () => client.snapshot,
  );
  return { client, ...snapshot };
}
