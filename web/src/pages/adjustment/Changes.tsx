import { NodeLink } from "../../parts/NodeLink";
import { Section } from "../../parts/Page";
import { Rows } from "../../parts/Rows";
import { useWords } from "../../words/words";
import type { AdjustmentChangesQuery } from "./adjustment.gen";
import { Members } from "./Shown";
import { words } from "./words";

type Of = NonNullable<AdjustmentChangesQuery["adjustmentChanges"]>;

/** Where two plans differ; which is better is not said. */
export function Changes({ of }: { of: Of }) {
  const w = useWords(words);
  return (
    <>
      <Section title={w.differ}>
        <Rows
          name={w.differ}
          of={of.officials}
          keyOf={(o) => o.cadre.id}
          empty={w.same}
          columns={[
            { head: w.official, cell: (o) => <NodeLink of={o.cadre} /> },
            { head: w.first, cell: (o) => <Moved of={o.before} /> },
            { head: w.other, cell: (o) => <Moved of={o.after} /> },
          ]}
        />
        <p className="quiet">{w.notSaid}</p>
      </Section>
      <Section title={w.postsDiffer}>
        <Rows
          name={w.postsDiffer}
          of={of.posts}
          keyOf={(p) => p.position.id}
          empty={w.same}
          columns={[
            { head: w.post, cell: (p) => <NodeLink of={p.position} /> },
            { head: w.first, number: true, cell: (p) => p.before },
            { head: w.other, number: true, cell: (p) => p.after },
          ]}
        />
      </Section>
      <Section title={w.bodiesDiffer}>
        {of.bodies.length === 0 && <p className="quiet">{w.same}</p>}
        {of.bodies.map((b) => (
          <article key={b.organization.id}>
            <h3><NodeLink of={b.organization} /></h3>
            <div className="columns">
              <Members name={`${b.organization.label} ${w.onlyFirst}`} head={w.onlyFirst} of={b.onlyBefore} tag={null} />
              <Members name={`${b.organization.label} ${w.onlyOther}`} head={w.onlyOther} of={b.onlyAfter} tag={null} />
            </div>
          </article>
        ))}
      </Section>
    </>
  );
}

/** How an official moves in one plan. */
function Moved({ of }: { of: Of["officials"][number]["before"] }) {
  const w = useWords(words);
  if (!of) return <span className="quiet">{w.stays}</span>;
  return (
    <ul className="plain">
      {of.to ? <li>{w.takesUp} <NodeLink of={of.to} /></li> : <li className="quiet">{w.only}</li>}
      {of.leaves.map((p) => <li key={p.id}>{w.leavesSay} <NodeLink of={p} /></li>)}
    </ul>
  );
}
