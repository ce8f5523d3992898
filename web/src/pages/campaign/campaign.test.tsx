import { cleanup, render, screen, within } from "@testing-library/react";
import { App as AntApp } from "antd";
import { createMemoryRouter, RouterProvider } from "react-router";
import { Client, fetchExchange, Provider } from "urql";
import { afterEach, describe, expect, it, vi } from "vitest";

import { Component } from "./CampaignPage";
import { recording } from "./recording";

const refused = new Set<string>();
vi.mock("../../session/session", () => ({
  useViewer: () => ({ role: "ORGANIZER", today: "2024-08-31" }),
  useMay: () => (field: string) => !refused.has(field),
  useSession: () => ({ leave: () => {}, way: "token" }),
}));

afterEach(() => {
  cleanup();
  refused.clear();
});

const none = { totalCount: 0, nodes: [], edges: [] };
const unit = (key: string) => ({ __typename: "Organization", id: `o-${key}`, label: `单位${key}`, key });
const campaign = { __typename: "Campaign", id: "g", label: "个个谈", key: "g1", kind: "TALKS", state: "STARTED", startedOn: "2024-01-05", endsOn: "2024-12-31", managedBy: null, units: { totalCount: 1, nodes: [unit("a")] }, recordedAt: "2024-01-05T08:00:00Z", version: 1, sources: none };
const members = [
  { cadre: { __typename: "Cadre", id: "1", label: "干部一", key: "c1" }, done: true, present: true, evidence: [{ __typename: "Talk", id: "t1", label: "2024-03-01 谈心谈话" }] },
  { cadre: { __typename: "Cadre", id: "2", label: "干部二", key: "c2" }, done: false, present: false, evidence: [] },
];

/** The page at an address, with a server that has one campaign, and what was asked of it. */
function shown(search = "", coverage: unknown = [{ unit: unit("a"), planned: 3, done: 2, left: 1 }, { unit: unit("b"), planned: 1, done: 0, left: 1 }], of: object = campaign) {
  const asked: [name: string, variables: Record<string, unknown>][] = [];
  const client = new Client({
    url: "http://bole.test/graphql",
    preferGetMethod: false,
    exchanges: [fetchExchange],
    fetch: async (_, init) => {
      const { query, variables } = JSON.parse(String(init?.body)) as { query: string; variables: Record<string, unknown> };
      const name = /query (\w+)/.exec(query)?.[1] ?? "";
      asked.push([name, variables]);
      const node = { CampaignCoverage: { ...of, coverage }, CampaignMembers: { ...of, coverage: [{ unit: unit("a"), members: { totalCount: 2, pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null }, nodes: members } }] } }[name] ?? of;
      return new Response(JSON.stringify({ data: { node } }), { headers: { "Content-Type": "application/json" } });
    },
  });
  const router = createMemoryRouter([{ path: "/campaign/:id", Component }, { path: "*", Component: () => null }], { initialEntries: [`/campaign/g${search}`] });
  render(<AntApp><Provider value={client}><RouterProvider router={router} /></Provider></AntApp>);
  return asked;
}

describe("a campaign", { timeout: 30_000 }, () => {
  it("says for each unit how many are planned, done and left, each opening to who they are", async () => {
    const asked = shown();
    const table = within(await screen.findByRole("table", { name: "完成情况" }));
    expect(table.getByRole("link", { name: "单位a：未完成 1 人，看名单" }).getAttribute("href")).toBe("/campaign/g?unit=a&which=left#members");
    expect(within(table.getByRole("row", { name: /合计/ })).getAllByRole("cell").map((c) => c.textContent)).toEqual(["合计", "4", "2", "2", "50%"]);
    expect(asked.find(([name]) => name === "CampaignCoverage")?.[1]).toEqual({ id: "g", asOf: "2024-08-31" });
    expect(asked.some(([name]) => name === "CampaignMembers")).toBe(false);
  });

  it("shows what did it, and where it is left the way to record it", async () => {
    const asked = shown("?unit=a&which=left&asOf=2024-06-30");
    const table = within(await screen.findByRole("table", { name: "单位a：未完成" }));
    expect(table.getByRole("link", { name: "2024-03-01 谈心谈话" }).getAttribute("href")).toBe("/fact/t1");
    expect(table.getByRole("link", { name: "去记录" }).getAttribute("href")).toBe("/record/createTalk?cadre=c2&purpose=VISIT");
    expect(asked.find(([name]) => name === "CampaignMembers")?.[1]).toEqual({ id: "g", asOf: "2024-06-30", unit: "a", done: false, first: 25, after: null, last: null, before: null });
  });

  it("offers nothing to record to who may not, nor once it has ended", async () => {
    refused.add("Mutation.createTalk");
    shown("?unit=a");
    await screen.findByRole("table", { name: "单位a：计划人数" });
    expect(screen.queryByRole("link", { name: "去记录" })).toBeNull();
    cleanup();
    refused.clear();
    shown("?unit=a", undefined, { ...campaign, state: "ENDED" });
    await screen.findByRole("table", { name: "单位a：计划人数" });
    expect(screen.queryByRole("link", { name: "去记录" })).toBeNull();
  });

  it("says that nobody is planned yet, that none of them may be seen, and whom it is kept from", async () => {
    shown("", null, { ...campaign, state: "PREPARED", startedOn: null });
    expect(await screen.findByText("活动尚未开始，没有计划对象。")).toBeTruthy();
    cleanup();
    shown("", null);
    expect(await screen.findByText("计划对象中没有您可见的干部。")).toBeTruthy();
    cleanup();
    refused.add("Campaign.coverage");
    const asked = shown();
    expect(await screen.findByText("您的角色不能查看完成情况")).toBeTruthy();
    expect(asked.some(([name]) => name === "CampaignCoverage")).toBe(false);
  });
});

it("each kind of campaign has the record that does it", () => {
  expect(recording.RETURN_VISITS.given("c1")).toEqual({ cadre: "c1", purpose: "RETURN_VISIT" });
  expect(recording.POLITICAL_REVIEW).toMatchObject({ mutation: "createEvaluation" });
});
