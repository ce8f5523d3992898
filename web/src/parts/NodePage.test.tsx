import { render, screen } from "@testing-library/react";
import { createMemoryRouter, MemoryRouter, RouterProvider } from "react-router";
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

test("a node that was corrected since the page was opened says so, and one that is just being asked for does not", () => {
  const node = (version: number) => ({ node: { __typename: "Task", id: "1", label: "修路", version } as NodeRef });
  const said = "您打开后，这里已由第 2 版更正为第 3 版";
  const page = (of: Partial<Asked<{ node: NodeRef | null }>>) => <MemoryRouter><NodePage<NodeRef, string> asked={asked(of)} type="Task">{(n) => <h1>{n.label}</h1>}</NodePage></MemoryRouter>;
  const { rerender } = render(page({ data: node(1), fetching: true })); // from before
  rerender(page({ data: node(2) }));
  expect(screen.queryByText(said)).toBeNull();
  rerender(page({ data: node(2), fetching: true }));
  rerender(page({ data: node(3) }));
  expect(screen.getByText(said)).toBeTruthy();
});

test("a page that was out of sight is asked for anew when the reader comes back, after a while", () => {
  const again = vi.fn();
  const hidden = vi.spyOn(document, "hidden", "get");
  const turn = (to: boolean) => (hidden.mockReturnValue(to), document.dispatchEvent(new Event("visibilitychange")));
  const clock = vi.spyOn(Date, "now").mockReturnValue(1_000_000);
  show({ data: { node: { __typename: "Task", id: "1", label: "修路" } }, again });
  turn(true);
  turn(false);
  expect(again).not.toHaveBeenCalled();
  turn(true);
  clock.mockReturnValue(1_000_000 + 60_000);
  turn(false);
  expect(again).toHaveBeenCalledTimes(1);
  hidden.mockRestore();
  clock.mockRestore();
});
