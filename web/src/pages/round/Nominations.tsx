import { Select } from "antd";

import { Answer, useAsked } from "../../api/Answer";
import { useAddress } from "../../parts/address";
import { NodeLink } from "../../parts/NodeLink";
import { Section } from "../../parts/Page";
import { Pager, usePaging } from "../../parts/Paging";
import { Rows } from "../../parts/Rows";
import { OfficialOf, SourceOf } from "../../parts/Sources";
import { useMay } from "../../session/session";
import { common } from "../../words/common";
import { useWords } from "../../words/words";
import { RoundNominationsDocument, type RoundNominationsQuery } from "./round.gen";
import { filterOf, share, type Group } from "./votes";
import { words } from "./words";

type Nomination = Extract<NonNullable<RoundNominationsQuery["node"]>, { __typename: "RecommendationRound" }>["nominations"]["edges"][number];

/** Who was nominated, a page at a time: all, or one group of them. */
export function Nominations({ id }: { id: string }) {
  const w = useWords(words);
  const c = useWords(common);
  const leader = useMay()("Nominated.leader");
  const { get, set } = useAddress();
  const filter = filterOf(get("group"));
  const byVotes = get("order") === "votes";
  const asked = useAsked(RoundNominationsDocument, { id, leader, filter, orderBy: byVotes ? [{ votes: "DESC" as const }] : null, ...usePaging("at", 50) });
  const said = (is: boolean | null) => (is == null ? <span className="quiet">{c.notKnown}</span> : is ? c.yes : c.no);
  return (
    <Section
      title={w.nominations}
      id="nominations"
      actions={
        <label className="no-print">
          {w.order}{" "}
          <Select
            size="small"
            popupMatchSelectWidth={false}
            aria-label={w.order}
            value={byVotes ? "votes" : ""}
            onChange={(order) => set({ order: order || null, at: null })}
            options={[{ value: "", label: w.byKey }, { value: "votes", label: w.byVotes }]}
          />
        </label>
      }
    >
      <Answer to={asked} rows={8}>
        {({ node }) =>
          node?.__typename === "RecommendationRound" && (
            <>
              <p role="status">{filter ? `${w[get("group") as Group]} · ` : ""}{c.total(node.nominations.totalCount)} {byVotes && <span className="quiet">{w.orderSay}</span>}</p>
              <Rows
                name={w.nominations}
                of={node.nominations.edges}
                keyOf={(e) => e.cursor}
                columns={[
                  { head: c.name, cell: (e) => <NodeLink of={e.node} /> },
                  { head: c.unit, cell: (e) => <NodeLink of={e.node.organization} /> },
                  { head: w.byLeader, cell: (e) => said(e.byLeader) },
                  ...(leader ? [{ head: w.leader, cell: (e: Nomination) => <OfficialOf of={e.leader} /> }] : []),
                  { head: w.votes, number: true, cell: (e) => <Votes votes={e.votes} electorate={e.electorate} /> },
                  { head: w.isOutstanding, cell: (e) => said(e.outstanding) },
                  { head: c.sources, cell: (e) => <SourceOf source={e.source} locator={e.locator} /> },
                ]}
              />
              <Pager name="at" label={w.nominations} of={node.nominations.pageInfo} />
            </>
          )
        }
      </Answer>
    </Section>
  );
}

function Votes({ votes, electorate }: { votes: number | null; electorate: number | null }) {
  const w = useWords(words);
  const c = useWords(common);
  const part = share(votes, electorate);
  return (
    <>
      {votes ?? c.notKnown} / {electorate ?? c.notKnown} {part && <span className="quiet">{w.share(part)}</span>}
    </>
  );
}
