import { cleanup, configure, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { ConfigProvider } from "antd";
import { MemoryRouter } from "react-router";
import { Provider } from "urql";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { newClient } from "../../api/client";
import { SessionProvider, useSession } from "../../session/session";
import { Component } from "./MePage";

configure({ asyncUtilTimeout: 10_000 });
vi.setConfig({ testTimeout: 30_000 });

const viewer = { name: "x", role: "SUBJECT", roles: ["SUBJECT"], whole: false, units: [], self: { id: "S", key: "c1", name: "甲" }, purpose: null, today: "2024-08-31", forbidden: [] };
const contestable = { __typename: "Cadre", id: "S", cases: { nodes: [{ __typename: "Case", id: "K", key: "k1", label: "事例一" }] }, sanctions: { nodes: [] }, decisions: { nodes: [] }, evaluations: { nodes: [] } };
const statement = { __typename: "Statement", id: "T", label: "2024-08-31 陈述申辩 事例一", key: "st1", status: "OPEN", deadline: null };

interface Sent {
  operationName: string;
  variables: { input: Record<string, string> };
}
let filed: Sent["variables"]["input"][];
let answers: (() => unknown)[];
let todoAsked: number;

beforeEach(() => {
  filed = [];
  answers = [];
  todoAsked = 0;
  sessionStorage.clear();
  sessionStorage.setItem("token", "t");
  vi.stubGlobal("fetch", async (address: string, init?: { body?: string }) => {
    if (String(address).includes("/sign-in/session")) return new Response("", { status: 404 });
    const sent = JSON.parse(init?.body ?? "{}") as Sent;
    if (sent.operationName === "MyTodo") todoAsked++;
    if (sent.operationName === "FileStatement") {
      filed.push(sent.variables.input);
      return Response.json(answers.shift()?.());
    }
    const data = { Viewer: { viewer }, Contestable: { node: contestable }, MyTodo: { todo: { totalCount: 0, nodes: [], pageInfo: { hasNextPage: false, hasPreviousPage: false } } } }[sent.operationName];
    return Response.json({ data: data ?? { node: { __typename: "Cadre", id: "S" } }, ...(data ? {} : { errors: [{ message: "没有", extensions: { code: "SERVICE_UNAVAILABLE" } }], data: null }) });
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function show(path = "/me") {
  return render(
    <Provider value={newClient()}>
      <SessionProvider restart={() => {}}>
        <MemoryRouter initialEntries={[path]}>
          <ConfigProvider button={{ autoInsertSpace: false }}><WhenIn /></ConfigProvider>
        </MemoryRouter>
      </SessionProvider>
    </Provider>,
  );
}

const WhenIn = () => (useSession().state === "in" ? <Component /> : null);

test("what is missing is said at its field, and nothing is sent", async () => {
  show();
  await userEvent.click(await screen.findByRole("button", { name: "提出" }));
  expect(await screen.findByText("请写明内容。")).toBeTruthy();
  expect(screen.getByLabelText("内容").getAttribute("aria-invalid")).toBe("true");
  expect(filed).toEqual([]);
});

test("what is sent again has the same key, until it is filed; then a new one begins", async () => {
  answers.push(
    () => {
      throw new TypeError("away");
    },
    () => ({ data: { createStatement: null }, errors: [{ message: "createStatement.input.text 太短", path: ["createStatement", "input", "text"], extensions: { code: "BAD_USER_INPUT" } }] }),
    () => ({ data: { createStatement: { statement } } }),
  );
  show("/me?about=K");
  const text = await screen.findByLabelText("内容");
  await userEvent.type(text, "说明");
  const send = async () => userEvent.click(await screen.findByRole("button", { name: /^(loading )?提出$/ }));
  await send();
  expect(await screen.findByText(/同一份陈述只记录一次/)).toBeTruthy();
  await send();
  expect(await screen.findByText("太短")).toBeTruthy();
  expect((screen.getByLabelText("内容") as HTMLTextAreaElement).value).toBe("说明");
  expect(todoAsked).toBe(1);
  await send();
  expect(await screen.findByText("已提出")).toBeTruthy();
  // What waits for the person is asked again, though the answer of before named no statement.
  await waitFor(() => expect(todoAsked).toBe(2));
  expect(filed).toHaveLength(3);
  expect(new Set(filed.map((f) => f.idempotencyKey)).size).toBe(1);
  expect(filed[2]).toMatchObject({ cadre: "c1", case: "k1", kind: "STATEMENT", text: "说明", filedOn: "2024-08-31" });
  expect(screen.getByRole("link", { name: /事例一/ }).getAttribute("href")).toBe("/fact/T");

  await userEvent.click(screen.getByRole("button", { name: "再提一份" }));
  await waitFor(() => expect((screen.getByLabelText("内容") as HTMLTextAreaElement).value).toBe(""));
  expect(sessionStorage.getItem("statement S") ?? "").not.toContain(filed[2]?.idempotencyKey ?? "x");
});
