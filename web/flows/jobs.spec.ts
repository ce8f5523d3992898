import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";

import { expect, open, settled, test, token } from "./base";

// The five jobs of docs/zh-CN/jobs.md, step by step; a step is called what it is called there (src/app/jobs.test.ts).
const step = test.step;

async function choose(page: Page, label: string, what: string) {
  const box = page.getByRole("combobox", { name: label, exact: true }).last();
  await box.click();
  await box.fill(what);
  await page.locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option").filter({ hasText: what }).first().click();
}

const menu = (page: Page, name: string) => page.getByRole("navigation", { name: "主导航" }).getByRole("link", { name, exact: true });
const view = (page: Page, name: string) => page.locator("nav.views").getByRole("link", { name });

test("经办人员：把一件事记下来", async ({ page }) => {
  const title = `连夜组织转移群众 ${Date.now()}`;
  await open(page, "EVALUATOR");
  await step("点“记录”，再点“新建事例”。", async () => {
    await menu(page, "记录").click();
    await page.getByRole("main").getByRole("link", { name: "新建事例", exact: true }).click();
  });
  await step("填标题、发生时间，选类别和正负，添加干部。", async () => {
    await page.getByLabel("标题").fill(title);
    await page.getByLabel("发生时间").fill("2024-07-01");
    for (const label of ["类别", "正负"]) {
      await page.getByLabel(label).focus();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
    }
    await page.getByRole("button", { name: "添加" }).click();
    await page.getByRole("combobox", { name: /干部/ }).fill("0001");
    await expect(page.getByText(/（c0001）/)).toBeVisible();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
  });
  await step("点“提交”，看到“已记录”。", async () => {
    await page.getByRole("button", { name: "提交" }).click();
    await expect(page.getByRole("status").getByText("已记录")).toBeVisible();
  });
  await step("点刚记的事例，看它处于哪一步、由谁办理。", async () => {
    await page.getByRole("link", { name: title }).click();
    await settled(page);
    await expect(page.getByRole("main")).toContainText("已反映");
  });
});

test("组织部门：从空缺到选定", async ({ page }) => {
  await open(page, "ORGANIZER");
  await step("点“空缺”，再点一个空缺。", async () => {
    await menu(page, "空缺").click();
    await page.getByRole("link", { name: "句容市人民法院副职空缺" }).click();
    await settled(page);
  });
  await step("点“为何不在名单”，输入一个人的姓名，看哪一项挡住、由谁提供缺少的事实。", async () => {
    await view(page, "为何不在名单").click();
    await choose(page, "查找人员", "陈某0003");
    await expect(page.getByRole("heading", { name: /陈某0003/ })).toBeVisible();
    await settled(page);
    await page.locator("details.gate-line").first().locator("summary").click();
    await expect(page.locator(".gate").first()).toBeVisible();
  });
  await step("点“人选与条件”，勾选两个人，点“比较所选”，看能否区分。", async () => {
    await view(page, "人选与条件").click();
    const boxes = page.getByRole("checkbox", { name: /^选 / });
    await boxes.nth(0).click();
    await expect(page.getByText("已选 1 人")).toBeVisible();
    await boxes.nth(1).click();
    await page.getByRole("button", { name: "比较所选" }).click();
    await expect(page.getByRole("table", { name: "两两比较" })).toBeVisible();
  });
  await step("点“建议名单与选定”，填取前 3 人，点“拟定名单”。", async () => {
    await view(page, "建议名单与选定").click();
    await page.getByLabel("取前几人（1 至 100）").fill("3");
    await page.getByRole("button", { name: "拟定名单" }).click();
    await expect(page.getByText("名单已拟定。")).toBeVisible();
    await settled(page);
  });
  await step("点“选定”，选一个人，写明理由，点“提交”。", async () => {
    const list = page.locator("article.shortlist").filter({ hasText: "尚未选定" }).first();
    const whom = (await list.getByRole("table", { name: "建议人选" }).getByRole("link").first().textContent()) ?? "";
    await list.getByRole("button", { name: "选定" }).click();
    await choose(page, "人选", whom);
    await page.getByLabel("理由（10 至 2000 字）").fill("演示：经集体讨论，依据承担事项的实绩与岗位需要");
    await page.getByRole("button", { name: "提交" }).click();
    await expect(page.getByText("演示：经集体讨论，依据承担事项的实绩与岗位需要").first()).toBeVisible();
  });
});

