import { expect, looked, open, settled, test } from "./base";

test("a campaign tells unit by unit what is left, down to who it is and the form that records it", async ({ page }) => {
  await open(page, "ORGANIZER", "/campaigns");
  await looked(page, "campaigns");
  await page.getByRole("link", { name: "2024年个个谈" }).click();
  await settled(page);
  const coverage = page.getByRole("table", { name: "完成情况" });
  const numbers = await coverage.getByRole("row").nth(1).getByRole("cell").allTextContents();
  const [planned, done, left] = numbers.slice(1, 4).map(Number);
  expect(planned).toBe(Number(done) + Number(left));
  expect(left).toBeGreaterThan(0);
  await coverage.getByRole("row").nth(1).getByRole("link", { name: /：未完成 / }).click();
  await settled(page);
  const members = page.getByRole("table", { name: /：未完成$/ });
  await expect(members.getByRole("row")).toHaveCount(1 + Math.min(Number(left), 25));
  await looked(page, "campaign");
  await page.reload();
  await settled(page);
  await members.getByRole("link", { name: "去记录" }).first().click();
  await expect(page).toHaveURL(/\/record\/createTalk\?cadre=c\d+&purpose=VISIT/);
  await settled(page);
  await expect(page.getByRole("button", { name: "提交" })).toBeVisible();
});
