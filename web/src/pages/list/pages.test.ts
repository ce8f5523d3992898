import { describe, expect, it, vi } from "vitest";

import type { Variables } from "./documents";
import { Pages, type Row } from "./pages";

const all: Row[] = Array.from({ length: 1000 }, (_, i) => ({ __typename: "Cadre", id: `c${i}`, label: `c${i}` }));

/** A server with a list, which cursors are places in. */
function served(rows = all) {
  const asked: Variables[] = [];
  const pages = new Pages(async (page, count) => {
    asked.push(page);
    const from = page.after === undefined ? (page.last === undefined ? 0 : Math.max(0, (page.before === undefined ? rows.length : Number(page.before)) - Number(page.last))) : Number(page.after) + 1;
    const to = page.last === undefined ? Math.min(rows.length, from + Number(page.first)) : page.before === undefined ? rows.length : Number(page.before);
    return {
      page: { ...(count && { totalCount: rows.length }), nodes: rows.slice(from, to), pageInfo: { startCursor: String(from), endCursor: String(to - 1), hasNextPage: to < rows.length, hasPreviousPage: from > 0 } },
      problems: [],
    };
  });
  return { pages, asked };
}

describe("pages of a list", () => {
  it("reads one page, knows how many rows there are, and reads on where one looks", async () => {
    const { pages, asked } = served();
    pages.start();
    await vi.waitFor(() => expect(pages.at(199)?.id).toBe("c199"));
    expect(pages.total).toBe(1000);
    expect(asked).toEqual([{ first: 200 }]);
    expect(pages.at(200)).toBeUndefined();
    pages.want(150);
    await vi.waitFor(() => expect(pages.at(399)?.id).toBe("c399"));
    expect(asked).toHaveLength(2);
  });

  it("reads the end from the end, and meets in the middle with no row twice and none missing", async () => {
    const { pages, asked } = served();
    pages.start();
    await vi.waitFor(() => expect(pages.total).toBe(1000));
    pages.want(999);
    await vi.waitFor(() => expect(pages.at(999)?.id).toBe("c999"));
    expect(asked).toEqual([{ first: 200 }, { last: 200 }]);
    for (let i = 0; i < 1000; i += 50) {
      pages.want(i);
      await vi.waitFor(() => expect(pages.at(i)?.id).toBe(`c${i}`));
    }
    expect(all.map((_, i) => pages.at(i)?.id)).toEqual(all.map((row) => row.id));
    expect(asked).toHaveLength(5);
  });

  it("is as long as what there is when rows have gone meanwhile", async () => {
    const rows = [...all];
    const { pages } = served(rows);
    pages.start();
    await vi.waitFor(() => expect(pages.total).toBe(1000));
    rows.length = 300;
    pages.want(250);
    await vi.waitFor(() => expect(pages.total).toBe(300));
    expect(pages.at(299)?.id).toBe("c299");
  });

  it("says what went wrong and goes on when asked again", async () => {
    let broken = true;
    const pages = new Pages(async () =>
      broken
        ? { problems: [{ kind: "away", code: "", message: "", place: "" }] }
        : { page: { totalCount: 1, nodes: all.slice(0, 1), pageInfo: { startCursor: "0", endCursor: "0", hasNextPage: false, hasPreviousPage: false } }, problems: [] },
    );
    pages.start();
    await vi.waitFor(() => expect(pages.problems).toHaveLength(1));
    broken = false;
    pages.again();
    await vi.waitFor(() => expect(pages.total).toBe(1));
    expect(pages.problems).toEqual([]);
  });
});
