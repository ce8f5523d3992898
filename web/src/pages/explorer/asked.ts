import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useClient } from "urql";

import { problems, type Problem } from "../../api/problem";
import { AroundDocument, BetweenDocument } from "./explorer.gen";
import type { Place } from "./layout";
import { questionOf } from "./model";
import type { Task } from "./relax";
import { Player, type Found, type Replay } from "./replay";
import type { Step } from "./state";

/** What went wrong with a question, and the step that asks it. */
export interface Wrong {
  step: Step;
  problems: Problem[];
}

/** The picture that steps give: asks what they need, lays out where they say so, and shows what is there meanwhile. */
export function useReplay(steps: readonly Step[]): { replay: Replay; busy: boolean; wrong: Wrong[]; again: () => void } {
  const client = useClient();
  const [answers, setAnswers] = useState<ReadonlyMap<string, Found>>(new Map());
  const [wrong, setWrong] = useState<ReadonlyMap<string, Problem[]>>(new Map());
  const [layouts, setLayouts] = useState<ReadonlyMap<string, [string, Place][]>>(new Map());
  const asked = useRef(new Set<string>());

  const ask = useCallback(
    async (step: Step, question: string) => {
      asked.current.add(question);
      const result =
        step.do === "path"
          ? await client.query(BetweenDocument, { from: step.from, to: step.to, via: step.via.length ? step.via : null, maxLength: step.max, mode: step.all ? "ALL" : "SHORTEST" }, { requestPolicy: "cache-first" }).toPromise()
          : step.do === "show" || step.do === "expand"
            ? await client.query(AroundDocument, { of: step.id, limit: step.do === "show" ? 1 : step.limit, kinds: step.do === "expand" && step.only ? [step.only.relationship] : null }, { requestPolicy: "cache-first" }).toPromise()
            : null;
      if (!result) return;
      const data = result.data;
      const found: Found | null = data && !result.error ? ("path" in data ? { between: data.path } : { around: data.neighborhood }) : null;
      const all = problems(result.error);
      // An id that is none is like a node that is not there; both look the same to whoever may not see one.
      if (found) setAnswers((old) => new Map(old).set(question, found));
      else if (all.some((p) => p.code === "BAD_ID")) setAnswers((old) => new Map(old).set(question, { around: null }));
      else setWrong((old) => new Map(old).set(question, all));
    },
    [client],
  );
  useEffect(() => {
    for (const step of steps) {
      const question = questionOf(step);
      if (question && !asked.current.has(question)) void ask(step, question);
    }
  }, [steps, ask]);

  const again = useCallback(() => {
    for (const question of wrong.keys()) asked.current.delete(question);
    setWrong(new Map());
    for (const step of steps) {
      const question = questionOf(step);
      if (question && !asked.current.has(question)) void ask(step, question);
    }
  }, [wrong, steps, ask]);
  const waits = [...wrong.values()].some((all) => all.some((p) => ["offline", "away", "busy"].includes(p.kind)));
  useEffect(() => {
    if (!waits) return;
    const timer = setInterval(again, 5000);
    return () => clearInterval(timer);
  }, [waits, again]);

  const [player] = useState(() => new Player());
  const replay = useMemo(() => player.play(steps, answers, layouts), [player, steps, answers, layouts]);
  useLayout(replay.layout, (name, places) => setLayouts((old) => new Map(old).set(name, places)));

  const failed = steps.flatMap((step) => {
    const found = wrong.get(questionOf(step));
    return found ? [{ step, problems: found }] : [];
  });
  return { replay, busy: replay.pending.length > failed.length || replay.layout !== null, wrong: failed, again };
}

function useLayout(wanted: { name: string; task: Task } | null, done: (name: string, places: [string, Place][]) => void) {
  const tell = useRef(done);
  tell.current = done;
  const name = wanted?.name;
  const task = useRef(wanted?.task);
  task.current = wanted?.task;
  useEffect(() => {
    if (!name) return;
    const worker = new Worker(new URL("./layout.worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<{ name: string; places: [string, Place][] }>) => tell.current(data.name, data.places);
    worker.postMessage({ name, task: task.current });
    return () => worker.terminate();
  }, [name]);
}
