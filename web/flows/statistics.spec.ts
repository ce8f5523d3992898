import { expect, looked, open, settled, test } from "./base";

test("a figure of the account opens to its members and their evidence", async ({ page }) => {
  await open(page, "ORGANIZER", "/statistics");
  await settled(page);
  await looked(page, "statistics");
  await page.getByRole("link", { name: /^激励性晋升职级的市管干部：9 人/ }).click();
  await expect(page.getByRole("heading", { level: 2, name: "激励性晋升职级的市管干部" })).toBeVisible();
  await settled(page);
  const members = page.getByRole("table", { name: "成员" });
  await expect(members.getByRole("row")).toHaveCount(10);
  await expect(members.getByRole("row").nth(1).getByRole("link")).not.toHaveCount(1);
  await expect(page.getByRole("img", { name: /柱状图/ })).toBeVisible();
  await looked(page, "statistic");
  // A day before has its own members.
  const row = page.getByRole("table", { name: "历次" }).getByRole("row").nth(1);
  await row.getByRole("link").click();
  await expect(page).toHaveURL(/asOf=\d{4}-\d\d-\d\d/);
});

test("the person concerned is shown no statistics", async ({ page }) => {
  await open(page, "SUBJECT", "/statistics");
  await expect(page.getByText("您的角色不能查看统计")).toBeVisible();
  await expect(page.getByRole("link", { name: "统计" })).toHaveCount(0);
});
