import { Answer, useAsked } from "../../api/Answer";
import { NodeLink } from "../../parts/NodeLink";
import { Section } from "../../parts/Page";
import { Rows } from "../../parts/Rows";
import { common } from "../../words/common";
import { useWords } from "../../words/words";
import { CaseCountingDocument } from "./case.gen";
import { words } from "./words";

/** For whom the case counts as the facts stand today, and which of what has to hold does not. */
export function Counting({ of }: { of: string }) {
  const w = useWords(words);
  const c = useWords(common);
  const asked = useAsked(CaseCountingDocument, { case: of });
  const said = (is: boolean) => (is ? c.yes : c.no);
  return (
    <Section title={w.counting} id="counting">
      <Answer to={asked} rows={2}>
        {({ caseCounts }) => (
          <Rows
            name={w.counting}
            of={caseCounts.nodes}
            keyOf={(n) => n.cadre.id}
            empty={w.noCounting}
            columns={[
              { head: c.name, cell: (n) => <NodeLink of={n.cadre} /> },
              { head: w.counts, cell: (n) => <strong>{n.counts ? w.doesCount : w.doesNotCount}</strong> },
              { head: w.told, cell: (n) => said(n.notified) },
              { head: w.heard, cell: (n) => said(n.heard) },
              { head: w.exempt, cell: (n) => said(n.exempt) },
            ]}
          />
        )}
      </Answer>
    </Section>
  );
}
