import { expect, looked, open, settled, test } from "./base";

const person = "/cadre/Q2FkcmU6YzAxODE"; // 马某0181: tasks, cases, a sanction, statements

test("from a search to a person, and from a number of their record to the source behind it", async ({ page }) => {
  await open(page, "ORGANIZER", "/search?q=马某0181");
  await page.getByRole("link", { name: "马某0181" }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "马某0181" })).toBeVisible();
  await settled(page);

  await page.getByRole("navigation", { name: "本页目录" }).getByRole("link", { name: "工作记录" }).click();
  await expect(page).toHaveURL(/#record$/);
  const record = page.getByRole("region", { name: "工作记录" });
  await expect(record.getByRole("img", { name: /80% 区间.*95% 区间/ })).toBeVisible();
  await record.getByTitle("由哪些依据构成").click();
  const items = record.getByRole("table", { name: "逐项贡献" });
  await expect(items).toBeInViewport();

  // What the lines say adds up to what stands at the top.
  const figure = async (row: string) => Number((await items.getByRole("row", { name: row }).getByRole("cell").last().innerText()).replace("−", "-"));
  const sum = (await figure("本页各项合计")) + (await figure("总体平均（调整项）"));
  expect(Math.abs(sum - (await figure("合计，即估计")))).toBeLessThan(0.02);

  const row = items.getByRole("row").nth(1);
  await expect(row.getByRole("link").first()).toHaveAttribute("href", /\/(fact|evaluation)\//);
  const source = row.getByRole("link", { name: "演示数据" }).first();
  const address = (await source.getAttribute("href")) ?? "";
  await source.click();
  await expect(page).toHaveURL(new RegExp(`${address}$`));
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1, name: "马某0181" })).toBeVisible();
  await page.mouse.move(0, 0);
  await looked(page, "person");
});

test("the address of a page says what is shown, and one steps back through it", async ({ page }) => {
  await open(page, "ORGANIZER", `${person}?kinds=post,CASE&from=2018&view=table&evaluationKind=TASK_REVIEW`);
  const life = page.getByRole("table", { name: "履历与工作" });
  await expect(life).toBeVisible();
  await expect(life.getByRole("cell", { name: "任职", exact: true }).first()).toBeVisible();
  await expect(life.getByRole("cell", { name: "事项", exact: true })).toHaveCount(0);
  await expect(page.getByText("只列：事项评价")).toBeVisible();

  await page.getByRole("button", { name: /^年度考核 2023 / }).click();
  await expect(page).toHaveURL(/evaluationKind=ANNUAL&evaluationYear=2023/);
  await expect(page.getByRole("table", { name: "评价", exact: true }).getByRole("row")).toHaveCount(2);
  await page.goBack();
  await expect(page.getByText("只列：事项评价")).toBeVisible();
});

test("no record is not zero, and what a role may not see is not there", async ({ page }) => {
  await open(page, "ORGANIZER", `${person}?asOf=2010-01-01`);
  await expect(page.getByText("没有记录不等于零分")).toBeVisible();
  await expect(page.getByRole("region", { name: "查阅记录" })).toHaveCount(0);
});

test("an auditor sees who read it; a case says why it does not count", async ({ page }) => {
  await open(page, "AUDITOR", "/cadre/Q2FkcmU6YzAyNDQ#cases"); // 李某0244: a ruling exempts from a case
  const cases = page.getByRole("table", { name: "事例", exact: true });
  await expect(cases.getByRole("row", { name: /事例0736/ })).toContainText("容错免责，不计入");
  await expect(cases.getByRole("row", { name: /事例0656/ })).toContainText("条件具备");
  await expect(page.getByRole("region", { name: "查阅记录" }).getByRole("row").nth(1)).toBeVisible();
});

test("nobody is at an address of nothing", async ({ page }) => {
  await open(page, "ORGANIZER", "/cadre/Q2FkcmU6bm9ib2R5");
  await expect(page.getByRole("heading", { name: "没有此人，或不在您的范围内" })).toBeVisible();
});

test("the person concerned files a statement by keys alone, and nothing is lost on the way", async ({ page }) => {
  await open(page, "SUBJECT", "/");
  await page.getByRole("link", { name: "我的记录" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "我的记录" })).toBeVisible();
  await settled(page);
  await expect(page.getByText("按规定，评价主体不向本人显示。")).toBeVisible();

  // What is missing is said at its field.
  const form = page.getByRole("region", { name: "提出陈述申诉" });
  await form.getByRole("button", { name: "提出", exact: true }).focus();
  await page.keyboard.press("Enter");
  await expect(form.getByText("请写明内容。")).toBeVisible();
  await expect(form.getByLabel("内容")).toHaveAttribute("aria-invalid", "true");

  await form.getByRole("radio", { name: "陈述申辩" }).focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("Tab");
  await expect(form.getByLabel("事由")).toBeFocused();
  await page.keyboard.type("年度考核");
  const found = page.locator(".ant-select-dropdown").getByText("2024-01-15 年度考核 称职");
  await expect(found).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(found).toBeHidden();
  await expect(form.getByTitle("2024-01-15 年度考核 称职")).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(form.getByLabel("内容")).toBeFocused();
  const text = `对考核等次的情况说明 ${Date.now()}`;
  await page.keyboard.insertText(text);

  await page.reload();
  await settled(page);
  await expect(form.getByLabel("内容")).toHaveValue(text);
  await form.getByLabel("内容").focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(form.getByText("已提出")).toBeVisible();
  await expect(form.getByRole("link", { name: /陈述申辩/ })).toHaveAttribute("href", /\/(fact|statement)\//);
  await expect(page.getByRole("table", { name: "陈述申诉" })).toContainText(text);
  await looked(page, "me");
});
