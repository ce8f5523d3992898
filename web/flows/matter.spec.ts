import type { Page } from "@playwright/test";

import { expect, looked, open, settled, test, token } from "./base";

// Ids are opaque to the console; these flows begin at facts of the demo whose ids do not change.
const idOf = (node: string) => Buffer.from(node).toString("base64url");
const task = "丹阳市财政部门招商引资事项0007";
const h1 = (page: Page) => page.getByRole("heading", { level: 1 });

test("from search to a task, an evaluation that rests on it, and its document", async ({ page }) => {
  await open(page, "ORGANIZER", `/search?q=${encodeURIComponent("招商引资事项0007")}`);
  await page.getByRole("link", { name: task }).click();
  await expect(h1(page)).toHaveText(task);
  await settled(page);
  await expect(page.getByText("采用：来源清楚，且早于结果核实")).toBeVisible();
  await expect(page.getByRole("table", { name: "参与人员" }).getByRole("row").nth(1)).toContainText("牵头");
  await expect(page.getByRole("region", { name: "团队结果与预期" }).getByRole("img")).toHaveAccessibleName(/比预期/);
  await looked(page, "task");

  await page.getByRole("table", { name: "依据本事项的评价" }).getByRole("link", { name: "事项评价" }).first().click();
  await expect(h1(page)).toContainText("事项评价");
  await settled(page);
  const sources = page.getByRole("region", { name: "来源", exact: true });
  await expect(sources.getByRole("columnheader", { name: "出处" })).toBeVisible();
  await looked(page, "fact");

  await page.getByRole("button", { name: "查看沿革" }).click();
  await expect(page).toHaveURL(/history=1/);
  await expect(page.getByRole("table", { name: "沿革" }).getByRole("cell", { name: "记录", exact: true }).first()).toBeVisible();
  await looked(page, "history");

  await sources.getByRole("link").first().click();
  await expect(h1(page)).toHaveText("演示数据");
  await settled(page);
  await expect(page.getByRole("region", { name: "内容" })).toContainText("类别");
  await looked(page, "document");
  await page.goBack();
  await expect(h1(page)).toContainText("事项评价");
});

test("a case's process, and what counts of it", async ({ page }) => {
  await open(page, "ORGANIZER", `/case/${idOf("Case:k0064")}`);
  await settled(page);
  await expect(page.getByRole("list", { name: "核实与听取" }).locator('[aria-current="step"]')).toContainText("属实");
  await expect(page.getByRole("table", { name: "听取本人意见" })).toContainText("已听取");
  await expect(page.getByRole("table", { name: "是否计入" })).toContainText("计入");
  await page.getByRole("button", { name: "开始核查" }).click();
  await expect(page.getByRole("region", { name: "容错核查" }).getByRole("table")).toContainText("事例");
  await looked(page, "case");
  await page.getByRole("table", { name: "听取本人意见" }).getByRole("link", { name: /陈述申辩/ }).click();
  await expect(page.getByRole("region", { name: "来源", exact: true })).toBeVisible();
});

test("a decision with its headcount, and a round with its nominations", async ({ page }) => {
  await open(page, "ORGANIZER", `/decision/${idOf("Decision:d00330")}`);
  await settled(page);
  await expect(page.getByRole("list", { name: "决定进程" }).locator('[aria-current="step"]')).toContainText("拟议");
  await expect(page.getByRole("table", { name: "职数预览" })).toBeVisible();
  await looked(page, "decision");

  await page.goto(`/round/${idOf("RecommendationRound:a1-round-1")}`);
  await settled(page);
  await expect(page.getByText("共 73 项")).toBeVisible();
  await looked(page, "round");
  await page.getByRole("table", { name: "领导推荐与集体测评" }).getByRole("row", { name: /仅领导推荐/ }).getByRole("link").click();
  await expect(page).toHaveURL(/group=named/);
  await expect(page.getByText("仅领导推荐 · 共 2 项")).toBeVisible();
  await page.getByRole("table", { name: "依据本次推荐的决定" }).getByRole("link").first().click();
  await expect(page).toHaveURL(/\/decision\//);
});

test("a long list goes on by pages", async ({ page }) => {
  await open(page, "ORGANIZER", `/fact/${idOf("Organization:a1")}`);
  await settled(page);
  await looked(page, "organization");
  await page.goto(`/fact/${idOf("RecommendationRound:a1-round-1")}`);
  await page.getByRole("region", { name: "人事决定", exact: true }).getByRole("link", { name: "查看全部 65 项" }).click();
  await expect(page).toHaveURL(/list=decisions/);
  await settled(page);
  await expect(page.getByRole("status")).toHaveText("共 65 项");
  await expect(page.getByRole("main").getByRole("listitem")).toHaveCount(50);
  await page.getByRole("button", { name: "下一页" }).click();
  await expect(page).toHaveURL(/at=a\./);
  await expect(page.getByRole("main").getByRole("listitem")).toHaveCount(15);
  await page.goBack();
  await expect(page.getByRole("main").getByRole("listitem")).toHaveCount(50);
});

/** Goes on by Tab until a link of that name has the focus. */
async function tabTo(page: Page, name: RegExp) {
  for (let i = 0; i < 150; i++) {
    await page.keyboard.press("Tab");
    if (name.test(await page.evaluate(() => (document.activeElement?.tagName === "A" ? (document.activeElement.textContent ?? "") : "")))) return;
  }
  throw new Error(`no link ${String(name)} is reached by keys`);
}

test("the way from search to a document goes by keys alone", async ({ page }) => {
  await open(page, "ORGANIZER", "/search");
  await page.keyboard.type("招商引资事项0007"); // the field has the focus
  await page.keyboard.press("Enter");
  await expect(page.getByText(/找到 \d+ 项/)).toBeVisible();
  await tabTo(page, /招商引资事项0007/);
  await page.keyboard.press("Enter");
  await expect(h1(page)).toHaveText(task);
  await settled(page);
  await expect(page.getByRole("table", { name: "依据本事项的评价" })).toBeVisible();
  await tabTo(page, /^事项评价$/);
  await page.keyboard.press("Enter");
  await expect(h1(page)).toContainText("事项评价");
  await settled(page);
  await tabTo(page, /^演示数据$/);
  await page.keyboard.press("Enter");
  await expect(h1(page)).toHaveText("演示数据");
});

test("what is not there and what is not for one look the same, and an id that is none says so", async ({ page }) => {
  await open(page, "SUBJECT", `/case/${idOf("Case:k0064")}`);
  await expect(h1(page)).toHaveText("没有此项，或不在您的范围内");
  const hidden = await page.getByRole("main").innerText();
  await page.goto(`/case/${idOf("Case:nothing")}`);
  await expect(h1(page)).toHaveText("没有此项，或不在您的范围内");
  expect(await page.getByRole("main").innerText()).toBe(hidden);
  await page.goto("/case/elsewhere-1");
  await expect(h1(page)).toHaveText("这不是本系统的编号");
  await page.goto(`/round/${idOf("RecommendationRound:a1-round-1")}`);
  await expect(page.getByRole("alert")).toContainText("不对角色 SUBJECT 开放");
  await page.goto(`/fact/${idOf("Evaluation:v00024")}#token=${token("ANALYST")}`);
  await page.reload();
  await settled(page);
  await expect(page.getByText(/您的角色不可用.*评语/)).toBeVisible();
});
