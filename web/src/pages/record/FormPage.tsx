import { Alert, Button } from "antd";
import { useEffect, useState } from "react";
import { Link, useParams, useSearchParams } from "react-router";
import { gql, useClient, type CombinedError } from "urql";

import { ProblemSaid } from "../../api/Answer";
import { problems, worst } from "../../api/problem";
import { useDraft } from "../../parts/draft";
import { NodeLink, type NodeRef } from "../../parts/NodeLink";
import { Page } from "../../parts/Page";
import { useMay } from "../../session/session";
import { useLanguage, useWords } from "../../words/words";
import { inputOf, placeOf, typed, type Entered, type Values } from "./draft";
import { Fields } from "./Fields";
import { forms, inputs, type Form } from "./forms.gen";
import { words } from "./words";

/** A form of one mutation: /record/createCase, and /record/correctCase?id=… for what stands in the graph. */
export function Component() {
  const { mutation = "" } = useParams();
  const [params] = useSearchParams();
  const w = useWords(words);
  const form = forms[mutation];
  if (!form) return <Page title={w.noForm}>{null}</Page>;
  const given = Object.fromEntries([...params].filter(([name]) => name !== "id"));
  return <Filled key={mutation + params} mutation={mutation} form={form} id={params.get("id") ?? ""} given={given} />;
}

interface Read {
  version: number | undefined;
  values: Values;
  node: NodeRef | null;
}

/** Reads what a correction begins from, then shows the form. */
function Filled({ mutation, form, id, given }: { mutation: string; form: Form; id: string; given: Values }) {
  const client = useClient();
  const may = useMay();
  const [read, setRead] = useState<Read | null>(form.kind === "create" || !id ? { version: undefined, values: {}, node: null } : null);
  const [error, setError] = useState<CombinedError>();
  const look = async () => {
    const { data, error } = await client.query(reading(form, may), { id }, { requestPolicy: "network-only" });
    setError(error);
    if (data?.node) setRead(readOf(form, data.node as Record<string, unknown>));
  };
  useEffect(() => {
    if (!read) void look();
    // once for each address: the key of this component has it
  }, []);
  if (!read) {
    const problem = worst(problems(error));
    return problem ? <ProblemSaid problem={problem} again={() => void look()} /> : null;
  }
  return <Entry key={String(read.version)} mutation={mutation} form={form} read={read} given={given} look={() => void look()} />;
}

function Entry({ mutation, form, read, given, look }: { mutation: string; form: Form; read: Read; given: Values; look: () => void }) {
  const w = useWords(words);
  const language = useLanguage();
  const client = useClient();
  const versioned = read.version !== undefined;
  const draft = useDraft<Values>(`record.${mutation}.${read.node?.id ?? ""}`, given);
  // What was typed stands over what stands in the graph: a draft outlives a change by somebody else.
  const values = { ...read.values, ...draft.values };
  const [error, setError] = useState<CombinedError>();
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState<NodeRef[] | null>(null);
  const fields = typed(inputs[form.input] ?? [], versioned);
  const last = new Set(["key", "source", "locator", "why"]);
  const set = (field: string, value: Entered | undefined) => draft.change({ [field]: value });
  const begin = () => {
    setError(undefined);
    setDone(null);
    draft.renew();
  };
  const send = async () => {
    setBusy(true);
    const input = {
      ...inputOf(fields, inputs, values, versioned ? read.values : undefined),
      ...(versioned && { expectedVersion: read.version }),
      idempotencyKey: draft.key,
    };
    const gives = form.gives.map((field) => `${field} { __typename id label }`).join(" ");
    const { data, error } = await client.mutation(gql(`mutation Record($input: ${form.input}!) { ${mutation}(input: $input) { ${gives} } }`), { input });
    setBusy(false);
    setError(error);
    const payload = (data as Record<string, Record<string, NodeRef | null> | null> | undefined)?.[mutation];
    if (!error && payload) {
      draft.renew();
      setDone(Object.values(payload).filter((n): n is NodeRef => n !== null && typeof n === "object"));
    }
  };
  const title = language === "zh" ? form.zh : `${form.kind[0]?.toUpperCase()}${form.kind.slice(1)} · ${form.of}`;
  if (done) {
    return (
      <Page title={title}>
        <Alert type="success" showIcon role="status" title={w.done} description={done.length ? <>{w.doneSay} {done.map((n) => <NodeLink key={n.id} of={n} />)}</> : form.kind === "withdraw" ? w.doneSay : w.hidden} action={form.kind === "create" && <Button onClick={begin}>{w.again}</Button>} />
        <p><Link to="/record">{w.title}</Link></p>
      </Page>
    );
  }
  const byPlace = new Map((error?.graphQLErrors ?? []).filter((e) => placeOf(e.path)).map((e) => [placeOf(e.path), e.message]));
  const shown = new Set([...byPlace.keys()].map((place) => place.split(".")[0] ?? ""));
  const others = problems(error).filter((p) => !fields.some((f) => shown.has(f.name) && p.place.split(".").includes(f.name)));
  return (
    <Page title={title} below={<>{read.node && <NodeLink of={read.node} />} {versioned && w.version(read.version ?? 0)} {language === "en" && form.en}</>}>
      <form
        className="section entry"
        aria-label={title}
        onSubmit={(e) => {
          e.preventDefault();
          if (!busy) void send();
        }}
      >
        {byPlace.size > 0 && <Alert type="warning" showIcon role="alert" title={w.wrong} />}
        {others.map((p) => (
          <Alert key={p.place + p.message} type="warning" showIcon role="alert" title={p.message || w.failed} action={p.code === "CONFLICT" && versioned && <Button onClick={() => { setError(undefined); look(); }}>{w.reload}</Button>} />
        ))}
        <Fields fields={fields.filter((f) => !last.has(f.name))} values={values} errors={byPlace} set={set} />
        <h2>{w.more}</h2>
        <Fields fields={fields.filter((f) => last.has(f.name))} values={values} errors={byPlace} set={set} />
        <div className="pager">
          <Button type="primary" htmlType="submit" loading={busy}>{busy ? w.sending : w.send}</Button>
          <Button onClick={begin}>{w.discard}</Button>
          <span className="quiet">{w.kept}</span>
        </div>
      </form>
    </Page>
  );
}

/** The question for what stands in a node now: the fields that the correction asks for, and the version. */
function reading(form: Form, may: (field: string) => boolean) {
  const correct = form.kind === "correct" ? form : undefined;
  const parts = Object.entries(correct?.reads ?? {})
    .filter(([name]) => may(`${form.of}.${name}`))
    .map(([name, how]) => (how === "value" ? name : how === "one" ? `${name} { key }` : `${name}(first: 100) { nodes { key } }`));
  return gql(`query Read($id: ID!) { node(id: $id) { __typename id label ... on ${form.of} { key version ${parts.join(" ")} } } }`);
}

function readOf(form: Form, node: Record<string, unknown>): Read {
  const values: Values = { key: String(node.key ?? "") };
  for (const [name, how] of Object.entries(form.reads ?? {})) {
    const at = node[name];
    if (at == null) continue;
    if (how === "value") values[name] = Array.isArray(at) ? at.map(String) : typeof at === "boolean" ? at : String(at);
    if (how === "one") values[name] = (at as { key: string }).key;
    if (how === "many") values[name] = (at as { nodes: { key: string }[] }).nodes.map((n) => n.key);
  }
  return { version: node.version as number | undefined, values, node: { __typename: String(node.__typename), id: String(node.id), label: String(node.label) } };
}
