// How long the first view and changes of pages take, on a server that runs: node bench/pages.mjs (from web/), with BOLE_URL
// and BOLE_TOKEN_ORGANIZER as the flows have them. ROUNDS times each; the median and the worst are printed.
import { chromium } from "@playwright/test";

const base = process.env.BOLE_URL ?? "http://127.0.0.1:8080";
const token = process.env.BOLE_TOKEN_ORGANIZER;
const rounds = Number(process.env.ROUNDS ?? 7);
const pages = ["检索", "名单", "空缺", "调整方案", "选用分析", "图谱", "统计", "日程", "职数", "专项活动", "记录", "数据质量", "首页"];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const median = (of) => [...of].sort((a, b) => a - b)[Math.floor(of.length / 2)];
const line = (name, of, more = "") => console.log(`| ${name} | ${Math.round(median(of))} | ${Math.round(Math.max(...of))} |${more}`);

/** A page that has nothing in its cache, and what it loaded. */
async function fresh() {
  const context = await browser.newContext({ locale: "zh-CN", viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  const loaded = { requests: 0, bytes: 0 };
  session.on("Network.loadingFinished", (e) => {
    loaded.requests++;
    loaded.bytes += e.encodedDataLength;
  });
  return { context, page, loaded };
}

/** Until a heading is in the page, and until nothing of it is on its way any more, in milliseconds from now. */
async function shown(page, before) {
  return page.evaluate(
    (before) =>
      new Promise((done) => {
        const from = performance.now();
        let heading = 0;
        const look = () => {
          const h1 = document.querySelector("main h1")?.textContent ?? "";
          if (!heading && h1 && h1 !== before) heading = performance.now() - from;
          if (heading && !document.querySelector('[aria-busy="true"], .ant-skeleton')) done({ heading, whole: performance.now() - from });
          else requestAnimationFrame(look);
        };
        look();
      }),
    before,
  );
}

console.log("| | median ms | worst ms |\n| --- | ---: | ---: |");
const first = { paint: [], heading: [], whole: [] };
let loaded;
for (let i = 0; i < rounds; i++) {
  const one = await fresh();
  loaded = one.loaded;
  await one.page.goto(`${base}/#token=${token}`, { waitUntil: "commit" });
  await one.page.waitForSelector("main h1", { state: "attached" });
  first.heading.push(await one.page.evaluate(() => performance.now()));
  await shown(one.page, "");
  first.whole.push(await one.page.evaluate(() => performance.now()));
  first.paint.push(await one.page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN));
  await one.context.close();
}
line("first view: first paint", first.paint);
line("first view: heading", first.heading);
line("first view: all of it, with its six questions", first.whole, ` ${loaded.requests} requests, ${Math.round(loaded.bytes / 1000)} kB`);

const heading = Object.fromEntries(pages.map((p) => [p, []]));
const whole = Object.fromEntries(pages.map((p) => [p, []]));
for (let i = 0; i < rounds; i++) {
  const { context, page } = await fresh();
  await page.goto(`${base}/#token=${token}`);
  await page.waitForSelector("main h1");
  for (const name of pages) {
    const before = await page.locator("main h1").first().textContent();
    const link = page.getByRole("navigation", { name: "主导航" }).getByRole("link", { name, exact: true });
    const [took] = await Promise.all([shown(page, before), link.click()]);
    heading[name].push(took.heading);
    whole[name].push(took.whole);
  }
  await context.close();
}
for (const name of pages) line(`to ${name}: heading`, heading[name], ` all of it ${Math.round(median(whole[name]))}, worst ${Math.round(Math.max(...whole[name]))}`);
await browser.close();
