import { Alert } from "antd";

import { Page } from "../../parts/Page";
import { useMay, useViewer } from "../../session/session";
import { useWords } from "../../words/words";
import { Person, type Above } from "../cadre/Person";
import { StatementSection } from "./StatementSection";
import { TodoSection } from "./TodoSection";
import { words } from "./words";

/** The record of whoever is signed in, as the API shows it to them, with what waits for them and a way to answer. */
export function Component() {
  const w = useWords(words);
  const may = useMay();
  const { self } = useViewer();
  if (!self) return <Page title={w.title}><Alert type="info" showIcon title={w.none} /></Page>;
  const above: Above[] = [{ id: "todo", title: w.todo, section: <TodoSection /> }];
  if (may("Mutation.createStatement")) above.push({ id: "file", title: w.file, section: <StatementSection self={self} /> });
  return <Person id={self.id} title={w.title} above={above} />;
}
