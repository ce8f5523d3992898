import { Alert, App, Button, Select } from "antd";
import { useCallback, useEffect, useMemo, useState } from "react";

import type { Problem } from "../../api/problem";
import { useAddress } from "../../parts/address";
import { useNames } from "../../parts/NodePicker";
import { Page, Section } from "../../parts/Page";
import { useMay, useViewer } from "../../session/session";
import { useLanguage, useWords } from "../../words/words";
import { GroupEditor, RefusedContext } from "./Conditions";
import { fileOf } from "./documents";
import { open } from "./fields";
import { kinds, saveFile } from "./file";
import { placeOf, whereOf } from "./filter";
import { Groups } from "./Groups";
import "./list.css";
import { isGroup, isMany, isOne, isValue, newList, read, written, type Group, type List } from "./model";
import { graphiqlOf, savedOf } from "./question";
import { Results } from "./Results";
import { rootNamed, sentence } from "./says";
import { Save, SavedOnes } from "./Saved";
import { roots } from "./shape.gen";
import { Shape } from "./Shape";
import { words } from "./words";

/** Lists of anything, by conditions in words; the address holds all of it. */
export function Component() {
  const w = useWords(words);
  const language = useLanguage();
  const { role } = useViewer();
  const { get, set } = useAddress();
  const text = get("list");
  const list = useMemo(() => read(text), [text]);
  const change = (to: List) => set({ list: written(to) });
  const settled = useSettled(list);
  const [problems, setProblems] = useState<Problem[]>([]);
  const refused = useMemo(() => refusedOf(settled, problems), [settled, problems]);
  const note = useCallback((of: Problem[]) => setProblems(of), []);
  const nameOf = useNames(keysIn(list.where));
  const says = sentence(list, language, nameOf);
  const type = roots[list.of]?.[0] ?? "";
  return (
    <Page title={w.title} below={says} actions={<Actions list={list} name={says} />}>
      <Section title={w.where}>
        <div className="condition">
          <span className="name">{w.of}</span>
          <Select
            aria-label={w.of}
            showSearch={{ optionFilterProp: "label" }}
            value={list.of}
            onChange={(of: string) => change(newList(of))}
            options={Object.entries(roots).filter(([, entry]) => open(entry, role)).map(([of]) => ({ value: of, label: rootNamed(of, language) }))}
            popupMatchSelectWidth={220}
          />
          {text && <Button size="small" type="text" onClick={() => set({ list: null, saved: null })}>{w.clear}</Button>}
        </div>
        <RefusedContext value={refused}>
          <GroupEditor group={list.where} scopes={[{ filter: `${type}Filter`, name: rootNamed(list.of, language), by: "" }]} at={[]} change={(where) => change({ ...list, where })} />
        </RefusedContext>
        {list.where.of.length === 0 && <p className="quiet">{w.noConditions}</p>}
      </Section>
      <Section title={w.result}>
        <Shape list={list} change={change} />
        {settled.by.length > 0 ? <Groups list={settled} refused={note} /> : <Results list={settled} changed={!same(settled, list)} refused={note} />}
      </Section>
    </Page>
  );
}

/** What is done with a list: kept, opened as GraphQL, taken away as a file. */
function Actions({ list, name }: { list: List; name: string }) {
  const w = useWords(words);
  const chinese = useLanguage() === "zh";
  const may = useMay();
  const { message } = App.useApp();
  const { get, set } = useAddress();
  const [shows, setShows] = useState<"save" | "saved" | null>(null);
  const [busy, setBusy] = useState<keyof typeof kinds | null>(null);
  const [problem, setProblem] = useState("");
  const question = savedOf(list);
  const file = async (kind: keyof typeof kinds) => {
    setBusy(kind);
    setProblem((await saveFile(fileOf(list), kind, name, chinese).catch(() => w.exportBroken)) ?? "");
    setBusy(null);
  };
  return (
    <>
      <div className="list-actions">
        <Button onClick={() => setShows("saved")}>{w.saved}</Button>
        {may("Mutation.saveQuestion") && <Button onClick={() => setShows("save")}>{w.save}</Button>}
        <Button href={graphiqlOf(question.query, JSON.stringify(question.variables, null, 2))}>{w.openGraphiql}</Button>
        <Button loading={busy === "csv"} onClick={() => void file("csv")}>{w.csv}</Button>
        <Button loading={busy === "xlsx"} onClick={() => void file("xlsx")}>{w.excel}</Button>
      </div>
      {problem && <Alert type="warning" showIcon role="alert" title={problem} closable={{ onClose: () => setProblem("") }} />}
      {shows === "saved" && <SavedOnes close={() => setShows(null)} />}
      {shows === "save" && (
        <Save
          list={list}
          name={name}
          from={get("saved")}
          close={() => setShows(null)}
          done={(id, as) => {
            set({ saved: id });
            setShows(null);
            void message.success(w.savedDone(as));
          }}
        />
      )}
    </>
  );
}

/** The list once it rests: several changes at once are one question. The same list is the same object. */
function useSettled(list: List): List {
  const [settled, setSettled] = useState(list);
  useEffect(() => {
    const timer = setTimeout(() => setSettled((before) => (same(before, list) ? before : list)), 250);
    return () => clearTimeout(timer);
  }, [list]);
  return settled;
}

/** What is not filled in asks for nothing, so that adding it asks nothing anew. */
const same = (a: List, b: List) => JSON.stringify({ ...a, where: whereOf(a).filter }) === JSON.stringify({ ...b, where: whereOf(b).filter });

/** What the API says of conditions, by where they stand. */
function refusedOf(list: List, problems: readonly Problem[]): ReadonlyMap<string, string> {
  const { places } = whereOf(list);
  const said = new Map<string, string>();
  for (const p of problems) {
    const at = placeOf(places, p.place.split("."));
    if (at) said.set(at.join("."), p.message);
  }
  return said;
}

/** The keys of nodes that conditions name. */
function keysIn(group: Group): string[] {
  return group.of.flatMap((c) => (isGroup(c) ? keysIn(c) : isMany(c) ? keysIn(c.of) : isOne(c) ? keysIn(c.is) : isValue(c) && c.op === "keys" && Array.isArray(c.value) ? c.value.map(String) : []));
}
