import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";

import { ask, expect, looked, open, settled, test } from "./base";

/** Chooses in one of Ant Design's selects: what is typed narrows it, and a click takes it. */
async function choose(page: Page, label: string, what: string) {
  const box = page.getByRole("combobox", { name: label, exact: true });
  await box.click();
  await box.fill(what);
  await page.locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden)").getByTitle(what, { exact: true }).click();
}

test("who led hard debt work: built by clicks, opened, saved, exported", async ({ page }) => {
  await open(page, "ORGANIZER", "/list");
  await choose(page, "添加条件：干部", "事项");
  await choose(page, "添加条件：事项", "角色");
  await choose(page, "角色：值", "牵头");
  await choose(page, "添加条件：事项", "类别");
  await choose(page, "类别：值", "债务化解");
  await choose(page, "添加条件：事项", "难度");
  await page.getByLabel("难度：值").fill("4");
  await page.getByLabel("难度：值").press("Enter");
  await expect(page.getByText("干部，事项有一项以上（角色是 牵头，且类别是 债务化解，且难度不小于 4）")).toBeVisible();
  await settled(page);
  const total = page.getByRole("status").filter({ hasText: "共" });
  await expect(total).toHaveText(/^共 \d{2} 项$/);
  const number = Number(/\d+/.exec((await total.textContent()) ?? "")?.[0]);
  await looked(page, "list");

  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "导出 CSV" }).click();
  const file = await (await download).path();
  const lines = (await readFile(file, "utf8")).trim().split("\r\n");
  expect(lines[0]).toContain("单位");
  expect(lines.length - 1).toBe(number);

  await page.getByRole("button", { name: "保存为问题" }).click();
  const name = `牵头债务化解 ${Date.now()}`;
  await page.getByLabel("名称", { exact: true }).fill(name);
  await page.getByRole("button", { name: "保存", exact: true }).click();
  await expect(page.getByText(`已保存“${name}”`)).toBeVisible();

  await page.goto("/list");
  await page.getByRole("button", { name: "已存问题" }).click();
  await page.getByRole("link", { name, exact: true }).click();
  await expect(page.getByText(`共 ${number} 项`)).toBeVisible();
  await expect(page.getByRole("link", { name: "在 GraphiQL 中打开" })).toHaveAttribute("href", /^\/graphiql#query=/);

  const first = page.getByRole("table", { name: "结果" }).getByRole("row").nth(1).getByRole("link").first();
  const who = (await first.textContent()) ?? "";
  await first.click();
  await expect(page.getByRole("heading", { level: 1, name: who })).toBeVisible();
});

test("a condition compares with a field around it, and asks for another that no relation leads to", async ({ page }) => {
  await open(page, "ORGANIZER", "/list");
  await choose(page, "添加条件：干部", "事项");
  await choose(page, "添加条件：事项", "角色");
  await choose(page, "角色：值", "牵头");
  await choose(page, "添加条件：事项", "结果");
  await choose(page, "结果：值", "成功");
  await choose(page, "添加条件：事项", "另有事项");
  await expect(page.getByText("干部，事项有一项以上（角色是 牵头，且结果是 成功，且另有事项）")).toBeVisible();
  // Without a bound the API refuses it, and that is said beside the condition.
  await expect(page.getByRole("region", { name: "条件" }).getByRole("alert")).toContainText("没有限定范围");
  await choose(page, "添加条件：另有事项", "类别");
  await choose(page, "类别：值", "债务化解");
  await expect(page.getByRole("alert")).toHaveCount(0); // what it said goes, and the conditions below move up
  await choose(page, "添加条件：另有事项", "难度");
  await settled(page);
  await page.getByRole("combobox", { name: "难度：关系" }).click();
  await page.locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden)").getByTitle("同于…的字段", { exact: true }).click();
  await choose(page, "难度：哪个字段", "事项的难度");
  await expect(page.getByText("且另有事项（类别是 债务化解，且难度同于事项的难度）")).toBeVisible();
  await settled(page);
  await looked(page, "list-compares");
  const asked = await ask(page, 'query { cadres(filter: {tasks: {some: {role: {eq: LEAD}, node: {as: "t", outcome: {eq: SUCCEEDED}, exists: {tasks: {category: {eq: DEBT_RESOLUTION}, difficulty: {eqField: "t.difficulty"}}}}}}}) { totalCount } }', {});
  const { totalCount } = asked.data.cadres as { totalCount: number };
  expect(totalCount).toBeGreaterThan(0);
  await expect(page.getByRole("status").filter({ hasText: "共" })).toHaveText(`共 ${totalCount} 项`);
  const shared = page.url();
  await page.goto("/");
  await page.goto(shared);
  await expect(page.getByText("难度同于事项的难度")).toBeVisible();
});

