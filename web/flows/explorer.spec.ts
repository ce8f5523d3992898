import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";

import { expect, looked, open, settled, test } from "./base";

// Two officials of the demo who worked on the same tasks.
const one = { id: "Q2FkcmU6YzAwMzk", name: "朱某0039" };
const other = { id: "Q2FkcmU6YzA5MTU", name: "杨某0915" };

/** What the page says it shows, once it is there. */
async function status(page: Page): Promise<string> {
  await settled(page);
  const said = page.getByRole("status").filter({ hasText: /显示 \d+ 个节点/ });
  await expect(said).toBeVisible();
  return (await said.textContent()) ?? "";
}

const nodes = (said: string) => Number(/显示 (\d+)/.exec(said)?.[1]);

test("from a person to what is around, by kind and time, to another person, and to a file", async ({ page }) => {
  await open(page, "ORGANIZER", `/cadre/${one.id}`);
  await page.getByRole("link", { name: "在图谱中看" }).click();
  await expect(page).toHaveURL(new RegExp(`/explorer\\?of=${one.id}`));
  const begun = await status(page);
  expect(nodes(begun)).toBeGreaterThan(20);
  const panel = page.getByRole("region", { name: "所选" });
  await expect(panel.getByRole("link", { name: one.name })).toHaveAttribute("href", `/cadre/${one.id}`);
  await looked(page, "explorer");

  // More of one kind, as many as are said to be there.
  await panel.getByRole("button", { name: /^再展开 .*：/ }).first().click();
  await expect.poll(async () => nodes(await status(page))).toBeGreaterThan(nodes(begun));
  const grown = await status(page);

  // A kind without its tick is not shown; back shows it again.
  await page.getByRole("checkbox", { name: /来源/ }).first().click(); // the address has its state
  await expect(page.getByRole("checkbox", { name: /来源/ }).first()).not.toBeChecked();
  expect(nodes(await status(page))).toBeLessThan(nodes(grown));
  await page.goBack();
  expect(await status(page)).toBe(grown);
  await page.getByRole("checkbox", { name: /来源/ }).first().click(); // the address has its state
  await expect(page.getByRole("checkbox", { name: /来源/ }).first()).not.toBeChecked();

  await panel.getByRole("button", { name: "固定", exact: true }).click();
  await expect(panel.getByRole("button", { name: "取消固定" })).toBeVisible();

  // The way to somebody who is found by name.
  await panel.getByRole("button", { name: "由此查路径" }).click();
  const to = panel.getByRole("combobox", { name: "终点" });
  await to.fill(other.name);
  await page.getByRole("option", { name: other.name }).or(page.locator(".ant-select-item-option", { hasText: other.name })).first().click();
  await panel.getByRole("button", { name: "查找路径" }).click();
  await expect(panel.getByText(/条路径/)).toBeVisible();
  await panel.getByRole("button", { name: "在图中标出" }).first().click();
  await expect(panel.getByRole("link", { name: other.name }).first()).toBeVisible();
  await looked(page, "explorer-path");

  // Loaded again, the address shows the same, from where one looked.
  const said = await status(page);
  await page.getByRole("button", { name: "放大" }).click();
  await expect(page).toHaveURL(/look=/);
  await page.reload();
  expect(await status(page)).toBe(said);
  await expect(page.getByRole("checkbox", { name: /来源/ }).first()).not.toBeChecked();
  await expect(page).toHaveURL(/look=/);
  await expect(panel.getByRole("button", { name: "取消标出" }).first()).toBeVisible();
  await panel.getByRole("tab", { name: "所选" }).click();
  await expect(panel.getByRole("button", { name: "取消固定" })).toBeVisible();

  for (const kind of ["GraphML", "SVG", "PNG"]) {
    const waits = page.waitForEvent("download");
    await page.getByRole("button", { name: `导出 ${kind}` }).click();
    const file = await readFile(await (await waits).path());
    if (kind === "PNG") expect(file.subarray(1, 4).toString()).toBe("PNG");
    else expect(file.toString()).toContain(other.name);
    if (kind === "GraphML") expect(file.toString().match(/<node /g)).toHaveLength(nodes(said));
  }
});

test("everything goes by keys alone, from the table of nodes", async ({ page }) => {
  await open(page, "ORGANIZER", `/explorer?of=${one.id}`);
  const begun = await status(page);
  await page.getByRole("tab", { name: "所选" }).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("tab", { name: /节点 \d/ })).toHaveAttribute("aria-selected", "true");
  const expand = page.getByRole("button", { name: /^展开：.*事项/ }).first();
  await expand.focus();
  await page.keyboard.press("Enter");
  await expect.poll(async () => nodes(await status(page))).toBeGreaterThan(nodes(begun));
  const grown = await status(page);
  await page.getByRole("button", { name: /^固定：/ }).first().focus();
  await page.keyboard.press("Space");
  await expect(page.getByRole("button", { name: /^取消固定：/ })).toHaveCount(1);
  await page.getByRole("button", { name: "重新布局" }).focus();
  await page.keyboard.press("Enter");
  expect(await status(page)).toBe(grown);
  for (let i = 0; i < 3; i++) {
    await page.getByRole("button", { name: "撤销" }).focus();
    await page.keyboard.press("Enter");
    await settled(page);
  }
  expect(await status(page)).toBe(begun);
});

test("a link shows a colleague what is theirs, and what is not like what is not there", async ({ page }) => {
  await open(page, "SUBJECT", `/explorer?of=${one.id}`);
  const said = page.getByText(/不存在，或不在您的范围内/);
  await expect(said).toBeVisible();
  const text = await said.textContent();
  for (const id of ["Q2FkcmU6bm9uZQ", "nonsense"]) {
    await page.goto(`/explorer?of=${id}`);
    await settled(page);
    await expect(said).toHaveText(text!);
  }
});
