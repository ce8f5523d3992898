import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter } from "react-router";
import { expect, it, vi } from "vitest";

import { conditionsOf, type Row } from "./groups";
import { Matrix } from "./Matrix";

const row = (key: string, outcome: Row["gates"][number]["outcome"], band: number | null): Row => ({
  cadre: { __typename: "Cadre", id: key, label: `${key}某`, key, organization: { __typename: "Organization", id: "o", label: "某局" } },
  eligibility: "REVIEW",
  band,
  thinEvidence: false,
  gates: [{ rule: { code: "EDUCATION", title: "文化程度" }, part: null, title: "文化程度", strength: "NORMALLY", outcome }],
  record: band == null ? null : { estimate: 1, interval80: { low: -1, high: 3 }, interval95: { low: -2, high: 4 }, tasks: 2, reviews: 3, caveats: [] },
});

const show = (chosen: string[] = []) => {
  const open = vi.fn();
  const choose = vi.fn();
  const rows = [row("a", "REVIEW", 1), row("b", "REVIEW", 1), row("c", "UNKNOWN", null)];
  render(
    <MemoryRouter>
      <Matrix rows={rows} conditions={conditionsOf(rows)} waived={new Set(["b EDUCATION"])} chosen={chosen} choose={choose} open={open} />
    </MemoryRouter>,
  );
  return { open, choose };
};

it("says of each cell in words who, what and how it fell out, and opens it by keys", async () => {
  const { open } = show();
  screen.getByRole("button", { name: "a某，文化程度：待审" }).focus();
  await userEvent.keyboard("{Enter}");
  expect(open).toHaveBeenCalledWith("a", "EDUCATION");
  expect(screen.getByRole("button", { name: "b某，文化程度：已豁免" })).toBeTruthy();
  expect(screen.getByRole("button", { name: "c某，文化程度：不明" })).toBeTruthy();
});

it("groups by band, draws intervals, and has no rank and no zero", () => {
  show();
  const groups = screen.getAllByRole("rowheader", { name: /待审 ·/ });
  expect(groups.map((g) => g.textContent)).toEqual(["待审 · 第 1 档 以工作记录分不出高下", "待审 · 没有工作记录 没有记录不等于零分，也不是排在最后"]);
  expect(screen.getAllByRole("img")[0]?.getAttribute("aria-label")).toBe("八成区间 −1.0 至 +3.0; 九成五区间 −2.0 至 +4.0");
  expect(within(screen.getByRole("button", { name: "c某的工作记录与依据：不详" })).getByText("不详")).toBeTruthy();
  expect(screen.queryByText("1", { exact: true })).toBeNull();
});

it("takes no sixth person into a comparison", () => {
  show(["v", "w", "x", "y", "b"]);
  expect(screen.getByRole<HTMLInputElement>("checkbox", { name: "选 a某 进行比较" }).disabled).toBe(true);
  expect(screen.getByRole<HTMLInputElement>("checkbox", { name: "选 b某 进行比较" }).disabled).toBe(false);
});