test("every row of a long list is reached, and the rows say where they are", async ({ page }) => {
  await open(page, "ORGANIZER", `/list?list=${encodeURIComponent('{"of":"evaluations"}')}`);
  const table = page.getByRole("table", { name: "结果" });
  await expect(table).toBeVisible();
  const rows = Number(await table.getAttribute("aria-rowcount"));
  expect(rows).toBeGreaterThan(10_000);
  await table.focus();
  await page.keyboard.press("End");
  const last = table.locator(`[aria-rowindex="${rows}"]`);
  await expect(last.getByRole("link").first()).toBeVisible();
  expect(await table.getByRole("row").count(), "rows in the page").toBeLessThan(60);
  await page.keyboard.press("Home");
  await expect(table.locator('[aria-rowindex="2"]').getByRole("link").first()).toBeVisible();
});

test("a list goes to paper with its rows, and says how many are not among them", async ({ page }) => {
  await open(page, "ORGANIZER", "/list");
  await expect(page.getByRole("status").filter({ hasText: "共" })).toBeVisible();
  await expect(page.getByRole("table", { name: "结果" }).getByRole("link").first()).toBeVisible();
  await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  const paper = page.locator("table.rows[aria-label='结果']");
  const rows = (await paper.getByRole("row").count()) - 1;
  expect(rows).toBeGreaterThan(50); // more than are in sight
  await expect(page.getByText(new RegExp(`以上为已读取的前 ${rows} 项`))).toBeVisible();
  await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
  await expect(paper).toHaveCount(0);
});

test("a group opens to its members, and they are as many as it says", async ({ page }) => {
  await open(page, "ORGANIZER", `/list?list=${encodeURIComponent('{"of":"evaluations","by":["cadre.organization.within:COUNTY","kind"],"figure":"score.avg"}')}`);
  await settled(page);
  await looked(page, "groups");
  const row = page.getByRole("table", { name: "分组" }).getByRole("row").nth(1);
  const number = (await row.locator("td.number").first().textContent()) ?? "";
  await row.getByRole("link", { name: /打开成员/ }).click();
  await expect(page.getByText(`共 ${number} 项`)).toBeVisible();
});

test("a condition that the API refuses is told of beside it, and an analyst is not offered what is not theirs", async ({ page }) => {
  const where = { how: "all", of: [{ field: "name", op: "contains", value: "李" }, { field: "partyJoinedOn", op: "gte", value: "2024-13-01" }] };
  await open(page, "ANALYST", `/list?list=${encodeURIComponent(JSON.stringify({ of: "cadres", where }))}`);
  await expect(page.locator("li").filter({ hasText: "入党时间" }).getByRole("alert")).toContainText("不是日期");
  await page.getByRole("combobox", { name: "添加条件：干部" }).click();
  await page.getByRole("combobox", { name: "添加条件：干部" }).fill("性别");
  await expect(page.locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden)").getByTitle("性别", { exact: true })).toHaveCount(0);
});

test("a list goes by keys alone, to a person", async ({ page }) => {
  await open(page, "ORGANIZER", "/list");
  const add = page.getByRole("combobox", { name: "添加条件：干部" });
  await add.focus();
  await page.keyboard.type("姓名");
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("姓名：值")).toBeFocused();
  await page.keyboard.type("李某0001");
  await page.keyboard.press("Enter");
  await expect(page.getByText("共 1 项")).toBeVisible();
  await page.getByRole("table", { name: "结果" }).focus();
  const link = page.getByRole("table", { name: "结果" }).getByRole("link", { name: "李某0001" });
  for (let i = 0; i < 4 && !(await link.evaluate((e) => e === document.activeElement)); i++) await page.keyboard.press("Tab");
  await expect(link).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "李某0001" })).toBeVisible();
});
