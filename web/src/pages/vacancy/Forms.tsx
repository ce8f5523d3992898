import { Alert, Button, Input, InputNumber, Select } from "antd";
import { useId, useState, type ReactNode } from "react";

import { Answer, useAsked } from "../../api/Answer";
import { useAddress } from "../../parts/address";
import { Outcome } from "../../parts/gates/outcome";
import { gateKey } from "../../parts/gates/titles";
import { useViewer } from "../../session/session";
import { useWords } from "../../words/words";
import { Against, useAct } from "./act";
import { words } from "./actwords";
import { useDraft } from "../../parts/draft";
import { WhyNotDocument } from "./person.gen";
import { ChooseFromShortlistDocument, DrawUpShortlistDocument, WaiveOnShortlistDocument, type VacancyShortlistFragment } from "./shortlists.gen";
import type { OneVacancy } from "./VacancyPage";

/** Draws up a shortlist from the list as of a day. */
export function DrawUpForm({ vacancy, drawn }: { vacancy: OneVacancy; drawn: () => void }) {
  const w = useWords(words);
  const { today } = useViewer();
  const { get } = useAddress();
  const id = useId();
  const draft = useDraft(`shortlist.${vacancy.key}`, { asOf: get("day") || today, size: 20 });
  const act = useAct(DrawUpShortlistDocument);
  const [done, setDone] = useState(false);
  const { asOf, size } = draft.values;
  const change = (values: Partial<typeof draft.values>) => {
    setDone(false);
    draft.change(values);
  };
  return (
    <form
      className="inputs"
      aria-label={w.drawUp}
      onSubmit={(e) => {
        e.preventDefault();
        void act.run({ input: { idempotencyKey: draft.key, vacancy: vacancy.key, asOf, size } }).then((ok) => {
          setDone(ok);
          if (!ok) return;
          draft.renew();
          drawn();
        });
      }}
    >
      <div>
        <label htmlFor={`${id}day`}>{w.day}</label>
        <Input id={`${id}day`} type="date" required value={asOf} onChange={(e) => change({ asOf: e.target.value })} />
      </div>
      <div>
        <label htmlFor={`${id}size`}>{w.howMany}</label>
        <InputNumber id={`${id}size`} min={1} max={100} precision={0} value={size} onChange={(n) => n != null && change({ size: n })} />
      </div>
      <Button type="primary" htmlType="submit" loading={act.fetching}>{w.drawUp}</Button>
      <div className="help">
        <Against of={act.against} unmet={w.unmet} />
        {done && <p role="status">{w.drawn}</p>}
      </div>
    </form>
  );
}

/** A form about a shortlist: what is wrong with what was typed, what stood against it, and the two buttons. */
function ListForm({ title, say, wrong, against, fetching, send, close, children }: { title: string; say: string; wrong: readonly string[]; against: ReactNode; fetching: boolean; send: () => void; close: () => void; children: ReactNode }) {
  const w = useWords(words);
  const [tried, setTried] = useState(false);
  return (
    <form
      className="act"
      aria-label={title}
      noValidate
      onSubmit={(e) => {
        e.preventDefault();
        setTried(true);
        if (wrong.length === 0) send();
      }}
    >
      <h4>{title}</h4>
      <p className="quiet">{say}</p>
      {children}
      {tried && wrong.length > 0 && <Alert type="warning" showIcon role="alert" title={w.fixInput} description={<ul className="plain">{wrong.map((x) => <li key={x}>{x}</li>)}</ul>} />}
      {against}
      <div className="buttons">
        <Button type="primary" htmlType="submit" loading={fetching}>{w.submit}</Button>
        <Button onClick={close}>{w.cancel}</Button>
        <span className="quiet small">{w.draft}</span>
      </div>
    </form>
  );
}

const people = (of: VacancyShortlistFragment) => of.ranking?.map((r) => ({ value: r.cadre.key, label: [r.cadre.label, r.cadre.organization?.label].filter(Boolean).join(" · ") })) ?? [];

/** Records who is chosen and why; the conditions are checked anew by the API. */
export function ChooseForm({ of, close }: { of: VacancyShortlistFragment; close: () => void }) {
  const w = useWords(words);
  const { today } = useViewer();
  const id = useId();
  // The version is the one that stood there when the first word was typed.
  const draft = useDraft(`choose.${of.key}`, { cadre: "", reason: "", asOf: of.asOf > today ? of.asOf : today, version: 0 });
  const act = useAct(ChooseFromShortlistDocument);
  const { cadre, reason, asOf } = draft.values;
  const version = draft.values.version || of.version;
  const change = (values: Partial<typeof draft.values>) => draft.change({ version, ...values });
  const wrong = [cadre === "" && w.needWhom, [...reason.trim()].length < 10 && w.reasonShort, asOf === "" && w.needDay].filter((x) => x !== false);
  return (
    <ListForm
      title={w.choose}
      say={w.chooseSay}
      wrong={wrong}
      fetching={act.fetching}
      close={close}
      send={() =>
        void act.run({ input: { idempotencyKey: draft.key, shortlist: of.key, expectedVersion: version, cadre, reason: reason.trim(), asOf } }).then((ok) => {
          if (!ok) return;
          draft.renew();
          close();
        })
      }
      against={<Against of={act.against} shortlist={of} version={version} unmet={w.unmet} goOn={(now) => (draft.renew({ ...draft.values, version: now }), act.forget())} />}
    >
      <div className="inputs">
        <div className="grow2">
          <label htmlFor={`${id}whom`}>{w.whom}</label>
          <Select id={`${id}whom`} showSearch={{ optionFilterProp: "label" }} value={cadre || undefined} onChange={(v: string) => change({ cadre: v })} options={people(of)} />
        </div>
        <div>
          <label htmlFor={`${id}day`}>{w.day}</label>
          <Input id={`${id}day`} type="date" min={of.asOf} value={asOf} onChange={(e) => change({ asOf: e.target.value })} />
        </div>
      </div>
      <label htmlFor={`${id}why`}>{w.reason}</label>
      <Input.TextArea id={`${id}why`} rows={3} maxLength={2000} showCount value={reason} onChange={(e) => change({ reason: e.target.value })} />
    </ListForm>
  );
}

