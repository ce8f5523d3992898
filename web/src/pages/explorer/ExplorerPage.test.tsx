import { cleanup, configure, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { App, ConfigProvider } from "antd";
import { createMemoryRouter, RouterProvider } from "react-router";
import { Provider } from "urql";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { newClient } from "../../api/client";
import { SessionProvider, useSession } from "../../session/session";
import { Component } from "./ExplorerPage";
import { left, star } from "./testing";

// What is looked for may take a while where many tests run at once.
configure({ asyncUtilTimeout: 10_000 });
vi.setConfig({ testTimeout: 60_000 });

const viewer = { name: "甲", role: "ORGANIZER", roles: ["ORGANIZER"], whole: true, units: [], self: null, purpose: null, today: "2026-01-01", forbidden: ["Cadre.gender"] };
const asked: { name: string; variables: Record<string, unknown>; query: string }[] = [];

/** The API, as far as this page asks. */
function answer(name: string, { of, limit, kinds }: { of?: string; limit?: number; kinds?: string[] | null }) {
  if (name === "Viewer") return { viewer };
  if (name === "Facts") return { node: { __typename: "Cadre", name: "王某", status: null } };
  if (of !== "a") return { neighborhood: null };
  const first = { ...star("a", ["t1"], 40) };
  if (limit === 1) return { neighborhood: first };
  return { neighborhood: { ...star("a", ["t1", "t2", "t3"].slice(0, kinds ? 3 : 2)), leftOut: [left("a", "Task", 2, 40)] } };
}

beforeEach(() => {
  asked.length = 0;
  sessionStorage.setItem("token", "x");
  vi.stubGlobal("fetch", (url: string, init?: RequestInit) => {
    if (url.includes("/sign-in/session")) return Promise.resolve(new Response("", { status: 404 }));
    const { operationName, query, variables } = JSON.parse(String(init?.body)) as { operationName?: string; query: string; variables: Record<string, unknown> };
    const name = operationName ?? /query (\w+)/.exec(query)?.[1] ?? "";
    asked.push({ name, variables, query });
    return Promise.resolve(new Response(JSON.stringify({ data: answer(name, variables) }), { headers: { "Content-Type": "application/json" } }));
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function SignedIn() {
  return useSession().state === "in" ? <Component /> : null;
}

/** The page at an address, in a browser without WebGL: all but the canvas is as it is anywhere. */
function page(address: string) {
  const router = createMemoryRouter([{ path: "/explorer", element: <SignedIn /> }], { initialEntries: [address] });
  render(
    <ConfigProvider button={{ autoInsertSpace: false }}>
      <App>
      <Provider value={newClient()}>
        <SessionProvider restart={() => {}}>
          <RouterProvider router={router} />
        </SessionProvider>
      </Provider>
     </App>
    </ConfigProvider>,
  );
  return router;
}

it("opens at a node with what is around it, and more of a kind on demand", async () => {
  const router = page("/explorer?of=a");
  expect(await screen.findByText("显示 3 个节点、2 条关系")).toBeTruthy();
  expect(screen.getByRole("img", { name: /3 个节点，2 条关系/ })).toBeTruthy();
  await userEvent.click(await screen.findByRole("button", { name: /^再展开 .*：事项/ }));
  expect(await screen.findByText("显示 4 个节点、3 条关系")).toBeTruthy();
  expect(asked.at(-1)?.variables).toMatchObject({ of: "a", kinds: ["WORKED_ON"] });
  // What was asked before is not asked again: the node, its neighbours, and how many there are beside.
  expect(asked.filter((a) => a.name === "Around")).toHaveLength(4);
  expect(router.state.location.search).toContain("WORKED_ON-o-Task");
});

it("asks for the facts that a role may see, and for no other", async () => {
  page("/explorer?of=a");
  expect(await screen.findByText("王某")).toBeTruthy();
  const { query } = asked.find((q) => q.name === "Facts")!;
  expect(query).toContain("name");
  expect(query).not.toContain("gender");
  expect(query).toContain("birthMonth");
});

it("hides a kind, pins and removes from the table, and says what is in the picture", async () => {
  const router = page("/explorer?of=a");
  await screen.findByText("显示 3 个节点、2 条关系");
  await userEvent.click(within(screen.getByRole("group", { name: "节点类别" })).getByRole("checkbox", { name: /事项/ }));
  expect(await screen.findByText("显示 1 个节点、0 条关系；另有 2 个节点被筛去")).toBeTruthy();
  expect(router.state.location.search).toContain("hide=Task");
  await userEvent.click(within(screen.getByRole("group", { name: "节点类别" })).getByRole("checkbox", { name: /事项/ }));
  await userEvent.click(screen.getByRole("tab", { name: "节点 3" }));
  const row = within((await screen.findByRole("button", { name: "<t1>" })).closest("tr")!);
  await userEvent.click(row.getByRole("button", { name: "固定：<t1>" }));
  expect(await row.findByRole("button", { name: "取消固定：<t1>" })).toBeTruthy();
  await userEvent.click(row.getByRole("button", { name: "移除：<t1>" }));
  expect(await screen.findByText("显示 2 个节点、1 条关系")).toBeTruthy();
});

it("says of a node that is not there what it says of one that may not be seen", async () => {
  page("/explorer?of=other");
  expect(await screen.findByText("1 个节点不存在，或不在您的范围内，未显示。")).toBeTruthy();
});
