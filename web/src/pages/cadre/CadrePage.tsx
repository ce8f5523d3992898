import { useParams } from "react-router";

import { Answer, useAsked } from "../../api/Answer";
import { NodeLink } from "../../parts/NodeLink";
import { Facts, Page } from "../../parts/Page";
import { common } from "../../words/common";
import { useTerm, useWords } from "../../words/words";
import { CadreDocument } from "./cadre.gen";
import { words } from "./words";

/** One official (一人一档). */
export function Component() {
  const { id = "" } = useParams();
  const w = useWords(words);
  const c = useWords(common);
  const term = useTerm();
  const asked = useAsked(CadreDocument, { id });
  return (
    <Answer to={asked}>
      {({ node }) =>
        node?.__typename !== "Cadre" ? (
          <Page title={w.noOne}>{null}</Page>
        ) : (
          <Page title={node.name} below={<NodeLink of={node.organization} />}>
            <Facts
              of={[
                [c.kind, term("CadreStatus", node.status)],
                [w.posts, node.appointments.nodes.map((a) => <div key={a.id}><NodeLink of={a.position} /> <span className="quiet">{w.since(a.from)}</span></div>)],
              ]}
            />
          </Page>
        )
      }
    </Answer>
  );
}
