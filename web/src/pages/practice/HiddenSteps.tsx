import { Button } from "antd";
import { Link, useSearchParams } from "react-router";

import { Asking, useAsked } from "../../api/Answer";
import { useAddress } from "../../parts/address";
import { NodeLink, NodeLinks } from "../../parts/NodeLink";
import { plain } from "../../parts/numbers";
import { Section } from "../../parts/Page";
import { Pager, usePaging } from "../../parts/Paging";
import { Rows } from "../../parts/Rows";
import { useViewer } from "../../session/session";
import { common } from "../../words/common";
import { useTerm, useWords } from "../../words/words";
import { BasisOf, Choices } from "./Choices";
import { selectionsOf } from "./kind";
import { HiddenStepPeopleDocument, HiddenStepsDocument, type HiddenStepPeopleQuery, type HiddenStepsQuery, type HiddenStepsQueryVariables } from "./practice.gen";
import { SelectionsForm } from "./SelectionsForm";
import { words } from "./words";

type Step = NonNullable<HiddenStepsQuery["hiddenSteps"]>["steps"][number];
type Member = NonNullable<HiddenStepPeopleQuery["hiddenSteps"]>["steps"][number]["members"]["nodes"][number];
type Named = { kind: string; organizationKind: string | null; position: { id: string } | null; years: number | null };

/** How a step is named in an address. */
const stepKey = (s: Named) => [s.kind, s.organizationKind, s.position?.id, s.years].filter((part) => part != null).join(".");

/** What nearly all had who were chosen though no rule asks for it, with whoever was passed over. */
export function HiddenSteps() {
  const w = useWords(words);
  const { get, set } = useAddress();
  const { today } = useViewer();
  const variables = selectionsOf(get, today);
  return (
    <Section title={w.hiddenSteps}>
      <p className="quiet">{w.stepsSay}</p>
      <SelectionsForm />
      {variables ? <Steps of={variables} open={get("step")} close={() => set({ step: null, at: null })} /> : <p className="quiet">{w.chooseFirst}</p>}
    </Section>
  );
}

function useStepName() {
  const w = useWords(words);
  const term = useTerm();
  return (s: Pick<Step, "kind" | "organizationKind" | "position" | "years">) =>
    [term("HiddenStepKind", s.kind), s.organizationKind && term("OrganizationKind", s.organizationKind), s.position?.label, s.years !== null && w.stepYears(s.years)].filter(Boolean).join(" · ");
}

function Steps({ of: variables, open, close }: { of: HiddenStepsQueryVariables; open: string; close: () => void }) {
  const w = useWords(words);
  const c = useWords(common);
  const term = useTerm();
  const nameOf = useStepName();
  const [params] = useSearchParams();
  const percent = (n: number) => c.percent((100 * n).toFixed(0));
  const to = (step: string) => {
    const next = new URLSearchParams(params);
    next.set("step", step);
    next.delete("at");
    return `?${next.toString()}#step`;
  };
  const asked = useAsked(HiddenStepsDocument, variables);
  return (
    <Asking to={asked} of="hiddenSteps" rows={10}>
      {({ hiddenSteps: of }) => {
        if (!of) return null;
        const opened = of.steps.find((s) => stepKey(s) === open);
        return (
          <>
            <p role="status">{w.stepsOf(of.positions, of.chosen, of.counted, of.looked)}</p>
            <Rows<Step>
              name={w.hiddenSteps}
              of={of.steps}
              keyOf={stepKey}
              empty={w.noStep}
              columns={[
                { head: w.step, cell: (s) => <><strong>{nameOf(s)}</strong><div className="quiet">{s.rule ? w.asked(s.rule.title, s.asked === null ? null : plain(s.asked)) : w.noRule}</div></> },
                { head: w.verdict, cell: (s) => <>{term("HiddenStepVerdict", s.verdict)}{s.probability !== null && <div className="quiet">{w.probability(s.probability < 0.001 ? "< 0.001" : s.probability.toFixed(3))}</div>}</> },
                { head: w.chosenHaving, number: true, cell: (s) => <>{w.ofAll(s.having, s.chosen)}{s.unknown > 0 && <div className="quiet">{w.unknownOf(s.unknown)}</div>}</> },
                { head: w.share, cell: (s) => (s.share === null || s.low === null || s.high === null ? <span className="quiet">{c.notKnown}</span> : w.shareOf(percent(s.share), percent(s.low), percent(s.high))) },
                { head: w.othersHaving, number: true, cell: (s) => <>{w.ofAll(s.othersHaving, s.others)}{s.othersShare !== null && <div className="quiet">{percent(s.othersShare)}</div>}</> },
                { head: w.openStep, cell: (s) => <Link to={to(stepKey(s))} aria-label={w.openStepOf(nameOf(s))} aria-current={stepKey(s) === open ? "true" : undefined} preventScrollReset>{c.open}</Link> },
              ]}
            />
            {opened && <People of={variables} step={opened} close={close} />}
            <Choices of={variables} />
          </>
        );
      }}
    </Asking>
  );
}

