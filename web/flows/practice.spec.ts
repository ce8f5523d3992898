import { expect, looked, open, settled, test } from "./base";

test("who stood on no list is shown with what keeps them out of open vacancies", async ({ page }) => {
  await open(page, "ANALYST", "/practice?unit=a3");
  const people = page.getByRole("table", { name: "未入名单者" });
  await expect(people.getByRole("row")).toHaveCount(26);
  await looked(page, "overlooked");
  await expect(page.getByRole("link", { name: "隐性台阶" })).toHaveCount(0);
  await page.getByRole("button", { name: "下一页" }).click();
  await settled(page);
  await expect(page).toHaveURL(/at=a\./);
});

test("a hidden step opens to those chosen and those passed over; nothing is asked before the button", async ({ page }) => {
  const asked: string[] = [];
  page.on("request", (r) => r.url().endsWith("/graphql") && asked.push(r.postData() ?? ""));
  await open(page, "AUDITOR", "/practice?view=hiddenSteps");
  await page.getByLabel("职务层次").click();
  await page.getByTitle("县处级副职", { exact: true }).click();
  await page.getByLabel("起", { exact: true }).fill("2023-01-01");
  expect(asked.filter((q) => q.includes("hiddenSteps"))).toEqual([]);
  await page.getByRole("button", { name: "查看" }).click();
  await settled(page);
  const steps = page.getByRole("table", { name: "隐性台阶" });
  await expect(steps.getByRole("row").nth(1)).toContainText("超出偶然");
  await steps.getByRole("link").first().click();
  await settled(page);
  await expect(page.getByRole("table", { name: "选用者", exact: true }).getByRole("row").nth(1)).toBeVisible();
  await expect(page.getByRole("table", { name: /未被选用者/ }).getByRole("row")).toHaveCount(11);
  await looked(page, "hidden-steps");
  await page.reload();
  await settled(page);
  await expect(page.getByRole("table", { name: "选用者", exact: true })).toBeVisible();
  await page.getByRole("link", { name: "论资排辈" }).click();
  await settled(page);
  await expect(page.getByRole("table", { name: "论资排辈" }).getByRole("row")).toHaveCount(4);
  await page.getByRole("button", { name: "列出可比人员" }).click();
  await settled(page);
  await expect(page.getByRole("table", { name: "可比人员" }).getByRole("row")).toHaveCount(26);
  await looked(page, "seniority");
});

test("an auditor sees selection rates of a batch as of the day before it, and nobody else does", async ({ page }) => {
  await open(page, "AUDITOR", "/practice?view=fairness");
  await page.getByLabel("看哪一次").click();
  await page.getByLabel("看哪一次").pressSequentially("2024-06-14");
  await page.locator(".ant-select-item-option", { hasText: "2024-06-14" }).first().click();
  await settled(page);
  await expect(page.getByRole("status").filter({ hasText: "人通过条件" })).toContainText("截至 2024-06-13");
  await expect(page.getByRole("table", { name: "公平报告" }).getByRole("row").nth(1)).toContainText("不可区分");
  await looked(page, "fairness");
  await open(page, "ORGANIZER", "/practice?view=fairness");
  await expect(page.getByRole("link", { name: "公平报告" })).toHaveCount(0);
});
