import { Drawer } from "antd";
import { useEffect, useRef } from "react";

import { Asking, useAsked } from "../../api/Answer";
import { useAddress } from "../../parts/address";
import { GateDetail } from "../../parts/gates/GateDetail";
import { gateKey, titlesOf } from "../../parts/gates/titles";
import { NodeLink } from "../../parts/NodeLink";
import { common } from "../../words/common";
import { useWords } from "../../words/words";
import { WhyNotDocument } from "./person.gen";
import { PersonDetail } from "./PersonDetail";
import type { OneVacancy } from "./VacancyPage";
import { words } from "./words";

/** What is behind a cell, at the side of the list; who and which condition stand in the address. */
export function PersonPanel({ vacancy, waived }: { vacancy: OneVacancy; waived: ReadonlySet<string> }) {
  const w = useWords(words);
  const c = useWords(common);
  const { get, set } = useAddress();
  const who = get("who");
  const gate = get("gate");
  const asked = useAsked(WhyNotDocument, { vacancy: vacancy.key, asOf: get("day") || null, cadre: who }, { pause: !who });
  const from = useRef<HTMLElement | null>(null);
  useEffect(() => {
    // Whoever closes the panel goes on where it was opened.
    const remember = (e: FocusEvent) => {
      if (e.target instanceof HTMLElement && e.target.closest("main")) from.current = e.target;
    };
    document.addEventListener("focusin", remember);
    return () => document.removeEventListener("focusin", remember);
  }, []);
  const someone = asked.data?.candidates?.whyNot;
  const current = someone?.cadre.key === who ? someone : undefined;
  return (
    <Drawer
      open={who !== ""}
      onClose={() => set({ who: null, gate: null })}
      afterOpenChange={(open) => {
        if (!open) from.current?.focus();
      }}
      size="large"
      destroyOnHidden
      closable={{ "aria-label": w.close }}
      title={current ? <NodeLink of={current.cadre} /> : w.panel}
      aria-label={w.panel}
    >
      {who && (
        <Asking to={{ ...asked, data: current || (asked.data && !asked.fetching) ? asked.data : undefined }} of="candidates" rows={8}>
          {() => {
            if (!current) return <p>{c.nobodyFound}</p>;
            const one = current.gates.find((g) => gateKey(g) === gate);
            if (!gate || !one) return <PersonDetail of={current} waived={waived} />;
            return (
              <>
                <h2>{titlesOf(current.gates).get(gate)}</h2>
                <GateDetail of={one} waived={waived.has(`${who} ${one.rule.code}`)} />
                <p>
                  <button type="button" className="link" onClick={() => set({ gate: null })}>{w.everything(current.cadre.label)}</button>
                </p>
              </>
            );
          }}
        </Asking>
      )}
    </Drawer>
  );
}
