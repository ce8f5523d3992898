import { Table, type TableProps } from "antd";
import type { TableRef } from "antd/es/table";
import { useEffect, useMemo, useRef, useState, useSyncExternalStore, type HTMLAttributes, type KeyboardEvent } from "react";
import { flushSync } from "react-dom";
import { useClient } from "urql";

import { ProblemSaid } from "../../api/Answer";
import { problems, worst, type Problem } from "../../api/problem";
import { NodeLink, type NodeRef } from "../../parts/NodeLink";
import { Rows as ReadRows } from "../../parts/Rows";
import { useLanguage, useWords, type Language } from "../../words/words";
import { pageOf, shownColumns } from "./documents";
import { typeField, type List } from "./model";
import { Pages, type Page, type Row } from "./pages";
import { columnNamed, rootNamed, valueNamed } from "./says";
import { roots, types } from "./shape.gen";
import { words } from "./words";

/** The rows of a list, as many as there are. */
export function Results({ list, changed, refused }: { list: List; changed: boolean; refused: (of: Problem[]) => void }) {
  const w = useWords(words);
  const pages = usePages(list, refused);
  useSyncExternalStore(pages?.subscribe ?? never, pages?.state ?? zero);
  const problem = worst(pages?.problems ?? []);
  const waits = problem?.kind === "offline" || problem?.kind === "away" || problem?.kind === "busy";
  useEffect(() => {
    if (!waits) return;
    const timer = setInterval(() => pages?.again(), 5000);
    return () => clearInterval(timer);
  }, [waits, pages]);
  if (problem && pages?.total == null) return <ProblemSaid problem={problem} again={() => pages?.again()} />;
  if (pages?.total == null) return <p role="status" aria-busy="true">{w.loadingRow}</p>;
  // Rows of the conditions before are told from those of the conditions that stand above them.
  const before = changed || pages.of !== list;
  return (
    <div className={before ? "before" : undefined} aria-busy={before}>
      {problem && <ProblemSaid problem={problem} again={() => pages.again()} />}
      <p role="status">{before ? w.loadingRow : pages.total === 0 ? w.nothing : w.total(pages.total.toLocaleString())}</p>
      {pages.total > 0 && <Rows pages={pages} list={pages.of} total={pages.total} />}
    </div>
  );
}

const never = () => () => {};
const zero = () => 0;

/** The pages of a list; those of the last one stay in sight until the first of the new ones are there. */
function usePages(list: List, refused: (of: Problem[]) => void) {
  const client = useClient();
  const [shown, setShown] = useState<(Pages & { of: List }) | null>(null);
  useEffect(() => {
    const next = Object.assign(
      new Pages(async (page, count) => {
        const asking = pageOf(list, page, count);
        const { data, error } = await client.query<Record<string, Page>>(asking.query, asking.variables, { requestPolicy: "network-only" }).toPromise();
        return { page: data?.[list.of], problems: problems(error) };
      }),
      { of: list },
    );
    const off = next.subscribe(() => {
      off();
      refused(next.problems);
      setShown((before) => {
        if (before !== next) before?.stop();
        return next;
      });
    });
    next.start();
    return () => next.stop();
  }, [client, list, refused]);
  return shown;
}

const height = 600;

function Rows({ pages, list, total }: { pages: Pages; list: List; total: number }) {
  const language = useLanguage();
  const w = useWords(words);
  const table = useRef<TableRef>(null);
  const place = useRef(0);
  const columns = useMemo(() => columnsOf(pages, list, language), [pages, list, language]);
  const rows = useMemo(() => Array.from({ length: total }, (_, index) => ({ index })), [total]);
  const keys = (e: KeyboardEvent) => {
    const step = { ArrowDown: 39, ArrowUp: -39, PageDown: height - 78, PageUp: 78 - height }[e.key];
    const end = { Home: 0, End: total * 39 }[e.key];
    if ((step === undefined && end === undefined) || e.target !== e.currentTarget) return;
    e.preventDefault();
    place.current = Math.max(0, Math.min(end ?? place.current + (step ?? 0), total * 39 - height / 2));
    table.current?.scrollTo({ top: place.current });
  };
  if (usePrinting()) return <Printed pages={pages} list={list} total={total} />;
  return (
    <div role="table" aria-label={w.result} aria-rowcount={total + 1} tabIndex={0} onKeyDown={keys} className="result">
      <Table<{ index: number }>
        ref={table}
        virtual
        size="small"
        pagination={false}
        rowKey="index"
        columns={columns}
        dataSource={rows}
        scroll={{ x: 240 + columns.length * 170, y: Math.min(height, total * 39 + 1) }}
        components={parts}
        onScroll={(e) => {
          place.current = (e.currentTarget as HTMLElement).scrollTop ?? place.current;
        }}
        onRow={({ index }) => ({ role: "row", "aria-rowindex": index + 2 }) as HTMLAttributes<HTMLElement>}
        onHeaderRow={() => ({ role: "row", "aria-rowindex": 1 }) as HTMLAttributes<HTMLElement>}
        loading={quiet}
      />
    </div>
  );
}

