import { cleanup, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { App as AntApp } from "antd";
import { createMemoryRouter, RouterProvider } from "react-router";
import { Client, fetchExchange, Provider } from "urql";
import { afterEach, describe, expect, it, vi } from "vitest";

import { Component } from "./ListPage";
import { written, type List, newList } from "./model";

vi.mock("../../session/session", () => ({
  useViewer: () => ({ role: "ORGANIZER", today: "2024-08-31" }),
  useMay: () => () => true,
  useSession: () => ({ leave: () => {}, way: "token" }),
  headers: () => ({}),
}));

afterEach(cleanup);

type Answered = { data?: unknown; errors?: { message: string; path: (string | number)[] }[] };

/** The page at an address, with a server that answers as told; asked are the variables of what it was asked. */
function shown(list: List | null, answer: (query: string) => Answered) {
  const asked: Record<string, unknown>[] = [];
  const client = new Client({
    url: "http://bole.test/graphql",
    preferGetMethod: false,
    exchanges: [fetchExchange],
    fetch: async (_, init) => {
      const { query, variables } = JSON.parse(String(init?.body)) as { query: string; variables?: Record<string, unknown> };
      asked.push(variables ?? {});
      const { data, errors } = answer(query);
      return new Response(JSON.stringify({ data, errors: errors?.map((e) => ({ ...e, extensions: { code: "BAD_USER_INPUT" } })) }), { headers: { "Content-Type": "application/json" } });
    },
  });
  const router = createMemoryRouter([{ path: "/list", Component }], { initialEntries: [`/list${list ? `?list=${encodeURIComponent(written(list))}` : ""}`] });
  render(
    <AntApp>
      <Provider value={client}>
        <RouterProvider router={router} />
      </Provider>
    </AntApp>,
  );
  return { asked, router };
}

const page = (of: string, labels: string[], total = labels.length): Answered => ({
  data: { [of]: { totalCount: total, nodes: labels.map((label) => ({ __typename: "Cadre", id: label, label })), pageInfo: { startCursor: "a", endCursor: "b", hasNextPage: false, hasPreviousPage: false } } },
});

describe("the list builder", { timeout: 30_000 }, () => {
  it("lists what there is, and asks again when a condition is filled in, and not before", async () => {
    const { asked, router } = shown(null, () => page("cadres", ["李某0001"]));
    expect(await screen.findByText("共 1 项")).toBeTruthy();
    expect(asked).toEqual([{ first: 200 }]);
    const user = userEvent.setup();
    await user.type(screen.getByRole("combobox", { name: "添加条件：干部" }), "姓名");
    await user.click(await screen.findByTitle("姓名"));
    const value = await screen.findByLabelText("姓名：值");
    expect(document.activeElement).toBe(value);
    expect(screen.getByText("未填完，暂不起作用")).toBeTruthy();
    await new Promise((done) => setTimeout(done, 400));
    expect(asked).toHaveLength(1);
    await user.type(value, "李{Enter}");
    await waitFor(() => expect(asked.at(-1)).toEqual({ filter: { name: { contains: "李" } }, first: 200 }));
    expect(screen.getByText("干部，姓名包含 李")).toBeTruthy();
    expect(JSON.parse(new URLSearchParams(router.state.location.search).get("list") ?? "")).toEqual({ of: "cadres", where: { how: "all", of: [{ field: "name", op: "contains", value: "李" }] } });
  });

  it("says beside the condition what the API refuses of it", async () => {
    const where: List["where"] = { how: "all", of: [{ field: "name", op: "contains", value: "李" }, { field: "partyJoinedOn", op: "gte", value: "2024-13-01" }] };
    shown({ ...newList("cadres"), where }, () => ({ errors: [{ message: "不是日期", path: ["cadres", "filter", "partyJoinedOn", "gte"] }] }));
    const name = await screen.findByText("入党时间", { selector: ".name" });
    await waitFor(() => expect(within(name.closest("li") as HTMLElement).getByRole("alert").textContent).toBe("不是日期"));
  });

  it("shows groups with their figures, and the way to the members of each", async () => {
    shown({ ...newList("cadres"), by: ["status"] }, () => ({
      data: { cadres: { totalCount: 5, groupBy: { totalCount: 2, pageInfo: { hasNextPage: false, endCursor: null }, groups: [{ key: { status: "ACTIVE" }, aggregate: { count: 4 } }, { key: { status: null }, aggregate: { count: 1 } }] } } },
    }));
    const link = await screen.findByRole("link", { name: "打开成员：在职" });
    expect(JSON.parse(new URL(link.getAttribute("href") ?? "", "http://x").searchParams.get("list") ?? "")).toEqual({ of: "cadres", where: { how: "all", of: [{ field: "status", op: "eq", value: "ACTIVE" }] } });
    expect(screen.getByRole("link", { name: "打开成员：不详或不在范围内" })).toBeTruthy();
  });

  it("has text in facts as text", async () => {
    shown(null, () => page("cadres", ["<img src=x onerror=alert(1)>"]));
    expect(await screen.findByText("共 1 项")).toBeTruthy();
    expect(document.querySelector("img")).toBeNull();
  });
});
