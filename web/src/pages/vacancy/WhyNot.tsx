import { useMemo } from "react";

import { Asking, useAsked } from "../../api/Answer";
import { useAddress } from "../../parts/address";
import { NodeLink } from "../../parts/NodeLink";
import { Section } from "../../parts/Page";
import { PersonFinder } from "../../parts/PersonFinder";
import { common } from "../../words/common";
import { useWords } from "../../words/words";
import { WhyNotDocument } from "./person.gen";
import { PersonDetail } from "./PersonDetail";
import type { OneVacancy } from "./VacancyPage";
import { words } from "./words";

/** Anyone by name: which conditions stand against them, and what is missing. */
export function WhyNot({ vacancy }: { vacancy: OneVacancy }) {
  const w = useWords(words);
  const c = useWords(common);
  const { get, set } = useAddress();
  const who = get("who");
  const asked = useAsked(WhyNotDocument, { vacancy: vacancy.key, asOf: get("day") || null, cadre: who }, { pause: !who });
  const waived = useMemo(() => new Set(vacancy.shortlists?.nodes.flatMap((s) => s.waivers.edges.filter((e) => e.consentedBy).map((e) => `${e.node.key} ${e.rule}`))), [vacancy]);
  const current = asked.data?.candidates?.whyNot?.cadre.key === who || (asked.data && !asked.fetching);
  return (
    <Section title={w.why}>
      <p className="quiet">{w.whyHelp}</p>
      <PersonFinder label={w.find} choose={(key) => set({ who: key })} />
      {who && (
        <Asking to={{ ...asked, data: current ? asked.data : undefined }} of="candidates" rows={8}>
          {({ candidates }) =>
            candidates?.whyNot ? (
              <div className="person-shown">
                <h3 className="name">
                  <NodeLink of={candidates.whyNot.cadre} />{" "}
                  <span className="quiet">{candidates.whyNot.eligibility === "FAILED" ? w.offList : w.onList}</span>
                </h3>
                <PersonDetail of={candidates.whyNot} waived={waived} />
              </div>
            ) : (
              <p>{c.nobodyFound}</p>
            )
          }
        </Asking>
      )}
    </Section>
  );
}
