import { Button, Input, Select } from "antd";
import { useId } from "react";

import { Answer, useAsked } from "../../api/Answer";
import { useAddress } from "../../parts/address";
import { NodeLink } from "../../parts/NodeLink";
import { Page } from "../../parts/Page";
import { Pager, usePaging } from "../../parts/Paging";
import { Rows } from "../../parts/Rows";
import { values } from "../../terms/terms.gen";
import { common } from "../../words/common";
import { useTerm, useWords } from "../../words/words";
import { AuditDocument, type AuditKind } from "./audit.gen";
import { words } from "./words";

/** Who saw whose record, and what for. What is asked for stands in the address. */
export function Component() {
  const w = useWords(words);
  const c = useWords(common);
  const term = useTerm();
  const { get, all, set } = useAddress();
  const kinds = all("kinds");
  const asked = useAsked(AuditDocument, {
    from: get("from") || null,
    to: get("to") || null,
    cadre: get("cadre") || null,
    reader: get("reader") || null,
    purpose: get("purpose") || null,
    kinds: kinds.length ? (kinds as AuditKind[]) : null,
    ...usePaging("at", 50),
  });
  const id = useId();
  return (
    <Page title={w.title} below={w.say}>
      <form
        className="find no-print"
        key={["from", "to", "cadre", "reader", "purpose"].map(get).join()}
        onSubmit={(e) => {
          e.preventDefault();
          const given = new FormData(e.currentTarget);
          set({ ...Object.fromEntries(["from", "to", "cadre", "reader", "purpose"].map((n) => [n, String(given.get(n) ?? "").trim()])), at: null });
        }}
      >
        {(["from", "to", "cadre", "reader", "purpose"] as const).map((n) => (
          <span key={n} className="choice">
            <label htmlFor={id + n}>{w[n]}</label>
            <Input id={id + n} name={n} defaultValue={get(n)} placeholder={n === "from" || n === "to" ? "2024-08-01" : undefined} />
          </span>
        ))}
        <span className="choice">
          <label htmlFor={`${id}kinds`}>{w.kinds}</label>
          <Select id={`${id}kinds`} mode="multiple" style={{ minWidth: 160 }} value={kinds} onChange={(of: string[]) => set({ kinds: of.join(","), at: null })} options={Object.keys(values.AuditKind).map((k) => ({ value: k, label: term("AuditKind", k) }))} />
        </span>
        <Button type="primary" htmlType="submit">{w.ask}</Button>
      </form>
      <section className="section" aria-label={w.title}>
        <Answer to={asked} rows={10}>
          {({ auditEvents }) => (
            <>
              <p role="status">{c.total(auditEvents.totalCount)}</p>
              <Rows
                name={w.title}
                of={auditEvents.nodes}
                keyOf={(e) => `${e.chain}/${e.number}`}
                columns={[
                  { head: w.at, cell: (e) => <span title={w.place(e.chain, e.number)}>{new Date(e.at).toLocaleString()}</span> },
                  { head: w.kinds, cell: (e) => term("AuditKind", e.kind) },
                  { head: w.reader, cell: (e) => e.by ?? e.account },
                  { head: w.role, cell: (e) => term("Role", e.role) },
                  { head: w.purpose, cell: (e) => e.purpose },
                  { head: w.what, cell: (e) => <>{e.operation} <span className="quiet">{e.fields.join(", ")}</span></> },
                  {
                    head: w.whom,
                    cell: (e) =>
                      e.everyone ? w.everyone : (
                        <>
                          {e.officials.map((o, i) => <span key={o.id}>{i > 0 && "、"}<NodeLink of={o} /></span>)}
                          {e.officialCount > e.officials.length && <> {w.more(e.officialCount)}</>}
                        </>
                      ),
                  },
                ]}
              />
              <Pager name="at" label={w.title} of={auditEvents.pageInfo} />
            </>
          )}
        </Answer>
      </section>
    </Page>
  );
}
