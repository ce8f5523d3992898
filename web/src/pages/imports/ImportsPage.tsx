import { Alert, Button } from "antd";
import { useId, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { useClient, type CombinedError } from "urql";

import { problems } from "../../api/problem";
import { newKey } from "../../parts/draft";
import { Page } from "../../parts/Page";
import { headers } from "../../session/session";
import { useWords } from "../../words/words";
import { SendDocument } from "./imports.gen";
import { words } from "./words";

/** A dataset is dropped here; what becomes of it has an address of its own. */
export function Component() {
  const w = useWords(words);
  const client = useClient();
  const go = useNavigate();
  const id = useId();
  const [file, setFile] = useState<File>();
  const [error, setError] = useState<CombinedError>();
  const [busy, setBusy] = useState(false);
  const [over, setOver] = useState(false);
  // The same file sent again by the same form is the same import.
  const key = useRef(newKey());
  const choose = (chosen: File | undefined) => {
    key.current = newKey();
    setFile(chosen);
  };
  const send = async (dryRun: boolean) => {
    if (!file) return;
    setBusy(true);
    const { data, error } = await client.mutation(
      SendDocument,
      { input: { idempotencyKey: key.current + (dryRun ? "-check" : ""), dryRun, file } },
      { fetchOptions: { headers: { ...headers(), "GraphQL-Preflight": "1" } } },
    );
    setBusy(false);
    setError(error);
    if (data?.importDataset) void go(`/imports/${data.importDataset.id}`);
  };
  return (
    <Page title={w.title} below={w.say}>
      <form
        className={over ? "section drop over" : "section drop"}
        onSubmit={(e) => {
          e.preventDefault();
          void send(false);
        }}
        onDragOver={(e) => {
          e.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(e) => {
          e.preventDefault();
          setOver(false);
          choose(e.dataTransfer.files[0]);
        }}
      >
        {problems(error).map((p) => <Alert key={p.place + p.message} type="warning" showIcon role="alert" title={p.message || w.failed} />)}
        <p className="quiet">{w.drop}</p>
        <label htmlFor={id}>{w.file}</label>
        <input id={id} type="file" accept=".zip,.xlsx" onChange={(e) => choose(e.target.files?.[0])} />
        {file && <p>{file.name}</p>}
        <div className="pager">
          <Button type="primary" htmlType="submit" disabled={!file} loading={busy}>{busy ? w.sending : w.load}</Button>
          <Button disabled={!file || busy} onClick={() => void send(true)}>{w.check}</Button>
        </div>
      </form>
    </Page>
  );
}
