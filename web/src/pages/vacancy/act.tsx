import { Alert, Button } from "antd";
import { useState } from "react";
import { useMutation, useQuery, type AnyVariables, type TypedDocumentNode } from "urql";

import { ProblemSaid } from "../../api/Answer";
import { problems, type Problem } from "../../api/problem";
import { moment } from "../../parts/value";
import { useWords } from "../../words/words";
import { words } from "./actwords";
import { useRuleTitles } from "./rulebook";
import { doneSince } from "./since";
import { ShortlistNowDocument, type VacancyShortlistFragment } from "./shortlists.gen";

/** Something that is recorded: whether it is on its way, and what stood against it. */
export function useAct<T, V extends AnyVariables>(mutation: TypedDocumentNode<T, V>) {
  const [{ fetching }, send] = useMutation(mutation);
  const [against, setAgainst] = useState<Problem[]>([]);
  return {
    fetching,
    against,
    forget: () => setAgainst([]),
    /** Whether it was done. */
    run: async (variables: V): Promise<boolean> => {
      const { error, data } = await send(variables);
      const found = problems(error);
      setAgainst(found);
      return found.length === 0 && data != null;
    },
  };
}

/** What stood against it, at the form: a condition, another version of the list, or what is wrong with what was typed. */
export function Against({ of, shortlist, version, goOn, unmet }: { of: readonly Problem[]; shortlist?: VacancyShortlistFragment; version?: number; goOn?: (version: number) => void; unmet: string }) {
  const [first] = of;
  if (!first) return null;
  if (first.code === "CONDITION_UNMET") {
    return <Alert type="warning" showIcon role="alert" title={unmet} description={<ul className="plain act-said">{of.flatMap((p) => p.message.split(/[;；]\s*/)).map((m) => <li key={m}>{m}</li>)}</ul>} />;
  }
  if (first.code === "CONFLICT" && shortlist && version !== undefined && goOn) return <Conflict shortlist={shortlist} version={version} message={first.message} goOn={goOn} />;
  return <ProblemSaid problem={first} />;
}

/** The list has moved on: from which version to which, who did what to it since, and the way on. */
function Conflict({ shortlist, version, message, goOn }: { shortlist: VacancyShortlistFragment; version: number; message: string; goOn: (version: number) => void }) {
  const w = useWords(words);
  const titles = useRuleTitles();
  const [{ data, error }] = useQuery({ query: ShortlistNowDocument, variables: { key: shortlist.key }, requestPolicy: "network-only" });
  const now = data?.shortlist;
  const moved = now != null && now.version !== version;
  return (
    <Alert
      type="warning"
      showIcon
      role="alert"
      title={moved ? w.conflict : w.notDone}
      description={
        moved ? (
          <>
            <p>{w.nowIs(version, now.version)}</p>
            <ul className="plain">
              {doneSince(now, version).map((d) => (
                <li key={d.at}>{w.changedBy(moment(d.at), d.by, d.rule ? w.didWaive(d.whom, titles.get(d.rule) ?? d.rule) : w.didChoose(d.whom))} — {d.reason}</li>
              ))}
            </ul>
          </>
        ) : (
          <>
            <p>{message}</p>
            {problems(error).map((p) => <p key={p.place}>{p.message}</p>)}
          </>
        )
      }
      action={moved && <Button size="small" onClick={() => goOn(now.version)}>{w.goOn}</Button>}
    />
  );
}
