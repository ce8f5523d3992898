import AxeBuilder from "@axe-core/playwright";
import { ask, expect, looked, open, settled, test } from "./base";
import type { Page } from "@playwright/test";

// A vacancy that is open, so that lists for it can be drawn up again and again.
const vacancy = "句容市人民法院副职空缺";

async function toVacancy(page: Page) {
  await open(page, "ORGANIZER", "/vacancies?status=OPEN");
  await page.getByRole("link", { name: vacancy }).click();
  await expect(page.getByRole("heading", { level: 1, name: vacancy })).toBeVisible();
  await settled(page);
}

const view = (page: Page, name: string) => page.getByRole("navigation", { name: "空缺的各项内容" }).getByRole("link", { name });

/** Chooses in a select by typing. */
async function pick(page: Page, label: string, text: string, option: RegExp) {
  await page.getByLabel(label, { exact: true }).last().fill(text);
  await expect(page.locator(".ant-select-item-option-active").filter({ hasText: option })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden)")).toHaveCount(0); // it closes by a transition
}

/** What axe finds with the panel open, which lies over the button that changes the theme. */
async function panelLooked(page: Page) {
  await settled(page);
  await page.waitForTimeout(500); // the panel comes in by a transition
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.filter((v) => v.impact === "serious" || v.impact === "critical").map((v) => `${v.id}: ${v.nodes[0]?.html ?? ""} ${v.nodes[0]?.failureSummary ?? ""}`)).toEqual([]);
}

test("vacancies are found by state and unit, and the address holds both", async ({ page }) => {
  await open(page, "ORGANIZER");
  await page.getByRole("link", { name: "空缺", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "空缺" })).toBeVisible();
  await looked(page, "vacancies");
  await pick(page, "单位", "句容市", /^句容市$/);
  await expect(page.getByText("共 1 个空缺")).toBeVisible();
  await expect(page).toHaveURL(/unit=a2/);
  await page.reload();
  await expect(page.getByText("共 1 个空缺")).toBeVisible();
  await expect(page.getByRole("link", { name: vacancy })).toBeVisible();
});

test("a cell opens the fact behind it, by keys alone", async ({ page }) => {
  await toVacancy(page);
  await expect(page.getByText("同一组内的先后由抽签决定")).toBeVisible();
  await expect(page.getByText("合格 · 第 1 档")).toBeVisible();
  await looked(page, "vacancy");
  const cell = page.getByRole("button", { name: /工龄：通过$/ }).first();
  const who = (await cell.getAttribute("aria-label"))?.split("，")[0] ?? "";
  await cell.focus();
  await page.keyboard.press("Enter");
  const panel = page.getByRole("dialog");
  await expect(panel.getByRole("heading", { name: "工龄" })).toBeVisible();
  await expect(page).toHaveURL(/who=c\d+&gate=YEARS_OF_SERVICE/);
  await expect(panel.getByText("参加工作的年数：不少于5年。")).toBeVisible();
  await expect(panel.getByText("《党政领导干部选拔任用工作条例》").first()).toBeVisible();
  await panelLooked(page);
  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();
  await expect(cell).toBeFocused();
  // Back opens it again, and the fact is a link to its page.
  await page.goBack();
  await expect(panel.getByText("参加工作的年数：不少于5年。")).toBeVisible();
  const fact = panel.locator(".facts-used").getByRole("link", { name: who });
  await fact.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: who })).toBeVisible();
  await page.getByRole("button", { name: "切换深浅色" }).click();
  await page.goBack();
  await expect(panel.getByText("参加工作的年数：不少于5年。")).toBeVisible();
  await panelLooked(page);
});

