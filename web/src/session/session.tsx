import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import { useQuery } from "urql";

import { ViewerDocument, type ViewerQuery } from "./viewer.gen";

export type Viewer = ViewerQuery["viewer"];

/**
 * What is kept of whoever uses this tab. Session storage ends with the tab; a session by sign-in is a cookie that no script
 * reads.
 */
const storage = {
  get: (name: "token" | "role" | "purpose") => sessionStorage.getItem(name) ?? "",
  set: (name: "token" | "role" | "purpose", value: string) => (value ? sessionStorage.setItem(name, value) : sessionStorage.removeItem(name)),
};

/** The headers of each request: the token, the role of those held, and why records are looked at. */
export function headers(): Record<string, string> {
  const all: Record<string, string> = { "Accept-Language": document.documentElement.lang };
  if (storage.get("token")) all.Authorization = `Bearer ${storage.get("token")}`;
  if (storage.get("role")) all["Bole-Role"] = storage.get("role");
  if (storage.get("purpose")) all["Bole-Purpose"] = encodeURIComponent(storage.get("purpose"));
  return all;
}

/** A link may bring a token behind #, which browsers do not send anywhere; it is taken out of the address at once. */
export function takeToken(location: Location, history: History) {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token == null) return;
  storage.set("token", token.trim());
  storage.set("role", "");
  history.replaceState(history.state, "", location.pathname + location.search);
}

/** How people sign in here: by a provider's page, or with a token where none is configured. */
export type Way = "provider" | "token" | "unknown";

interface Session {
  way: Way;
  /** null while nobody is signed in, and until it is known. */
  viewer: Viewer | null;
  state: "starting" | "out" | "in" | "away";
  error: ReturnType<typeof useQuery>[0]["error"];
  purpose: string;
  enter: (token: string) => void;
  leave: () => void;
  as: (role: string) => void;
  setPurpose: (purpose: string) => void;
  again: () => void;
}

const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("no session around this component");
  return session;
}

/** The viewer, on pages that are shown only to those who are signed in. */
export function useViewer(): Viewer {
  const { viewer } = useSession();
  if (!viewer) throw new Error("nobody is signed in");
  return viewer;
}

/** Whether the viewer's role may use a field of the API, such as Query.candidates. */
export function useMay(): (field: string) => boolean {
  const { viewer } = useSession();
  return useMemo(() => {
    const forbidden = new Set(viewer?.forbidden);
    return (field: string) => !forbidden.has(field);
  }, [viewer]);
}

/** restart begins anew with an empty cache: what another role or token was shown must not stay. */
export function SessionProvider({ restart, children }: { restart: () => void; children: ReactNode }) {
  const [way, setWay] = useState<Way>("unknown");
  const [signedIn, setSignedIn] = useState<boolean | null>(null);
  const [lost, setLost] = useState(false); // the server could not be asked how one signs in
  const [purpose, setStated] = useState(() => storage.get("purpose"));
  const [{ data, error }, ask] = useQuery({ query: ViewerDocument, pause: !signedIn, requestPolicy: "network-only" });

  const look = useCallback(async () => {
    try {
      const response = await fetch("/sign-in/session", { headers: { Accept: "application/json" } });
      if (response.status === 404) {
        setWay("token");
        setSignedIn(storage.get("token") !== "");
      } else if (response.ok) {
        setWay("provider");
        setSignedIn(((await response.json()) as { signedIn: boolean }).signedIn || storage.get("token") !== "");
      } else {
        setWay("provider");
        setSignedIn(false);
      }
      setLost(false);
    } catch {
      setLost(true);
    }
  }, []);
  useEffect(() => void look(), [look]);

  const over = error?.graphQLErrors.some((e) => e.extensions?.code === "UNAUTHENTICATED") ?? false;
  const viewer = data?.viewer ?? null;
  const session: Session = {
    way,
    viewer,
    state: signedIn === false || over ? "out" : viewer ? "in" : error || lost ? "away" : "starting",
    error,
    purpose,
    enter: (token) => {
      storage.set("token", token.trim());
      storage.set("role", "");
      restart();
    },
    leave: () => {
      storage.set("token", "");
      storage.set("role", "");
      restart();
    },
    as: (role) => {
      storage.set("role", role);
      restart();
    },
    setPurpose: (text) => {
      storage.set("purpose", text.trim());
      setStated(text.trim());
    },
    again: () => {
      void look();
      ask({ requestPolicy: "network-only" });
    },
  };
  return <SessionContext value={session}>{children}</SessionContext>;
}
