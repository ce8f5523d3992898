import { useCallback } from "react";
import { useSearchParams } from "react-router";

/**
 * The state of a page, which stands in its address and nowhere else: a link to it shows the same. Changing it makes a step
 * of the browser's history, but for what is typed.
 */
export function useAddress() {
  const [params, setParams] = useSearchParams();
  const set = useCallback(
    (changes: Record<string, string | null | undefined>, typed = false) =>
      setParams(
        (old) => {
          const next = new URLSearchParams(old);
          for (const [name, value] of Object.entries(changes)) {
            if (value == null || value === "") next.delete(name);
            else next.set(name, value);
          }
          return next;
        },
        { replace: typed, preventScrollReset: true },
      ),
    [setParams],
  );
  return { get: (name: string) => params.get(name) ?? "", all: (name: string) => params.get(name)?.split(",").filter(Boolean) ?? [], set };
}
