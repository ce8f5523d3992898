import { expect, looked, open, settled, test } from "./base";
import { zip } from "./zip";

test("the agenda is a calendar and a table, and its month stands in the address", async ({ page }) => {
  await open(page, "ORGANIZER", "/agenda");
  await looked(page, "agenda");
  await page.getByRole("button", { name: "下月" }).click();
  await expect(page).toHaveURL(/month=2024-09/);
  await settled(page);
  await page.getByText("表格").click();
  await settled(page);
  const shown = await page.getByRole("status").first().textContent();
  await page.reload();
  await settled(page);
  await expect(page.getByRole("status").first()).toHaveText(shown ?? "");
  await page.goBack();
  await expect(page.getByRole("table", { name: "日程" })).toBeVisible();
});

test("a number of posts opens to the appointments behind it", async ({ page }) => {
  await open(page, "ORGANIZER", "/establishment");
  await looked(page, "establishment");
  const row = page.getByRole("table", { name: "职数", exact: true }).getByRole("row").nth(2);
  const filled = Number(await row.getByRole("cell").nth(3).textContent());
  await row.locator("summary").click();
  const behind = row.locator("details ul").nth(1).getByRole("link");
  await expect(behind).toHaveCount(filled);
  await behind.first().click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("至");
});

test("what is wrong with the data is told with the way to mend it", async ({ page }) => {
  await open(page, "ORGANIZER", "/quality");
  await looked(page, "quality");
  await page.getByRole("link", { name: "更正" }).first().click();
  await expect(page).toHaveURL(/\/record\/correct/);
  await settled(page);
  await expect(page.getByRole("button", { name: "提交" })).toBeVisible();
});

test("an auditor sees who looked, and what for", async ({ page, browser }) => {
  const purpose = `核实 ${Date.now()}`;
  const organizer = await (await browser.newContext({ locale: "zh-CN" })).newPage();
  await open(organizer, "ORGANIZER");
  await organizer.getByLabel("查阅事由").fill(purpose);
  await organizer.keyboard.press("Enter");
  await organizer.getByLabel("检索内容").fill("李某0001");
  await organizer.keyboard.press("Enter");
  await organizer.getByRole("link", { name: "李某0001" }).first().click();
  await settled(organizer);
  await organizer.context().close();

  await open(page, "AUDITOR", `/audit?purpose=${encodeURIComponent(purpose)}`);
  await expect(page.getByRole("cell", { name: purpose }).first()).toBeVisible();
  await expect(page.getByRole("link", { name: "李某0001" }).first()).toBeVisible();
  await looked(page, "audit");
});

test("a dataset that is not right is refused by place; put right it is loaded, and can be undone", async ({ page }) => {
  const key = `flow-${Date.now()}`;
  const send = async (day: string) => {
    await page.getByLabel("数据集文件").setInputFiles({ name: "来源.zip", mimeType: "application/zip", buffer: zip("sources.csv", `key,title,kind,publishedOn\n${key},年度考核结果通报,DOCUMENT,${day}\n`) });
    await page.getByRole("button", { name: "检查并载入" }).click();
  };
  await open(page, "ADMIN", "/imports");
  await looked(page, "imports");
  await send("2024-13-01");
  await expect(page.getByRole("status").getByText("有误")).toBeVisible();
  await expect(page.getByRole("cell", { name: /sources\.csv 第 2 行 publishedOn/ })).toBeVisible();
  await looked(page, "import");
  await page.getByRole("link", { name: "导入另一个文件" }).click();
  await send("2024-07-01");
  await expect(page.getByRole("status").getByText("已导入")).toBeVisible();
  await page.getByLabel("撤销的理由").fill("试用");
  await page.getByRole("button", { name: "撤销这次导入" }).click();
  await expect(page.getByText(/已撤销：恢复 0 行，移除 1 行/)).toBeVisible();
});
