import { Alert, Button, Input, Progress } from "antd";
import { useEffect, useId, useRef, useState } from "react";
import { Link, useParams } from "react-router";
import { useClient, type CombinedError } from "urql";

import { Answer, useAsked } from "../../api/Answer";
import { problems } from "../../api/problem";
import { newKey } from "../../parts/draft";
import { Facts, Page, Section } from "../../parts/Page";
import { Pager, usePaging } from "../../parts/Paging";
import { Rows } from "../../parts/Rows";
import { useTerm, useWords } from "../../words/words";
import { ImportDocument, TakeBackDocument, type ImportQuery } from "./imports.gen";
import { words } from "./words";

type One = NonNullable<ImportQuery["import"]>;

/** What became of an import: how far it is, what is wrong with the dataset, and the way back. */
export function Component() {
  const w = useWords(words);
  const { id = "" } = useParams();
  const asked = useAsked(ImportDocument, { id, ...usePaging("at", 100) });
  const runs = asked.data?.import?.state === "RUNNING";
  const { again } = asked;
  useEffect(() => {
    if (!runs) return;
    const timer = setInterval(again, 1000);
    return () => clearInterval(timer);
  }, [runs, again]);
  return <Answer to={asked}>{({ import: one }) => (one ? <Shown of={one} /> : <Page title={w.none}>{null}</Page>)}</Answer>;
}

function Shown({ of }: { of: One }) {
  const w = useWords(words);
  const term = useTerm();
  const running = of.state === "RUNNING";
  return (
    <Page title={of.file} below={<span role="status">{term("ImportState", of.state)}</span>} actions={<Link to="/imports">{w.another}</Link>}>
      <Section title={w.state}>
        {running && of.table && (
          <>
            <p>{w.progress(of.table, of.done ?? 0, of.all ?? 0)}</p>
            <Progress aria-label={w.state} percent={of.all ? Math.floor((100 * (of.done ?? 0)) / of.all) : 0} />
          </>
        )}
        {of.error && <Alert type="error" showIcon role="alert" title={of.error} />}
        <Facts of={[[w.by, of.by], [w.begun, new Date(of.begunAt).toLocaleString()], [w.ended, of.endedAt && new Date(of.endedAt).toLocaleString()]]} />
      </Section>
      {!running && (
        <Section title={w.findings}>
          <Rows
            name={w.findings}
            empty={w.noFindings}
            of={of.findings.nodes}
            keyOf={(f) => f.file + f.line + f.column + f.problem}
            columns={[
              { head: w.place, cell: (f) => w.at(f.file, f.line, f.column) },
              { head: w.problem, cell: (f) => f.problem },
              { head: w.remedy, cell: (f) => f.remedy },
            ]}
          />
          {of.moreFindings > 0 && <p className="quiet">{w.moreFindings(of.moreFindings)}</p>}
          <Pager name="at" label={w.findings} of={of.findings.pageInfo} />
        </Section>
      )}
      {of.notices.length > 0 && (
        <Section title={w.notices}>
          <Rows
            name={w.notices}
            of={of.notices}
            keyOf={(n) => n.file + n.line + n.column + n.text}
            columns={[
              { head: w.place, cell: (n) => w.at(n.file, n.line, n.column) },
              { head: w.notices, cell: (n) => n.text },
              { head: w.times, number: true, cell: (n) => n.count },
            ]}
          />
        </Section>
      )}
      {of.tables.length > 0 && (
        <Section title={w.tables}>
          <Rows
            name={w.tables}
            of={of.tables}
            keyOf={(t) => t.table}
            columns={[
              { head: w.table, cell: (t) => t.table },
              { head: w.rows, number: true, cell: (t) => t.rows },
              { head: w.created, number: true, cell: (t) => t.created },
              { head: w.updated, number: true, cell: (t) => t.updated },
              { head: w.unchanged, number: true, cell: (t) => t.unchanged },
            ]}
          />
        </Section>
      )}
      {of.batch && !running && <Undo batch={of.batch} />}
    </Page>
  );
}

/** The way back: what the import replaced comes back, unless later changes rest on it. */
function Undo({ batch }: { batch: string }) {
  const w = useWords(words);
  const client = useClient();
  const id = useId();
  const key = useRef(newKey());
  const [why, setWhy] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<CombinedError>();
  const [done, setDone] = useState<{ restored: number; removed: number }>();
  if (done) return <Alert type="success" showIcon role="status" title={w.undone(done.restored, done.removed)} />;
  return (
    <Section title={w.undo}>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          setBusy(true);
          void client.mutation(TakeBackDocument, { input: { import: batch, why, idempotencyKey: key.current } }).then(({ data, error }) => {
            setBusy(false);
            setError(error);
            setDone(data?.withdrawImport);
          });
        }}
      >
        {problems(error).map((p) => <Alert key={p.place + p.message} type="warning" showIcon role="alert" title={p.message || w.failed} />)}
        <label htmlFor={id}>{w.why}</label>
        <Input id={id} value={why} onChange={(e) => setWhy(e.target.value)} />
        <div className="pager"><Button danger htmlType="submit" disabled={!why.trim()} loading={busy}>{w.undo}</Button></div>
      </form>
    </Section>
  );
}
