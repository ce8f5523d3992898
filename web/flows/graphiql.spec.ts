import { expect, settled, test, token } from "./base";

test("GraphiQL asks nothing before somebody is named, takes a token by Enter, and sends the purpose", async ({ page }) => {
  const asked: { query: string; purpose: string | undefined }[] = [];
  page.on("request", (r) => {
    if (r.url().endsWith("/graphql")) asked.push({ query: (r.postDataJSON() as { query: string }).query, purpose: r.headers()["bole-purpose"] });
  });
  await page.goto("/graphiql");
  await expect(page.getByLabel("令牌 Token")).toBeVisible();
  await expect(page.locator(".graphiql-query-editor")).toBeVisible();
  expect(asked).toEqual([]);

  await page.getByLabel("令牌 Token").fill(token("ANALYST"));
  await page.keyboard.press("Enter");
  await expect.poll(() => asked.length).toBeGreaterThan(0); // the schema
  await page.getByLabel("事由 Purpose").fill("年度考核 50%");
  await page.keyboard.press("Tab");
  const answered = page.waitForResponse((r) => r.url().endsWith("/graphql") && !r.request().postData()?.includes("__schema"));
  await page.getByRole("button", { name: /Execute query/ }).click();
  expect((await (await answered).json()).data.cadres.totalCount).toBeGreaterThan(0);
  expect(decodeURIComponent(asked.at(-1)?.purpose ?? "")).toBe("年度考核 50%");
  await settled(page);
});
