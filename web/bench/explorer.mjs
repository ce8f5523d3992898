// What the explorer costs at 5,000 nodes and 10,000 relationships, beside Sigma's own bare drawing of the same graph, in one
// run: node bench/explorer.mjs (from web/, after npm ci and npm run generate). No server: the answers are made here.
import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { build, preview } from "vite";

const HUBS = 5;
const EACH = 960; // nodes of a hub's answer, itself among them: with the expansions just below 5,000, beyond which nothing is added
const ROUNDS = Math.min(Number(process.env.ROUNDS ?? 3), 7);
const FRAMES = Number(process.env.FRAMES ?? 10);

// The same numbers in every run.
let seed = 42;
const random = (n) => {
  seed = (seed * 1664525 + 1013904223) % 4294967296;
  return Math.floor((seed / 4294967296) * n);
};

const types = ["Cadre", "Task", "Evaluation", "Case", "Decision", "Organization"];
const node = (i) => ({ id: `n${i}`, type: types[i % types.length], key: `k${i}`, label: `节点${String(i).padStart(5, "0")}`, node: { __typename: types[i % types.length] } });
const edge = (s, t, k) => ({ id: `e${s}-${t}-${k}`, source: `n${s}`, target: `n${t}`, type: "WORKED_ON", properties: [] });

/** What is around a hub: 999 nodes on it and as many relationships among what is there; one in ten lies beside another. */
function hub(h) {
  const first = h * EACH;
  const nodes = Array.from({ length: EACH }, (_, i) => node(first + i));
  const edges = [];
  for (let i = 1; i < EACH; i++) edges.push(edge(first, first + i, 0));
  for (let i = 0; edges.length < 2000; i++) {
    if (i % 10 === 0) edges.push(edge(first, first + 1 + random(EACH - 1), i + 1));
    else edges.push(edge(first + random(EACH), random(first + EACH), i + 1));
  }
  return { nodes, edges: edges.filter((e) => e.source !== e.target), leftOut: [] };
}

const hubs = Array.from({ length: HUBS }, (_, h) => hub(h));

function answer({ operationName, query, variables }) {
  const name = operationName ?? /(?:query|mutation)\s+(\w+)/.exec(query)?.[1];
  if (name === "Viewer") return { viewer: { name: "bench", role: "ORGANIZER", roles: ["ORGANIZER"], whole: true, units: [], self: null, purpose: null, today: "2026-01-01", forbidden: [] } };
  if (name !== "Around") return { node: null };
  const at = Number(variables.of.slice(1));
  if (at % EACH === 0) return { neighborhood: variables.limit === 1 ? { nodes: [node(at)], edges: [], leftOut: [] } : hubs[at / EACH] };
  const fresh = Array.from({ length: variables.limit }, (_, i) => 90000 + at * 100 + i);
  return { neighborhood: { nodes: [node(at), ...fresh.map(node)], edges: fresh.map((f) => edge(at, f, 0)), leftOut: [] } };
}

const outDir = join(tmpdir(), `explorer-bench-${process.pid}`);
await build({ logLevel: "warn", build: { outDir, emptyOutDir: true, rollupOptions: { input: ["index.html", "bench/bare.html"] } } });
const server = await preview({ logLevel: "warn", build: { outDir }, preview: { host: "127.0.0.1", port: Number(process.env.PORT ?? 8105) + 1000 } });
const base = server.resolvedUrls.local[0].replace(/\/$/, "");
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--enable-unsafe-swiftshader", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const system = await browser.newBrowserCDPSession();

/** Seconds of CPU that all processes of the browser took so far. */
const cpu = async () => (await system.send("SystemInfo.getProcessInfo")).processInfo.reduce((sum, p) => sum + p.cpuTime, 0);
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** Waits until the browser does no more. */
async function quiet() {
  for (let last = await cpu(), still = 0; still < 3; ) {
    await pause(300);
    const now = await cpu();
    still = now - last < 0.03 ? still + 1 : 0;
    last = now;
  }
}

const frame = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))));

/** Seconds of CPU for each frame: the camera comes nearer and goes back, one frame for each click. */
async function frames(page, nearer, farther) {
  await page.bringToFront();
  await quiet();
  const before = await cpu();
  for (let i = 0; i < FRAMES; i++) {
    await page.locator(i % 2 ? farther : nearer).evaluate((button) => button.click());
    await frame(page);
  }
  await quiet();
  return (await cpu() - before) / FRAMES;
}

