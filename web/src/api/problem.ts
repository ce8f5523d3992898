import type { CombinedError } from "urql";

/** What stands between a question and its answer, by the codes of the API. */
export type ProblemKind = "offline" | "signedOut" | "refused" | "away" | "busy" | "limit" | "conflict" | "input" | "fault";

export interface Problem {
  kind: ProblemKind;
  code: string;
  /** What the API says, in the language of the reader. */
  message: string;
  /** Where in the answer, such as cadre.readBy. */
  place: string;
}

const kinds: Record<string, ProblemKind> = {
  UNAUTHENTICATED: "signedOut",
  FORBIDDEN: "refused",
  SERVICE_UNAVAILABLE: "away",
  DISK_FULL: "away",
  OVERLOADED: "busy",
  LIMIT_EXCEEDED: "limit",
  TIMEOUT: "limit",
  CONFLICT: "conflict",
  CONDITION_UNMET: "conflict",
  STEP_NOT_ALLOWED: "conflict",
  BAD_USER_INPUT: "input",
  BAD_ID: "input",
  BAD_CURSOR: "input",
};

/** The problems of an answer, none where all of it is there. */
export function problems(error: CombinedError | undefined): Problem[] {
  if (!error) return [];
  if (error.networkError && error.graphQLErrors.length === 0) {
    const status = (error.response as Response | undefined)?.status;
    const kind = status === undefined ? "offline" : status === 401 ? "signedOut" : status === 503 || status === 429 ? "away" : "fault";
    return [{ kind, code: status === undefined ? "" : `HTTP ${status}`, message: status === undefined ? "" : error.networkError.message, place: "" }];
  }
  return error.graphQLErrors.map((e) => {
    const code = String(e.extensions?.code ?? "INTERNAL");
    return { kind: kinds[code] ?? "fault", code, message: e.message, place: (e.path ?? []).join(".") };
  });
}

/** The problem to show where nothing of the answer is there: the one that most can be done about. */
export function worst(all: Problem[]): Problem | undefined {
  const order: ProblemKind[] = ["signedOut", "offline", "away", "busy", "refused", "limit", "input", "conflict", "fault"];
  return [...all].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))[0];
}
