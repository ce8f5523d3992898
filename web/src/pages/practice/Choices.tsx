import { Button } from "antd";

import { Asking, useAsked } from "../../api/Answer";
import { useAddress } from "../../parts/address";
import { NodeLink } from "../../parts/NodeLink";
import { Pager, usePaging } from "../../parts/Paging";
import { Rows } from "../../parts/Rows";
import { common } from "../../words/common";
import { useWords } from "../../words/words";
import { HiddenStepChoicesDocument, type HiddenStepsQueryVariables, type MadeChoiceFragment } from "./practice.gen";
import { words } from "./words";

/** The decision or shortlist by which somebody was chosen. */
export function BasisOf({ of }: { of: MadeChoiceFragment }) {
  return <NodeLink of={of.decision ?? of.shortlist} />;
}

/** Every choice that was looked at, with whether it counts; asked for when it is opened. */
export function Choices({ of: variables }: { of: HiddenStepsQueryVariables }) {
  const w = useWords(words);
  const c = useWords(common);
  const { get, set } = useAddress();
  const open = get("list") === "choices";
  const asked = useAsked(HiddenStepChoicesDocument, { ...variables, ...usePaging("choices", 25) }, { pause: !open });
  if (!open) return <p className="no-print"><Button onClick={() => set({ list: "choices" })}>{w.showChoices}</Button></p>;
  return (
    <section aria-label={w.choices}>
      <h3>{w.choices} <Button size="small" className="no-print" onClick={() => set({ list: null, choices: null })}>{w.close}</Button></h3>
      <Asking to={asked} of="hiddenSteps" rows={8}>
        {({ hiddenSteps }) =>
          hiddenSteps && (
            <>
              <Rows
                name={w.choices}
                of={hiddenSteps.choices.nodes}
                keyOf={(x) => `${x.cadre.id} ${x.on} ${x.position.id}`}
                columns={[
                  { head: w.on, cell: (x) => x.on },
                  { head: w.person, cell: (x) => <NodeLink of={x.cadre} /> },
                  { head: w.post, cell: (x) => <><NodeLink of={x.position} />{x.vacancy && <div><NodeLink of={x.vacancy} /></div>}</> },
                  { head: w.basis, cell: (x) => <BasisOf of={x} /> },
                  { head: w.passed, number: true, cell: (x) => x.passed },
                  { head: w.inside, cell: (x) => (x.inside ? c.yes : c.no) },
                  { head: w.counts, cell: (x) => (x.counts ? c.yes : c.no) },
                ]}
              />
              <Pager name="choices" label={w.choices} of={hiddenSteps.choices.pageInfo} total={hiddenSteps.choices.totalCount} />
            </>
          )
        }
      </Asking>
    </section>
  );
}
