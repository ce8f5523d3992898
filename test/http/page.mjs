// Runs the script of GraphiQL's page, with stand-ins for the browser and the elements of the page, against the address
// given: what is typed as token and purpose goes with each request.
import { runInNewContext } from "node:vm";

const [address] = process.argv.slice(2);
const [html, script] = await Promise.all(["/", "/assets/page.js"].map(async (path) => (await fetch(address + path)).text()));

const typed = { token: process.env.BOLE_TOKEN, purpose: " 年度考核 50% " };
const elements = Object.fromEntries([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => [id,
  { value: "", hidden: true, classList: { toggle() {} }, replaceChildren() {}, addEventListener() {} }]));
const kept = new Map(Object.entries(typed));
let sent;
const fetcher = await new Promise((resolve) => runInNewContext(script, {
  document: { getElementById: (id) => elements[id] },
  sessionStorage: { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) },
  fetch: (path, init) => { sent = init?.headers; return fetch(`${address}/${path}`, init); },
  GraphiQL: null,
  React: { createElement: (_, props) => props },
  ReactDOM: { createRoot: () => ({ render: (props) => resolve(props.fetcher) }) },
}));

const answer = await fetcher({ query: "{ __typename }" }, { headers: {} });
const purpose = sent["Bole-Purpose"];
if (answer.data?.__typename !== "Query" || !/^[!-~]+$/.test(purpose) || decodeURIComponent(purpose) !== typed.purpose.trim()) {
  console.error(`the page sends ${JSON.stringify(sent)} and gets ${JSON.stringify(answer)}`);
  process.exit(1);
}
console.log("the page sends token and purpose");
