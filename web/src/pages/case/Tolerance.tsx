import { Button } from "antd";

import { Answer, useAsked } from "../../api/Answer";
import { useAddress } from "../../parts/address";
import { nodeWords } from "../../parts/node.words";
import { NodeLink } from "../../parts/NodeLink";
import { Section } from "../../parts/Page";
import { Rows } from "../../parts/Rows";
import { common } from "../../words/common";
import { useTerm, useWords } from "../../words/words";
import { CaseToleranceDocument } from "./case.gen";
import { words } from "./words";

/** Whether what a ruling tolerates counts anywhere. It goes through records, conditions and statistics, so it is asked for. */
export function Tolerance({ id }: { id: string }) {
  const w = useWords(words);
  const { get, set } = useAddress();
  const asked = get("check") !== "";
  return (
    <Section title={w.uses} id="tolerance" actions={!asked && <Button size="small" onClick={() => set({ check: "1" })}>{w.check}</Button>}>
      <p className="quiet">{w.usesSay}</p>
      {asked && <Uses id={id} />}
    </Section>
  );
}

function Uses({ id }: { id: string }) {
  const w = useWords(words);
  const n = useWords(nodeWords);
  const c = useWords(common);
  const term = useTerm();
  const asked = useAsked(CaseToleranceDocument, { id });
  return (
    <Answer to={asked}>
      {({ node }) =>
        node?.__typename === "Case" &&
        node.toleranceRulings.nodes.map((r) => (
          <section key={r.id} aria-label={r.label}>
            <h3><NodeLink of={r} /> <span className="quiet">{w.inEffect}{n.colon}{r.check ? (r.check.inEffect ? c.yes : c.no) : c.notKnown}</span></h3>
            <Rows
              name={r.label}
              of={(r.check?.uses ?? []).map((u, i) => ({ ...u, i }))}
              keyOf={(u) => String(u.i)}
              empty={w.noUse}
              columns={[
                { head: w.where, cell: (u) => term("CountedIn", u.in) },
                // What counts among cases is named by its polarity, and in a record by what kind of item it is.
                { head: w.what, cell: (u) => (u.in === "CASES" ? term("Polarity", u.name) : u.in === "RECORD" ? term("RecordItemKind", u.name) : u.name) },
                { head: w.through, cell: (u) => <NodeLink of={u.node} /> },
              ]}
            />
          </section>
        ))
      }
    </Answer>
  );
}
