import { render, screen, within } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { expect, test, vi } from "vitest";

import { Counting } from "./Counting";

const official = (label: string) => ({ __typename: "Cadre", id: label, label });
const nodes = [
  { cadre: official("甲"), counts: true, notified: true, heard: true, exempt: false },
  { cadre: official("乙"), counts: false, notified: true, heard: false, exempt: false },
];
vi.mock("../../api/Answer", () => ({
  useAsked: (_: unknown, variables: { case: string }) => ({ data: { caseCounts: { totalCount: 2, nodes: variables.case === "k1" ? nodes : [] } } }),
  Answer: ({ to, children }: { to: { data: unknown }; children: (data: unknown) => unknown }) => children(to.data),
}));

test("each official stands with whether the case counts for them, and what of it holds", () => {
  render(<Counting of="k1" />, { wrapper: MemoryRouter });
  const rows = screen.getAllByRole("row").map((row) => within(row).queryAllByRole("cell").map((cell) => cell.textContent));
  expect(rows).toEqual([[], ["甲", "计入", "是", "是", "否"], ["乙", "不计入", "是", "否", "否"]]);
  expect(screen.getByRole("link", { name: "甲" }).getAttribute("href")).toBe("/cadre/甲");
});

test("a case that counts for nobody says why", () => {
  render(<Counting of="k2" />, { wrapper: MemoryRouter });
  expect(screen.getByText(/不实、诬告和尚未发生的事例不计入/)).toBeTruthy();
});