/** Whether the page is on its way to paper, for which the rows in sight are not enough. */
function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    const begin = () => flushSync(() => setPrinting(true)); // the paper is drawn right after
    const end = () => setPrinting(false);
    window.addEventListener("beforeprint", begin);
    window.addEventListener("afterprint", end);
    return () => {
      window.removeEventListener("beforeprint", begin);
      window.removeEventListener("afterprint", end);
    };
  }, []);
  return printing;
}

/** The rows that were read, on paper; how many are not among them is said. */
function Printed({ pages, list, total }: { pages: Pages; list: List; total: number }) {
  const w = useWords(words);
  const language = useLanguage();
  const type = roots[list.of]?.[0] ?? "";
  const rows = pages.read;
  return (
    <>
      <ReadRows
        name={w.result}
        of={rows}
        keyOf={(row) => row.id}
        columns={["", ...shownColumns(list)].map((path) => {
          const what = typeField(type, path)?.[0] ?? "";
          return { head: path === "" ? rootNamed(list.of, language) : columnNamed(type, path, language), number: isNumber(what), cell: (row: Row) => <Value row={row} path={path} what={what} /> };
        })}
      />
      {rows.length < total && <p>{w.printed(rows.length.toLocaleString(), total.toLocaleString())}</p>}
    </>
  );
}

const isNumber = (what: string) => what === "Int" || what === "Float" || what === "many";

/** What stands around the rows is said by the table, which would have no rows to those who listen if it spoke for itself. */
const quiet = { spinning: false, "aria-live": undefined, "aria-busy": undefined } as NonNullable<TableProps<{ index: number }>["loading"]>;

/** The head is a table of its own in the page, and the rows are none: what they are to each other is said by roles. */
const parts: TableProps<{ index: number }>["components"] = {
  header: {
    table: (props: HTMLAttributes<HTMLTableElement>) => <table {...props} role="presentation" />,
    wrapper: (props: HTMLAttributes<HTMLTableSectionElement>) => <thead {...props} role="rowgroup" />,
  },
};

function columnsOf(pages: Pages, list: List, language: Language): NonNullable<TableProps<{ index: number }>["columns"]> {
  const type = roots[list.of]?.[0] ?? "";
  const column = (path: string, width: number) => {
    const what = typeField(type, path)?.[0] ?? "";
    return {
      key: path,
      title: path === "" ? rootNamed(list.of, language) : columnNamed(type, path, language),
      width,
      ellipsis: { showTitle: false },
      ...(isNumber(what) && { align: "right" as const }),
      onCell: () => ({ role: "cell" }),
      onHeaderCell: () => ({ role: "columnheader" }),
      render: (_: unknown, { index }: { index: number }) => <Cell pages={pages} index={index} path={path} what={what} />,
    };
  };
  return [column("", 240), ...shownColumns(list).map((path) => column(path, 170))];
}

/** One cell: it is drawn again when its row has been read, and the table is not. */
function Cell({ pages, index, path, what }: { pages: Pages; index: number; path: string; what: string }) {
  const row = useSyncExternalStore(pages.subscribe, () => pages.at(index));
  const w = useWords(words);
  useEffect(() => {
    if (path === "") pages.want(index);
  }, [pages, index, path]);
  if (!row) return path === "" ? <span className="quiet">{w.loadingRow}</span> : null;
  return <Value row={row} path={path} what={what} />;
}

/** What a row says in a column. */
function Value({ row, path, what }: { row: Row; path: string; what: string }) {
  const language = useLanguage();
  if (path === "") return <NodeLink of={row} />;
  const value = at(row, path);
  if (value == null) return <span className="quiet">—</span>;
  if (what === "many") return (value as { totalCount: number }).totalCount;
  if (what === "Node" || types[what]) return <NodeLink of={value as NodeRef} />;
  return valueNamed(what.replace(/[[\]]/g, ""), value, language);
}

const at = (row: Row, path: string) => path.split(".").reduce<unknown>((on, name) => (on as Record<string, unknown> | null)?.[name], row);
