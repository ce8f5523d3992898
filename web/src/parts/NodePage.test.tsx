import { render, screen } from "@testing-library/react";
import { createMemoryRouter, RouterProvider } from "react-router";
import { afterEach, expect, test, vi } from "vitest";
import { cleanup } from "@testing-library/react";

import type { Asked } from "../api/Answer";
import { NodePage } from "./NodePage";
import type { NodeRef } from "./NodeLink";

vi.mock("../session/session", () => ({ useSession: () => ({ way: "token", leave: () => {} }), useMay: () => () => true }));
afterEach(cleanup);

const asked = (of: Partial<Asked<{ node: NodeRef | null }>>): Asked<{ node: NodeRef | null }> => ({ data: undefined, fetching: false, problems: [], again: () => {}, ...of });
const show = (of: Partial<Asked<{ node: NodeRef | null }>>) =>
  render(
    <RouterProvider
      router={createMemoryRouter(
        [
          { path: "/task/:id", element: <NodePage<NodeRef, string> asked={asked(of)} type="Task">{(node) => <h1>{node.label}</h1>}</NodePage> },
          { path: "*", element: <p>elsewhere</p> },
        ],
        { initialEntries: ["/task/1"] },
      )}
    />,
  );

test("a node of the type is shown", () => {
  show({ data: { node: { __typename: "Task", id: "1", label: "<i>修路</i>" } } });
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("<i>修路</i>");
});

test("what is not there, and what is not for the viewer, is the same page", () => {
  show({ data: { node: null } });
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("没有此项，或不在您的范围内");
});

test("an id that is none is said to be none", () => {
  show({ data: { node: null }, problems: [{ kind: "input", code: "BAD_ID", message: "不是有效标识", place: "node.id" }] });
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("这不是本系统的编号");
  expect(screen.getByText("不是有效标识")).toBeTruthy();
});

test("what the role may not use is refused in the words of the API", () => {
  show({ data: { node: null }, problems: [{ kind: "refused", code: "FORBIDDEN", message: "不对角色开放", place: "node" }] });
  expect(screen.getByRole("alert").textContent).toContain("不对角色开放");
});

test("the id of another type leads to its page", () => {
  show({ data: { node: { __typename: "Sanction", id: "2", label: "警告" } } });
  expect(screen.getByText("elsewhere")).toBeTruthy();
});