const median = (of) => [...of].sort((a, b) => a - b)[Math.floor(of.length / 2)];

try {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "zh-CN", reducedMotion: "reduce" });
  await context.route("**/sign-in/session", (route) => route.fulfill({ status: 404 }));
  await context.route("**/graphql", (route) => route.fulfill({ json: { data: answer(route.request().postDataJSON()) } }));
  const page = await context.newPage();
  page.on("pageerror", (e) => console.error(e.message));
  const ids = hubs.map((_, h) => `n${h * EACH}`);
  const steps = ids.flatMap((_, h) => [`b${h}`, `e${h}-2s`]);
  await page.goto(`${base}/explorer?n=${ids.join(".")}&s=${steps.join(".")}#token=bench`);
  await page.getByRole("status").filter({ hasText: `显示 ${HUBS * EACH} 个节点` }).waitFor({ timeout: 120_000 });
  await quiet();

  // The graph as the explorer has it, with its places, for the library alone.
  const waits = page.waitForEvent("download");
  await page.getByRole("button", { name: "导出 GraphML" }).click();
  const text = await readFile(await (await waits).path(), "utf8");
  const places = [...text.matchAll(/<node id="([^"]+)">.*?<data key="n_x">([^<]+)<\/data><data key="n_y">([^<]+)</g)].map(([, id, x, y]) => ({ id, x: Number(x), y: Number(y) }));
  const edges = [...text.matchAll(/<edge id="[^"]+" source="([^"]+)" target="([^"]+)"/g)].map(([, source, target]) => ({ source, target }));
  const box = await page.locator(".explorer .canvas").boundingBox();
  const wide = Math.max(...["x", "y"].map((axis) => Math.max(...places.map((p) => p[axis])) - Math.min(...places.map((p) => p[axis]))));
  const bare = await context.newPage();
  await bare.goto(`${base}/bench/bare.html`);
  await bare.evaluate((given) => window.draw(given), { width: box.width, height: box.height, nodes: places.map((p) => ({ ...p, size: 12 / Math.sqrt(wide / 1000) })), edges });

  const own = [];
  const theirs = [];
  for (let i = 0; i < ROUNDS; i++) {
    theirs.push(await frames(bare, "#nearer", "#farther"));
    own.push(await frames(page, 'button[aria-label="放大"]', 'button[aria-label="缩小"]'));
  }

  await page.bringToFront();
  await page.getByRole("tab", { name: /^节点/ }).click();
  const session = await context.newCDPSession(page);
  await session.send("Performance.enable");
  const script = async () => (await session.send("Performance.getMetrics")).metrics.find((m) => m.name === "ScriptDuration").value;
  const expansions = [];
  for (let i = 0; i < ROUNDS; i++) {
    await quiet();
    const button = await page.locator('button[aria-label^="展开："]').nth(3 + i).elementHandle();
    const before = await script();
    // What waits is cheap: looking by role takes a quarter of the page's own time.
    await button.evaluate(
      (button, text) =>
        new Promise((done) => {
          const status = document.querySelector(".explorer .said");
          new MutationObserver((_, own) => status.textContent.includes(text) && (own.disconnect(), done())).observe(status, { childList: true, characterData: true, subtree: true });
          button.click();
        }),
      `显示 ${HUBS * EACH + 25 * (i + 1)} 个节点`,
    );
    await frame(page);
    expansions.push((await script()) - before);
  }

  const say = (of) => of.map((v) => v.toFixed(3)).join(" ");
  console.log(`${places.length} nodes, ${edges.length} relationships, picture of ${Math.round(box.width)} × ${Math.round(box.height)}`);
  console.log(`CPU of a frame, s   explorer ${say(own)}   bare ${say(theirs)}   ratio of medians ${(median(own) / median(theirs)).toFixed(2)}`);
  console.log(`script of an expand, s   ${say(expansions)}   median ${median(expansions).toFixed(3)}`);
} finally {
  await browser.close();
  await new Promise((done) => server.httpServer.close(done));
  await rm(outDir, { recursive: true, force: true });
}