test("监督人员：谁看了谁，选用是否公平", async ({ page }) => {
  await open(page, "AUDITOR");
  await step("检索一个人，打开，看“查阅记录”：谁、何时、为何查阅。", async () => {
    await page.getByLabel("检索内容").fill("李某0001");
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: "李某0001" }).first().click();
    await settled(page);
    await expect(page.getByRole("region", { name: "查阅记录" })).toBeVisible();
  });
  await step("点“选用分析”，再点“公平报告”。", async () => {
    await menu(page, "选用分析").click();
    await view(page, "公平报告").click();
  });
  await step("选一个决定批次，看各组选中率、区间和结论。", async () => {
    await choose(page, "看哪一次", "2024-06-14");
    await settled(page);
    await expect(page.getByRole("table", { name: "公平报告" })).toContainText("性别");
  });
  await step("点“隐性台阶”，选职务层次和起始日，点“查看”，打开一个台阶看人。", async () => {
    await view(page, "隐性台阶").click();
    await page.getByLabel("职务层次").click();
    await page.getByTitle("县处级副职", { exact: true }).click();
    await page.getByLabel("起", { exact: true }).fill("2023-01-01");
    await page.getByRole("button", { name: "查看" }).click();
    await page.getByRole("table", { name: "隐性台阶" }).getByRole("link").first().click();
    await expect(page.getByRole("table", { name: "选用者", exact: true })).toBeVisible();
  });
});

test("本人：看自己的记录并作陈述", async ({ page }) => {
  await open(page, "SUBJECT");
  const form = page.getByRole("region", { name: "提出陈述申诉" });
  await step("点“我的记录”，看履历、评价和谁查阅过。", async () => {
    await menu(page, "我的记录").click();
    await settled(page);
    await expect(page.getByRole("region", { name: "查阅记录" })).toBeVisible();
  });
  await step("在“提出陈述申诉”里选类别和事由，写明内容。", async () => {
    await form.getByRole("radio", { name: "陈述申辩" }).check();
    await choose(page, "事由", "年度考核");
    await form.getByLabel("内容").fill(`对考核等次的情况说明 ${Date.now()}`);
  });
  await step("点“提出”，看到“已提出”和答复期限。", async () => {
    await form.getByRole("button", { name: "提出", exact: true }).click();
    await expect(form.getByText("已提出")).toBeVisible();
  });
});

test("分析人员：从一个问题到一份文件", async ({ page, browser }) => {
  await open(page, "ANALYST");
  let address = "";
  let people = 0;
  await step("在首页“谁牵头过难办的债务化解，而且办成了？”下点一个人。", async () => {
    await page.getByRole("region", { name: "谁牵头过难办的债务化解，而且办成了？" }).getByRole("link").first().click();
    await settled(page);
  });
  await step("点“工作记录”的估计数，在逐项贡献里点一个来源，看到文件。", async () => {
    const record = page.getByRole("region", { name: "工作记录" });
    await record.getByTitle("由哪些依据构成").click();
    await record.getByRole("table", { name: "逐项贡献" }).getByRole("row").nth(1).getByRole("link", { name: "演示数据" }).first().click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("演示数据");
  });
  await step("点“名单”，添加条件：事项的角色是牵头、类别是债务化解。", async () => {
    await menu(page, "名单").click();
    await choose(page, "添加条件：干部", "事项");
    await choose(page, "添加条件：事项", "角色");
    await choose(page, "角色：值", "牵头");
    await choose(page, "添加条件：事项", "类别");
    await choose(page, "类别：值", "债务化解");
    await expect(page.getByText("角色是 牵头，且类别是 债务化解")).toBeVisible();
    await settled(page);
    people = Number(/\d+/.exec((await page.getByRole("status").filter({ hasText: "共" }).textContent()) ?? "")?.[0]);
    expect(people).toBeGreaterThan(1);
    address = page.url();
  });
  await step("点“导出 CSV”，得到全部行。", async () => {
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "导出 CSV" }).click();
    expect((await readFile(await (await download).path(), "utf8")).trim().split("\r\n")).toHaveLength(people + 1);
  });
  await step("把地址交给同事：同事只看到自己范围内的人。", async () => {
    const colleague = await (await browser.newContext({ locale: "zh-CN" })).newPage();
    await colleague.goto(`${address}#token=${token("SUBJECT")}`);
    await settled(colleague);
    await expect(colleague.getByText("角色是 牵头，且类别是 债务化解")).toBeVisible();
    await expect(colleague.getByRole("status").filter({ hasText: /^(没有符合条件的|共 1 项)/ })).toBeVisible();
    await colleague.context().close();
  });
});
