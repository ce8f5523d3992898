import { useCallback, useState } from "react";

interface Kept<T> {
  key: string;
  values: T;
}

/** 128 bits in letters and digits; crypto.randomUUID is not there where an office serves plain HTTP. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
}

export interface Draft<T> {
  values: T;
  /** The idempotency key: one for a form from its first word until it is done, so that sending it again does nothing twice. */
  key: string;
  change: (values: Partial<T>) => void;
  /** Begins anew with another key, as it is right once the form is done or what it was about has moved on. */
  renew: (values?: T) => void;
}

/** What is typed in a form, kept in the tab under a name until it is done: a reload loses nothing. */
export function useDraft<T extends object>(name: string, empty: T): Draft<T> {
  const place = `draft.${name}`;
  const [kept, setKept] = useState<Kept<T>>(() => read<T>(place, empty));
  const keep = useCallback(
    (next: Kept<T>) => {
      sessionStorage.setItem(place, JSON.stringify(next));
      setKept(next);
    },
    [place],
  );
  return {
    ...kept,
    change: (values) => keep({ key: kept.key, values: { ...kept.values, ...values } }),
    renew: (values) => {
      if (values) return keep({ key: newKey(), values });
      sessionStorage.removeItem(place);
      setKept({ key: newKey(), values: empty });
    },
  };
}

function read<T extends object>(place: string, empty: T): Kept<T> {
  try {
    const found = JSON.parse(sessionStorage.getItem(place) ?? "null") as Kept<T> | null;
    if (found && typeof found.key === "string") return { key: found.key, values: { ...empty, ...found.values } };
  } catch {
    // Not a draft of this form.
  }
  return { key: newKey(), values: empty };
}
