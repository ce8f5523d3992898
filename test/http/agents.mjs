// Has the command line of MCP's inspector ask a server at the address given, over HTTP and over the pipes of the program
// given, with the token in BOLE_TOKEN: what it offers, held to the inspector's own rules for tools that all clients take,
// and a few calls. Neo4j is away, so that nothing of a graph is answered.
import { spawnSync } from "node:child_process";

const [address, program] = process.argv.slice(2);
const token = process.env.BOLE_TOKEN;
const ways = {
  "over HTTP": [`${address}/mcp`, "--transport", "http", "--header", `Authorization: Bearer ${token}`],
  "over pipes": [program, "mcp", "--url", address, "-e", `BOLE_TOKEN=${token}`],
};

let failed = 0;
function hold(what, right, seen) {
  if (!right) {
    failed++;
    console.error(`${what}: ${seen}`);
  }
}

// inspect runs one method. The inspector takes its own options from among those of the program it starts, so that they
// stand behind "--".
function inspect(way, ...method) {
  const [target, ...rest] = ways[way];
  const args = way === "over pipes" ? [...rest.slice(-2), ...method, "--", target, ...rest.slice(0, -2)] : [target, ...rest, ...method];
  const r = spawnSync("node_modules/.bin/mcp-inspector", ["--cli", ...args], { encoding: "utf8", env: { ...process.env, HOME: process.cwd() } });
  let answer;
  try {
    answer = JSON.parse(r.stdout);
  } catch {
    answer = undefined;
  }
  return { status: r.status, answer, said: `${r.status}\n${r.stdout.slice(0, 2000)}\n${r.stderr.slice(0, 2000)}` };
}

for (const way of Object.keys(ways)) {
  const listed = inspect(way, "--method", "tools/list", "--strict");
  const names = (listed.answer?.tools ?? []).map((t) => t.name);
  hold(`tools ${way}`, listed.status === 0 && names.includes("open_person") && names.includes("ask") && names.length === 17, listed.said);
  const who = inspect(way, "--method", "tools/call", "--tool-name", "who_am_i");
  hold(`who_am_i ${way}`, who.status === 0 && who.answer?.structuredContent?.data?.viewer?.role === "ANALYST", who.said);
  const typ = inspect(way, "--method", "tools/call", "--tool-name", "describe", "--tool-arg", 'names=["Query.cadres"]');
  hold(`describe ${way}`, typ.status === 0 && typ.answer?.content?.[0]?.text.includes("CadreConnection"), typ.said);
  const away = inspect(way, "--method", "tools/call", "--tool-name", "open_person", "--tool-arg", "key=c0001");
  hold(`open_person ${way}`, away.answer?.isError === true && away.answer.structuredContent.errors[0].code === "SERVICE_UNAVAILABLE", away.said);
  const pages = inspect(way, "--method", "resources/list");
  hold(`resources ${way}`, pages.status === 0 && pages.answer?.resources?.some((p) => p.uri === "bole://guide/cadre"), pages.said);
  const page = inspect(way, "--method", "resources/read", "--uri", "bole://types/Cadre");
  hold(`a type ${way}`, page.status === 0 && page.answer?.contents?.[0]?.text.includes("type Cadre implements Node"), page.said);
}
if (failed > 0) {
  process.exit(1);
}
console.log("the inspector takes all tools and resources, over HTTP and over pipes");
