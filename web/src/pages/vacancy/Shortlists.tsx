import { Alert, Button } from "antd";
import { Link } from "react-router";

import { Answer, Asking, useAsked } from "../../api/Answer";
import { useAddress } from "../../parts/address";
import { useEligibility } from "../../parts/gates/outcome";
import { nodeWords } from "../../parts/node.words";
import { NodeLink } from "../../parts/NodeLink";
import { Facts, Section } from "../../parts/Page";
import { Rows } from "../../parts/Rows";
import { moment } from "../../parts/value";
import { useMay, useViewer } from "../../session/session";
import { useWords } from "../../words/words";
import { words } from "./actwords";
import { ChooseForm, DrawUpForm, WaiveForm } from "./Forms";
import { useRuleTitles } from "./rulebook";
import { CheckShortlistDocument, ShortlistsDocument, type VacancyShortlistFragment } from "./shortlists.gen";
import type { OneVacancy } from "./VacancyPage";
import { words as pageWords } from "./words";

/** Who was proposed, when and from what; who was chosen, by whom and why; and the ways to do so. */
export function Shortlists({ vacancy }: { vacancy: OneVacancy }) {
  const w = useWords(words);
  const may = useMay();
  const { whole } = useViewer();
  const asked = useAsked(ShortlistsDocument, { id: vacancy.id });
  const acts = may("Mutation.createShortlist") && whole;
  return (
    <>
      {acts ? (
        <Section title={w.drawUp}>
          <p className="quiet">{w.drawUpSay}</p>
          {/* A list that was empty has nothing in it that the cache knows to be of this type. */}
          <DrawUpForm vacancy={vacancy} drawn={asked.again} />
        </Section>
      ) : (
        <p className="quiet">{w.notMay}</p>
      )}
      <Section title={w.title}>
        <Asking to={asked} of="node" rows={6}>
          {({ node }) => {
            if (node?.__typename !== "Vacancy" || node.shortlists.nodes.length === 0) return <p className="quiet">{w.none}</p>;
            const { nodes, totalCount } = node.shortlists;
            return (
              <>
                {totalCount > nodes.length && <p className="quiet">{w.more(nodes.length, totalCount)}</p>}
                {nodes.map((s) => <OneShortlist key={s.id} of={s} vacancy={vacancy} acts={acts} />)}
              </>
            );
          }}
        </Asking>
      </Section>
    </>
  );
}

function OneShortlist({ of, vacancy, acts }: { of: VacancyShortlistFragment; vacancy: OneVacancy; acts: boolean }) {
  const w = useWords(words);
  const p = useWords(pageWords);
  const n = useWords(nodeWords);
  const may = useMay();
  const { get, set } = useAddress();
  const eligibility = useEligibility();
  const titles = useRuleTitles();
  const form = get("form");
  const title = w.of(of.createdOn, of.createdBy);
  const ranking = of.ranking ?? [];
  return (
    <article className="shortlist" aria-label={title} id={of.key}>
      <h3>{title}</h3>
      <div className="columns">
        <Facts
          of={[
            [w.asOf, of.asOf],
            [w.size, p.count(of.proposes.totalCount)],
            [w.edition, of.edition],
            [w.version, w.versionOf(of.version)],
            [w.digest, <><code className="digest" title={p.digestSay}>{of.digest}</code>{may("Shortlist.check") && <Check shortlist={of.key} />}</>],
          ]}
        />
        <Facts
          of={[
            [
              w.chosen,
              of.chosen.edges.length === 0 ? <span className="quiet">{w.notChosen}</span> : of.chosen.edges.map((e) => (
                <div key={e.node.id}>
                  <strong><NodeLink of={e.node} /></strong> <span className="quiet">{w.chosenBy(e.by, moment(e.at))}</span>
                  <div>{e.reason}</div>
                </div>
              )),
            ],
            [
              w.waivers,
              of.waivers.edges.length > 0 && of.waivers.edges.map((e) => (
                <div key={`${e.node.id} ${e.rule}`}>
                  <NodeLink of={e.node} />{p.colon}{titles.get(e.rule) ?? e.rule} <span className="quiet">{w.chosenBy(e.by, moment(e.at))}</span>
                  <div>{e.reason}</div>
                  <div className="quiet">{e.consentedBy ? w.consent(e.consentedBy, e.consentedOn ?? "") : w.noConsent}</div>
                </div>
              )),
            ],
          ]}
        />
      </div>
      <details className="fold" open={ranking.length <= 10}>
        <summary>{w.proposed}（{p.count(ranking.length)}）</summary>
        <p className="quiet small">{p.lot}{ranking.length < of.proposes.totalCount && ` ${w.partly(ranking.length, of.proposes.totalCount)}`}</p>
        <Rows
          name={w.proposed}
          of={ranking}
          keyOf={(r) => r.cadre.id}
          columns={[
            { head: p.person, cell: (r) => <NodeLink of={r.cadre} /> },
            { head: p.unit, cell: (r) => <NodeLink of={r.cadre.organization} /> },
            { head: p.eligibility, cell: (r) => eligibility(r.eligibility) },
            { head: p.bandHead, cell: (r) => (r.band == null ? p.noBand : p.band(r.band)) },
          ]}
        />
      </details>
      <p className="no-print">
        <Link to={`/fact/${of.id}?history=1#history`}>{n.history}</Link>
        {may("Query.fairnessReport") && <> · <Link to={`/practice?${new URLSearchParams({ view: "fairness", shortlist: of.key, asOf: of.asOf })}`}>{w.fairness}</Link></>}
      </p>
      {acts && of.chosen.edges.length === 0 && (
        <div className="buttons no-print">
          <Button type={form === `choose.${of.key}` ? "default" : "primary"} aria-expanded={form === `choose.${of.key}`} onClick={() => set({ form: form === `choose.${of.key}` ? null : `choose.${of.key}` })}>{w.choose}</Button>
          <Button aria-expanded={form === `waive.${of.key}`} onClick={() => set({ form: form === `waive.${of.key}` ? null : `waive.${of.key}` })}>{w.waive}</Button>
        </div>
      )}
      {acts && form === `choose.${of.key}` && of.chosen.edges.length === 0 && <ChooseForm of={of} close={() => set({ form: null })} />}
      {acts && form === `waive.${of.key}` && <WaiveForm of={of} vacancy={vacancy} close={() => set({ form: null })} />}
    </article>
  );
}

/** Draws the list up again, which says whether anything behind it has changed. */
function Check({ shortlist }: { shortlist: string }) {
  const w = useWords(words);
  const { get, set } = useAddress();
  const asks = get("check") === shortlist;
  const asked = useAsked(CheckShortlistDocument, { key: shortlist }, { pause: !asks });
  if (!asks) return <div className="no-print"><Button size="small" onClick={() => set({ check: shortlist })}>{w.check}</Button></div>;
  return (
    <Answer to={asked} rows={1}>
      {({ shortlist: of }) =>
        of?.check ? <Alert type={of.check.same ? "success" : "warning"} showIcon title={of.check.same ? w.same : w.other} description={of.check.same ? undefined : <code className="digest">{of.check.digest}</code>} /> : <span className="quiet">{w.cannotCheck}</span>
      }
    </Answer>
  );
}