/** Records that a condition is waived for someone, with who consented and when. */
export function WaiveForm({ of, vacancy, close }: { of: VacancyShortlistFragment; vacancy: OneVacancy; close: () => void }) {
  const w = useWords(words);
  const id = useId();
  const draft = useDraft(`waive.${of.key}`, { cadre: "", rule: "", reason: "", consentedBy: "", consentedOn: "", version: 0 });
  const act = useAct(WaiveOnShortlistDocument);
  const { cadre, rule, reason, consentedBy, consentedOn } = draft.values;
  const version = draft.values.version || of.version;
  const change = (values: Partial<typeof draft.values>) => draft.change({ version, ...values });
  const wrong = [
    cadre === "" && w.needWhom,
    rule === "" && w.needRule,
    [...reason.trim()].length < 10 && w.reasonShort,
    [...consentedBy.trim()].length < 2 && w.needConsent,
    consentedOn === "" && w.needDay,
  ].filter((x) => x !== false);
  return (
    <ListForm
      title={w.waive}
      say={w.waiveSay}
      wrong={wrong}
      fetching={act.fetching}
      close={close}
      send={() =>
        void act.run({ input: { idempotencyKey: draft.key, shortlist: of.key, expectedVersion: version, cadre, rule, reason: reason.trim(), consentedBy: consentedBy.trim(), consentedOn } }).then((ok) => {
          if (!ok) return;
          draft.renew();
          close();
        })
      }
      against={<Against of={act.against} shortlist={of} version={version} unmet={w.unmetWaive} goOn={(now) => (draft.renew({ ...draft.values, version: now }), act.forget())} />}
    >
      <div className="inputs">
        <div className="grow2">
          <label htmlFor={`${id}whom`}>{w.whom}</label>
          <Select id={`${id}whom`} showSearch={{ optionFilterProp: "label" }} value={cadre || undefined} onChange={(v: string) => change({ cadre: v, rule: "" })} options={people(of)} />
        </div>
      </div>
      {cadre && <WaivableRules vacancy={vacancy} asOf={of.asOf} cadre={cadre} rule={rule} choose={(code) => change({ rule: code })} />}
      <div className="inputs">
        <div className="grow2">
          <label htmlFor={`${id}by`}>{w.consentedBy}</label>
          <Input id={`${id}by`} maxLength={200} value={consentedBy} onChange={(e) => change({ consentedBy: e.target.value })} />
        </div>
        <div>
          <label htmlFor={`${id}on`}>{w.consentedOn}</label>
          <Input id={`${id}on`} type="date" value={consentedOn} onChange={(e) => change({ consentedOn: e.target.value })} />
        </div>
      </div>
      <label htmlFor={`${id}why`}>{w.reason}</label>
      <Input.TextArea id={`${id}why`} rows={3} maxLength={2000} showCount value={reason} onChange={(e) => change({ reason: e.target.value })} />
    </ListForm>
  );
}

/** The conditions that are not met and may be waived, of whoever is chosen. */
function WaivableRules({ vacancy, asOf, cadre, rule, choose }: { vacancy: OneVacancy; asOf: string; cadre: string; rule: string; choose: (code: string) => void }) {
  const w = useWords(words);
  const asked = useAsked(WhyNotDocument, { vacancy: vacancy.key, asOf, cadre });
  const someone = asked.data?.candidates?.whyNot;
  const current = someone?.cadre.key === cadre ? asked.data : undefined;
  return (
    <fieldset>
      <legend>{w.rule}</legend>
      <Answer to={{ ...asked, data: current }} rows={2}>
        {({ candidates }) => {
          const gates = candidates?.whyNot?.gates.filter((g) => g.waivable && (g.outcome === "FAIL" || g.outcome === "REVIEW")) ?? [];
          if (gates.length === 0) return <p className="quiet">{w.noRules}</p>;
          return gates.map((g) => (
            <label key={gateKey(g)} className="radio">
              <input type="radio" name="rule" value={g.rule.code} checked={rule === g.rule.code} onChange={() => choose(g.rule.code)} /> <Outcome of={g.outcome} /> {g.rule.title}
            </label>
          ));
        }}
      </Answer>
    </fieldset>
  );
}