test("what is missing is named, with who supplies it; and anyone can be asked about", async ({ page }) => {
  await toVacancy(page);
  await page.getByRole("button", { name: /^不明 \d+/ }).click();
  await settled(page);
  await page.getByRole("button", { name: /：不明$/ }).first().click();
  const panel = page.getByRole("dialog");
  await expect(panel.getByText("由谁提供")).toBeVisible();
  await expect(panel.getByText("缺少事实不等于不合格")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();
  await view(page, "为何不在名单").click();
  await pick(page, "查找人员", "李某0001", /李某0001/);
  await expect(page.getByRole("heading", { name: /李某0001/ })).toBeVisible();
  await expect(page.getByRole("heading", { name: "不能列入或须处理的条件" })).toBeVisible();
  await looked(page, "vacancy-why-not");
});

test("people who cannot be told apart are not put in order", async ({ page }) => {
  await toVacancy(page);
  const boxes = page.getByRole("checkbox", { name: /^选 / });
  await boxes.nth(0).click();
  await expect(page.getByText("已选 1 人")).toBeVisible();
  await boxes.nth(1).click();
  await expect(page.getByText("已选 2 人")).toBeVisible();
  await page.getByRole("button", { name: "比较所选" }).click();
  await expect(page.getByRole("table", { name: "两两比较" }).getByText("不可区分，不排先后")).toBeVisible();
  await looked(page, "vacancy-compare");
});

test("a moved condition tells who comes and who goes", async ({ page }) => {
  await toVacancy(page);
  await view(page, "条件变动").click();
  await pick(page, "条件", "工龄", /^工龄$/);
  await page.getByLabel("要求的值").fill("20");
  await page.getByRole("button", { name: "看变化" }).click();
  await expect(page.getByText(/^\d+ 人有变化$/)).toBeVisible();
  await expect(page.getByText("退出名单").first()).toBeVisible();
  await expect(page).toHaveURL(/rule=YEARS_OF_SERVICE/);
  await looked(page, "vacancy-what-if");
  await page.getByLabel("要求的值").fill("许多");
  await page.getByRole("button", { name: "看变化" }).click();
  await expect(page.getByRole("alert").getByText(/工龄|YEARS_OF_SERVICE/)).toBeVisible();
});

test("a shortlist is drawn up, and somebody chosen with a reason that a reload does not lose", async ({ page }) => {
  await toVacancy(page);
  await view(page, "建议名单与选定").click();
  await page.getByLabel("取前几人（1 至 100）").fill("3");
  await page.getByRole("button", { name: "拟定名单" }).click();
  await expect(page.getByText("名单已拟定。")).toBeVisible();
  await settled(page);
  const list = page.locator("article.shortlist").filter({ hasText: "3 人" }).first();
  await expect(list.getByText("尚未选定")).toBeVisible();
  await list.getByRole("button", { name: "重算" }).or(list.getByRole("button", { name: "依现在的事实重算" })).click();
  await expect(list.getByText("摘要相同")).toBeVisible();
  const whom = (await list.getByRole("table", { name: "建议人选" }).getByRole("link").first().textContent()) ?? "";
  await list.getByRole("button", { name: "选定" }).click();
  await page.getByLabel("理由（10 至 2000 字）").fill("太短");
  await page.getByRole("button", { name: "提交" }).click();
  await expect(page.getByText("请选一个人。")).toBeVisible();
  await pick(page, "人选", whom, new RegExp(whom));
  await page.getByLabel("理由（10 至 2000 字）").fill("演示：经集体讨论，依据承担事项的实绩与岗位需要");
  await looked(page, "vacancy-choose");
  await page.reload();
  await expect(page.getByLabel("理由（10 至 2000 字）")).toHaveValue(/经集体讨论/);
  await page.getByRole("button", { name: "提交" }).click();
  const chosen = page.locator("article.shortlist").filter({ hasText: "3 人" }).first();
  await expect(chosen.getByText("演示：经集体讨论，依据承担事项的实绩与岗位需要")).toBeVisible();
  await expect(chosen.getByText("尚未选定")).toHaveCount(0);
  await chosen.getByRole("link", { name: "沿革" }).click();
  await expect(page.getByRole("region", { name: "沿革" })).toContainText("演示：经集体讨论，依据承担事项的实绩与岗位需要");
});

test("a condition that stands against a choice is told at the form, waived, and the list that moved on is said", async ({ page }) => {
  const drawn = await ask(page, "mutation($input: CreateShortlistInput!) { createShortlist(input: $input) { key ranking { eligibility cadre { label } } } }", {
    input: { idempotencyKey: crypto.randomUUID(), vacancy: "vac07", asOf: "2024-08-31", size: 80 },
  });
  const { key, ranking } = drawn.data.createShortlist as { key: string; ranking: { eligibility: string; cadre: { label: string } }[] };
  const whom = ranking.find((r) => r.eligibility === "REVIEW")?.cadre.label;
  if (!whom) throw new Error("the list has nobody to review");
  await toVacancy(page);
  await view(page, "建议名单与选定").click();
  await settled(page);
  const list = page.locator(`[id="${key}"]`);
  await list.getByRole("button", { name: "选定" }).click();
  await pick(page, "人选", whom, new RegExp(whom));
  await page.getByLabel("理由（10 至 2000 字）").fill("演示：经集体讨论，依据承担事项的实绩与岗位需要");
  await page.getByRole("button", { name: "提交" }).click();
  await expect(page.getByText("条件未满足，没有选定")).toBeVisible();
  await looked(page, "vacancy-unmet");
  // The condition is waived, which is another version of the list; what was typed for the choice is kept.
  await list.getByRole("button", { name: "豁免条件" }).click();
  await expect(list.getByRole("form", { name: "选定" })).toHaveCount(0);
  await expect(list.getByRole("form", { name: "豁免条件" })).toBeVisible();
  await pick(page, "人选", whom, new RegExp(whom));
  await page.getByRole("radio").first().check();
  await page.getByLabel("同意单位").fill("镇江市委组织部");
  await page.getByLabel("同意日").fill("2024-08-30");
  await page.getByLabel("理由（10 至 2000 字）").fill("演示：上级组织部门书面同意，工作特殊需要");
  await looked(page, "vacancy-waive");
  await page.getByRole("button", { name: "提交" }).click();
  await expect(list.getByText("镇江市委组织部 2024-08-30 同意")).toBeVisible();
  await list.getByRole("button", { name: "选定" }).click();
  await expect(page.getByLabel("理由（10 至 2000 字）")).toHaveValue(/经集体讨论/);
  await page.getByRole("button", { name: "提交" }).click();
  await expect(page.getByText("您看到的是第 1 版，现在是第 2 版。")).toBeVisible();
  await expect(page.getByText(new RegExp(`：为${whom}豁免`))).toBeVisible();
  await page.getByRole("button", { name: "已看过变化，按现版本继续" }).click();
  await page.getByRole("button", { name: "提交" }).click();
  await expect(list.getByText("演示：经集体讨论，依据承担事项的实绩与岗位需要")).toBeVisible();
  await expect(list.getByRole("button", { name: "选定" })).toHaveCount(0);
});

test("how a selection went is told with what its record lacks", async ({ page }) => {
  await open(page, "EVALUATOR", "/vacancies");
  await page.goto(`/vacancy/${Buffer.from("Vacancy:vac06").toString("base64url")}`);
  await settled(page);
  await expect(page.getByText("您的角色无权查看人选")).toBeVisible();
  await view(page, "选拔纪实").click();
  await expect(page.getByRole("heading", { name: "纪实缺 1 项" })).toBeVisible();
  await expect(page.getByText("没有记录", { exact: true })).toBeVisible();
  await looked(page, "vacancy-selection");
});

test("a day that nothing was computed for says so, and the list comes anew when it is", async ({ page }) => {
  // A day that no flow before has asked for, so that its records are not there yet.
  const day = new Date(Date.UTC(2022, 0, 1) + (Math.floor(Date.now() / 1000) % 600) * 86_400_000).toISOString().slice(0, 10);
  await toVacancy(page);
  const streams: string[] = [];
  page.on("response", (r) => (r.headers()["content-type"] ?? "").startsWith("text/event-stream") && streams.push(r.url()));
  await page.goto(`${page.url()}?day=${day}`);
  await expect(page.getByText("这一天的工作记录正在估计")).toBeVisible();
  await expect(page.getByText("这一天的工作记录正在估计")).toHaveCount(0, { timeout: 90_000 });
  expect(streams).toHaveLength(1);
  await expect(page.getByText(`截至 ${day}`)).toBeVisible();
});
