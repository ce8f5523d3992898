import { useCallback, useMemo, useRef } from "react";
import { useLocation, useNavigate, useSearchParams } from "react-router";

import { read, withStep, written, type State, type Step } from "./state";

/**
 * The state of the page, which is its address. Each step is one of the browser's history, so that back takes it back; which
 * node is looked at, and what is hidden, belongs to the step it came with.
 */
export function useExplorer() {
  const [params, setParams] = useSearchParams();
  const { state: kept } = useLocation() as { state: { depth?: number } | null };
  const go = useNavigate();
  const depth = kept?.depth ?? 0;
  const deepest = useRef(depth);
  deepest.current = Math.max(deepest.current, depth);
  const state = useMemo(() => read(params), [params]);

  const steps = JSON.stringify(state.steps);
  // The same steps are the same list, whatever else of the address changes.
  const same = useMemo(() => JSON.parse(steps) as Step[], [steps]);

  const change = useCallback(
    (next: (old: State) => State, replace: boolean) => {
      const to = replace ? depth : depth + 1;
      if (!replace) deepest.current = to;
      setParams((old) => written(next(read(old))), { replace, preventScrollReset: true, state: { depth: to } });
    },
    [depth, setParams],
  );
  const set = useCallback((changes: Partial<State>, replace = false) => change((old) => ({ ...old, ...changes }), replace), [change]);
  const add = useCallback((...more: Step[]) => change((old) => ({ ...old, steps: more.reduce(withStep, old.steps) }), false), [change]);
  return {
    state: useMemo(() => ({ ...state, steps: same }), [state, same]),
    set,
    add,
    undo: depth > 0 ? () => void go(-1) : null,
    redo: depth < deepest.current ? () => void go(1) : null,
  };
}
