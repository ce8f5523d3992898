import { Alert, Button, Input } from "antd";

import { Asking, useAsked } from "../../api/Answer";
import { useAddress } from "../../parts/address";
import { Page } from "../../parts/Page";
import { Views } from "../../parts/Views";
import { useMay, useViewer } from "../../session/session";
import { useWords } from "../../words/words";
import { AdjustmentChangesDocument, AdjustmentDocument } from "./adjustment.gen";
import "./adjustment.css";
import { Changes } from "./Changes";
import { Editor } from "./Editor";
import { asked, planOf, planText, type Move } from "./plan";
import { Shown } from "./Shown";
import { words } from "./words";

const views = ["first", "other", "changes"] as const;

/** What several moves together would come to, and a second plan beside it. The address holds the plans and the day. */
export function Component() {
  const w = useWords(words);
  const may = useMay();
  const { get, set } = useAddress();
  if (!may("Query.adjustment")) return <Page title={w.title}><Alert type="info" showIcon title={w.notMay} /></Page>;
  const plan = planOf(get("plan"));
  const other = planOf(get("other"));
  if (plan === null || other === null) {
    return (
      <Page title={w.title}>
        <Alert type="warning" showIcon role="alert" title={w.broken} description={w.brokenSay} action={<Button onClick={() => set({ plan: null, other: null, view: null })}>{w.anew}</Button>} />
      </Page>
    );
  }
  return <Page title={w.title} below={w.say} actions={<Day />}>{other.length > 0 ? <Both plan={plan} other={other} /> : <One plan={plan} />}</Page>;
}

function Day() {
  const w = useWords(words);
  const { today } = useViewer();
  const { get, set } = useAddress();
  return (
    <label className="day-of">
      {w.day} <Input type="date" className="day" aria-label={w.day} value={get("asOf") || today} onChange={(e) => /^[12]\d{3}-/.test(e.target.value) && set({ asOf: e.target.value === today ? null : e.target.value }, true)} />
    </label>
  );
}

function useAsOf() {
  const { today } = useViewer();
  return useAddress().get("asOf") || today;
}

function One({ plan }: { plan: readonly Move[] }) {
  const w = useWords(words);
  const { set } = useAddress();
  const asOf = useAsOf();
  const answer = useAsked(AdjustmentDocument, { moves: asked(plan), asOf }, { pause: plan.length === 0 });
  return (
    <>
      <Editor plan={plan} asOf={asOf} change={(to) => set({ plan: planText(to) })} />
      {plan.length > 0 && (
        <>
          <Asking to={answer} of="adjustment" rows={10}>{({ adjustment: of }) => of && <Shown of={of} />}</Asking>
          <p className="no-print"><Button onClick={() => set({ other: planText(plan), view: "other" })}>{w.compare}</Button></p>
        </>
      )}
    </>
  );
}

/** Two plans are asked for at once, so that both are of the same facts. */
function Both({ plan, other }: { plan: readonly Move[]; other: readonly Move[] }) {
  const w = useWords(words);
  const { get, set } = useAddress();
  const asOf = useAsOf();
  const view = views.find((v) => v === get("view")) ?? "first";
  const answer = useAsked(AdjustmentChangesDocument, { before: asked(plan), after: asked(other), asOf });
  return (
    <>
      <Views label={w.views} of={views.map((v) => ({ view: v, text: w[v] }))} on={view} keeps={["plan", "other", "asOf"]} />
      {view === "first" && <Editor key="first" plan={plan} asOf={asOf} change={(to) => set(to.length > 0 ? { plan: planText(to) } : { plan: planText(other), other: null, view: null })} />}
      {view === "other" && <Editor key="other" plan={other} asOf={asOf} change={(to) => set(to.length > 0 ? { other: planText(to) } : { other: null, view: null })} />}
      <Asking to={answer} of="adjustmentChanges" rows={10}>
        {({ adjustmentChanges: of }) => of && (view === "changes" ? <Changes of={of} /> : <Shown of={view === "first" ? of.before : of.after} />)}
      </Asking>
      <p className="no-print"><Button onClick={() => set({ other: null, view: null })}>{w.drop}</Button></p>
    </>
  );
}