/** Whom a step is about: those chosen, with the appointments that give it, and those who were passed over. */
function People({ of: variables, step, close }: { of: HiddenStepsQueryVariables; step: Step; close: () => void }) {
  const w = useWords(words);
  const c = useWords(common);
  const name = useStepName()(step);
  const asked = useAsked(HiddenStepPeopleDocument, { ...variables, ...usePaging("at", 10) });
  return (
    <section id="step" aria-label={w.peopleOf(name)}>
      <h3>{w.peopleOf(name)} <Button size="small" className="no-print" onClick={close}>{w.close}</Button></h3>
      <Asking to={asked} of="hiddenSteps" rows={8}>
        {({ hiddenSteps }) => {
          const of = hiddenSteps?.steps.find((s) => stepKey(s) === stepKey(step));
          if (!of) return null;
          return (
            <>
              <h4>{w.members}</h4>
              <Rows<Member>
                name={w.members}
                of={of.members.nodes}
                keyOf={(m) => `${m.choice.cadre.id} ${m.choice.on} ${m.choice.position.id}`}
                columns={[
                  { head: w.person, cell: (m) => <NodeLink of={m.choice.cadre} /> },
                  { head: w.choice, cell: (m) => <><NodeLink of={m.choice.position} /> <span className="quiet">{m.choice.on}</span><div><BasisOf of={m.choice} /></div></> },
                  { head: w.had, cell: (m) => (m.had ? c.yes : c.no) },
                  ...(step.years === null ? [{ head: w.by, cell: (m: Member) => <NodeLinks of={m.appointments} /> }] : []),
                ]}
              />
              {of.members.totalCount > of.members.nodes.length && <p className="quiet">{c.firstOf(of.members.nodes.length, of.members.totalCount)}</p>}
              <h4>{w.passedOver}</h4>
              <p className="quiet">{w.passedOverSay}</p>
              <Rows
                name={w.passedOver}
                of={of.passedOver.nodes}
                keyOf={(p) => p.cadre.id}
                columns={[
                  { head: w.person, cell: (p) => <NodeLink of={p.cadre} /> },
                  {
                    head: w.choice,
                    cell: (p) => (
                      <details>
                        <summary>{w.timesOf(p.choices.length)}</summary>
                        <ul className="plain">{p.choices.map((x) => <li key={`${x.on} ${x.position.id}`}><NodeLink of={x.position} /> <span className="quiet">{x.on}</span></li>)}</ul>
                      </details>
                    ),
                  },
                ]}
              />
              <Pager name="at" label={w.passedOver} of={of.passedOver.pageInfo} total={of.passedOver.totalCount} />
            </>
          );
        }}
      </Asking>
    </section>
  );
}
