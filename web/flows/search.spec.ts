import { expect, looked, open, settled, test, token } from "./base";

test("somebody signs in by a token, and comes to what was asked for", async ({ page }) => {
  await page.goto("/search?q=债务");
  await page.getByLabel("令牌").fill(token("ORGANIZER"));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "检索" })).toBeVisible();
  await expect(page.getByText(/找到 \d+ 项/)).toBeVisible();
  await looked(page, "search");
});

test("a token that is none is refused in words", async ({ page }) => {
  await page.goto("/");
  await looked(page, "sign-in");
});

test("search goes by keys alone, and leads to a person", { tag: "@smoke" }, async ({ page }) => {
  await open(page, "ORGANIZER");
  await looked(page, "home");
  await page.getByRole("searchbox").or(page.getByLabel("检索内容")).fill("李某0001");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/search\?q=/);
  await settled(page);
  await page.getByRole("link", { name: "李某0001" }).first().focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "李某0001" })).toBeVisible();
});
