import { Alert } from "antd";

import { Page } from "../../parts/Page";
import { useView, Views } from "../../parts/Views";
import { useWords } from "../../words/words";
import { Fairness } from "./Fairness";
import { HiddenSteps } from "./HiddenSteps";
import { names } from "./kind";
import { Overlooked } from "./Overlooked";
import "./practice.css";
import { Seniority } from "./Seniority";
import { words } from "./words";

const views = {
  overlooked: { part: Overlooked, needs: "Query.overlooked" },
  hiddenSteps: { part: HiddenSteps, needs: "Query.hiddenSteps" },
  seniority: { part: Seniority, needs: "Query.seniorityEffect" },
  fairness: { part: Fairness, needs: "Query.fairnessReport" },
} as const;

/** What a department may ask of its own practice: who stood on no list, and what past selections went by beside the rules. */
export function Component() {
  const w = useWords(words);
  const { open, view } = useView(views);
  const Part = view && views[view].part;
  return (
    <Page title={w.title} below={w.say}>
      {!Part && <Alert type="info" showIcon title={w.notMay} />}
      {view && <Views label={w.views} of={open.map((v) => ({ view: v, text: w[v] }))} on={view} keeps={names} />}
      {Part && <Part />}
    </Page>
  );
}
