// Runs graphql-http's audits of a server against the address given, with the token in BOLE_TOKEN, and fails unless
// there are as many as expected and all of them hold: MUST, SHOULD and MAY.
import { auditServer } from "graphql-http";

const [url, expected] = process.argv.slice(2);
const results = await auditServer({
  url,
  fetchFn: (address, init = {}) => fetch(address, { ...init, headers: { ...init.headers, authorization: `Bearer ${process.env.BOLE_TOKEN}` } }),
});
const failed = results.filter((r) => r.status !== "ok");
for (const r of failed) {
  console.error(`${r.id} ${r.name}: ${r.reason}`);
}
if (results.length !== Number(expected) || failed.length > 0) {
  console.error(`${results.length} audits, ${failed.length} of them failed; want ${expected} that hold`);
  process.exit(1);
}
console.log(`all ${results.length} audits hold`);
