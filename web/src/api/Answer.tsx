import { Alert, Button, Skeleton } from "antd";
import { useEffect, type ReactNode } from "react";
import { useQuery, type AnyVariables, type OperationContext, type TypedDocumentNode, type UseQueryArgs } from "urql";

import { useSession } from "../session/session";
import { useWords } from "../words/words";
import { problems, worst, type Problem } from "./problem";
import { words } from "./words";

/** What is known of a question: the answer or the last one, whether more is on its way, and what went wrong. */
export interface Asked<T> {
  data: T | undefined;
  fetching: boolean;
  problems: Problem[];
  again: () => void;
}

/** For questions whose answers may name no statement yet: they are asked again once one is filed. A constant, since hooks compare it. */
export const afterStatements: Partial<OperationContext> = { additionalTypenames: ["Statement"] };

/** Asks, and asks again by itself while the server or the graph is away. */
export function useAsked<T, V extends AnyVariables>(query: TypedDocumentNode<T, V>, variables: V, options: { pause?: boolean; context?: Partial<OperationContext> } = {}): Asked<T> {
  const [{ data, error, fetching, stale, operation }, ask] = useQuery<T, V>({ query, variables, ...options } as UseQueryArgs<V, T>);
  // Until the answer to these variables is there, the one to others is kept by the library: it must not stand under their title.
  const own = operation === undefined || JSON.stringify(operation.variables ?? {}) === JSON.stringify(variables ?? {});
  const all = problems(own ? error : undefined);
  const kind = worst(all)?.kind;
  const waits = !fetching && (kind === "offline" || kind === "away" || kind === "busy");
  useEffect(() => {
    if (!waits) return;
    const again = () => ask({ requestPolicy: "network-only" });
    const timer = setInterval(again, 5000);
    window.addEventListener("online", again);
    return () => {
      clearInterval(timer);
      window.removeEventListener("online", again);
    };
  }, [waits, ask]);
  return { data: own ? data : undefined, fetching: fetching || stale, problems: all, again: () => ask({ requestPolicy: "network-only" }) };
}

/** A question's answer: a skeleton until it is there, what went wrong where it is not, and both where a part is missing. */
export function Answer<T>({ to, rows = 4, children }: { to: Asked<T>; rows?: number; children: (data: T) => ReactNode }) {
  const w = useWords(words);
  if (to.data == null) {
    const problem = worst(to.problems);
    if (problem) return <ProblemSaid problem={problem} again={to.again} />;
    return (
      <div role="status" aria-label={w.loading} aria-busy="true">
        <Skeleton active title={false} paragraph={{ rows }} />
      </div>
    );
  }
  return (
    <>
      {to.problems.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={w.part}
          description={
            <ul className="plain">
              {to.problems.map((p, i) => (
                <li key={i}>{p.message || w[p.kind]}</li>
              ))}
            </ul>
          }
          action={<Button size="small" onClick={to.again}>{w.retry}</Button>}
        />
      )}
      {children(to.data)}
    </>
  );
}

/**
 * The answer to a question with one root field. Where that is null for a reason, the reason is all there is to say; and while
 * another answer is on its way, the one before it is shown as what it is.
 */
export function Asking<T extends object>({ to, of, rows, children }: { to: Asked<T>; of: keyof T; rows: number; children: (data: T) => ReactNode }) {
  const refused = to.data != null && to.data[of] == null && to.problems.length > 0;
  return (
    <div className="asking" aria-busy={to.fetching}>
      <Answer to={refused ? { ...to, data: undefined } : to} rows={rows}>{children}</Answer>
    </div>
  );
}

export function ProblemSaid({ problem, again }: { problem: Problem; again?: () => void }) {
  const w = useWords(words);
  const { leave, way } = useSession();
  const says = {
    offline: w.offlineSay,
    signedOut: w.signedOutSay,
    away: problem.message || w.awaySay,
    refused: problem.message,
    busy: problem.message || w.awaySay,
    limit: problem.message,
    conflict: problem.message,
    input: problem.message,
    fault: problem.message,
  }[problem.kind];
  const action =
    problem.kind === "signedOut" ? (
      <Button
        onClick={() => (way === "provider" ? location.assign(`/sign-in?return=${encodeURIComponent(location.pathname + location.search)}`) : leave())}
      >
        {w.signIn}
      </Button>
    ) : (
      again && problem.kind !== "refused" && <Button onClick={again}>{w.retry}</Button>
    );
  return (
    <Alert
      type={problem.kind === "fault" ? "error" : "warning"}
      showIcon
      role="alert"
      title={w[problem.kind]}
      description={says}
      action={action}
    />
  );
}
