import { cleanup, render, screen, within } from "@testing-library/react";
import { App as AntApp } from "antd";
import { createMemoryRouter, RouterProvider } from "react-router";
import { Client, fetchExchange, Provider } from "urql";
import { afterEach, describe, expect, it, vi } from "vitest";

import { Component } from "./StatisticsPage";

const refused = new Set<string>();
vi.mock("../../session/session", () => ({
  useViewer: () => ({ role: "ORGANIZER", today: "2024-08-31" }),
  useMay: () => (field: string) => !refused.has(field),
  useSession: () => ({ leave: () => {}, way: "token" }),
}));

afterEach(cleanup);

const one = { code: "nine", title: "晋升职级的干部", definition: "Who was promoted.", unit: "PERSON", period: "YEAR_TO_DATE", from: "2024-01-01", asOf: "2024-08-31", organization: { __typename: "Organization", id: "o1", label: "某市" }, figure: "2", approximate: false, account: null };
const who = (id: string) => ({ subject: { __typename: "Cadre", id, label: `干部${id}` }, counted: true, weight: 1, evidence: [{ __typename: "Decision", id: `d${id}`, label: "2024-03-01 职级晋升" }] });

/** The page at an address, with a server that has one statistic. */
function shown(path: string, members: unknown = { totalCount: 2, pageInfo: { hasNextPage: false, endCursor: null }, nodes: [who("1"), who("2")] }) {
  const asked: Record<string, unknown>[] = [];
  const client = new Client({
    url: "http://bole.test/graphql",
    preferGetMethod: false,
    exchanges: [fetchExchange],
    fetch: async (_, init) => {
      const { query, variables } = JSON.parse(String(init?.body)) as { query: string; variables: Record<string, unknown> };
      asked.push(variables);
      const data = query.includes("statisticSeries")
        ? { statisticSeries: [{ __typename: "Statistic", asOf: "2024-07-31", value: 1, figure: "1" }, { __typename: "Statistic", asOf: "2024-08-31", value: 2, figure: "2" }] }
        : query.includes("StatisticMembers")
          ? { statistic: { ...one, population: "Officials of the city.", numerator: 2, denominator: null, parts: [], members } }
          : { viewer: { today: "2024-08-31" }, statistics: [one] };
      return new Response(JSON.stringify({ data }), { headers: { "Content-Type": "application/json" } });
    },
  });
  const router = createMemoryRouter([{ path: "/statistics", Component }], { initialEntries: [path] });
  render(<AntApp><Provider value={client}><RouterProvider router={router} /></Provider></AntApp>);
  return asked;
}

describe("statistics", { timeout: 30_000 }, () => {
  it("have a definition, and open to their members", async () => {
    const asked = shown("/statistics");
    const link = await screen.findByRole("link", { name: "晋升职级的干部：2 人，打开成员" });
    expect(link.getAttribute("href")).toBe("/statistics?code=nine");
    expect(screen.getByText("Who was promoted.")).toBeTruthy();
    expect(asked).toEqual([{ asOf: "2024-08-31", unit: null }]);
  });

  it("show whom they count and by what, and how they were", async () => {
    const asked = shown("/statistics?code=nine&unit=a1&asOf=2024-08-31");
    const members = within(await screen.findByRole("table", { name: "成员" }));
    expect(members.getByRole("link", { name: "干部1" }).getAttribute("href")).toBe("/cadre/1");
    expect(members.getAllByRole("link", { name: "2024-03-01 职级晋升" })).toHaveLength(2);
    expect((await screen.findByRole("link", { name: "2024-07-31：1，打开成员" })).getAttribute("href")).toContain("asOf=2024-07-31");
    expect(asked).toContainEqual({ code: "nine", unit: "a1", from: "2023-08-31", to: "2024-08-31", step: "MONTH" });
  });

  it("say where a role sees the figure and not its members", async () => {
    shown("/statistics?code=nine", null);
    expect(await screen.findByText("您的角色可以看数字，不能看成员。")).toBeTruthy();
  });

  it("are not shown to a role that may not ask for them", () => {
    refused.add("Query.statistics");
    expect(shown("/statistics")).toEqual([]);
    expect(screen.getByText("您的角色不能查看统计")).toBeTruthy();
    refused.clear();
  });
});
