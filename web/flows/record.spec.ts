import { expect, looked, open, settled, test } from "./base";

test("a case is recorded by keys alone: what is wrong is said at its field, nothing is lost, and it is there after", async ({ page }) => {
  const title = `值守中排除险情 ${Date.now()}`;
  await open(page, "EVALUATOR", "/record/createCase");
  await looked(page, "record");
  await page.getByLabel("标题").fill(title);
  await page.getByLabel("发生时间").fill("2024-13-01");
  await page.getByLabel("类别").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByLabel("正负").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "添加" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("combobox", { name: /干部/ }).fill("0001");
  await expect(page.getByText(/（c0001）/)).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "提交" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("发生时间")).toHaveAttribute("aria-invalid", "true");

  await page.reload();
  await settled(page);
  await expect(page.getByLabel("标题")).toHaveValue(title);
  await page.getByLabel("发生时间").fill("2024-07-01");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status").getByText("已记录")).toBeVisible();
  await page.getByRole("link", { name: title }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
});

test("whoever may not record is not offered it", async ({ page }) => {
  await open(page, "SERVICE", "/record");
  await expect(page.getByRole("link", { name: "记录" })).toHaveCount(0);
  await expect(page.getByText("您的角色不能记录。")).toBeVisible();
});
