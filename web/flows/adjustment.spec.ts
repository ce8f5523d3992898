import { expect, looked, open, settled, test } from "./base";

const plan = (moves: unknown[]) => encodeURIComponent(JSON.stringify(moves));

test("a plan of moves tells what stands against it, which posts fall vacant and who stands in each body", async ({ page }) => {
  await open(page, "ORGANIZER", "/adjustment");
  const finder = page.getByLabel("加一名干部");
  await finder.click();
  await finder.pressSequentially("0284");
  await page.locator(".ant-select-item-option", { hasText: "0284" }).first().click();
  await settled(page);
  await expect(page).toHaveURL(/plan=/);
  const moves = page.getByRole("table", { name: "拟调整" });
  await expect(moves.getByRole("row")).toHaveCount(2);
  await page.getByLabel("单位", { exact: true }).click();
  await page.getByLabel("单位", { exact: true }).pressSequentially("丹阳市");
  await page.locator(".ant-select-item-option", { hasText: /^丹阳市$/ }).first().click();
  await page.getByLabel(/：拟任职位$/).click();
  await page.locator(".ant-select-item-option", { hasText: "职数" }).first().click();
  await settled(page);
  await expect(page.getByRole("heading", { name: "须先看的问题" })).toBeVisible();
  await expect(page.getByRole("table", { name: "职数", exact: true })).toBeVisible();
  await page.goBack();
  await settled(page);
  await expect(moves.getByText("只免不任")).toBeVisible();
});

test("two plans are set beside each other, and a link holds both", async ({ page }) => {
  await open(page, "ORGANIZER", `/adjustment?plan=${plan([["c0284", "a1-p1"], ["c0035", "a1-01-p1"], ["c0036"]])}&other=${plan([["c0284", "a1-01-p1"], ["c0036", "a1-p1"], ["c0035"], ["c0283", "a1-01-p1"]])}`);
  await expect(page.getByRole("table", { name: "拟调整" }).getByRole("row")).toHaveCount(4);
  await expect(page.getByRole("heading", { name: "依次空缺" })).toBeVisible();
  await page.locator("details", { hasText: "未通过、不明或待审" }).first().locator("summary").first().click();
  await expect(page.locator(".gate-line").first()).toBeVisible();
  await looked(page, "adjustment");
  await page.getByRole("link", { name: "两案差别" }).click();
  await settled(page);
  await expect(page.getByRole("table", { name: "人员差别" }).getByRole("row")).toHaveCount(5);
  await looked(page, "adjustment-changes");
  await page.reload();
  await settled(page);
  await expect(page.getByRole("heading", { name: "班子差别" })).toBeVisible();
});

test("a plan that cannot be laid out says why, and a broken link says so", async ({ page }) => {
  await open(page, "ORGANIZER", `/adjustment?plan=${plan([["c0284", "a1-p1"], ["c0284"]])}`);
  await expect(page.getByRole("alert").first()).toContainText("每名干部只能有一项调整");
  await page.goto("/adjustment?plan=%5B1%5D");
  await expect(page.getByRole("alert").first()).toContainText("地址里的方案不完整");
  await page.getByRole("button", { name: "从空白开始" }).click();
  await expect(page.getByText("从加一名干部开始")).toBeVisible();
});
