// Prints officials who led tasks of difficulty 4 and above, with these tasks: all pages, typed by graphql-codegen, asked
// by urql. BOLE_URL and BOLE_TOKEN say where and as whom.
import { Client, CombinedError, fetchExchange } from "@urql/core";

import { LedHardTasksDocument } from "./gql/graphql.js";

const client = new Client({
  url: process.env.BOLE_URL ?? "",
  exchanges: [fetchExchange],
  preferGetMethod: false,
  fetchOptions: () => ({ headers: { authorization: `Bearer ${process.env.BOLE_TOKEN}` } }),
});

async function run(): Promise<void> {
  const difficulty = 4;
  let officials = 0;
  let tasks = 0;
  let after: string | null | undefined;
  for (;;) {
    const { data, error } = await client.query(LedHardTasksDocument, { difficulty, first: 50, after });
    if (error) throw error;
    if (!data) throw new Error("no data and no error");
    for (const cadre of data.cadres.nodes) {
      officials++;
      if (cadre.tasks.pageInfo.hasNextPage) console.log(cadre.key, cadre.name, "has more tasks than are listed");
      for (const { role, node } of cadre.tasks.edges) {
        tasks++;
        console.log(cadre.key, cadre.name, role, node.key, node.difficulty, node.outcome ?? "-"); // null: not known yet
      }
    }
    if (!data.cadres.pageInfo.hasNextPage) {
      console.log(`${officials} of ${data.cadres.totalCount} officials, ${tasks} tasks`);
      return;
    }
    after = data.cadres.pageInfo.endCursor;
  }
}

// Says an error with its code and place: docs/errors.md lists the codes and what to do.
function explain(error: unknown): string {
  const first = error instanceof CombinedError ? error.graphQLErrors[0] : undefined;
  return first ? `${first.extensions.code} at ${first.path?.join(".") ?? "the request"}: ${first.message}` : String(error);
}

run().catch((error: unknown) => {
  console.error(explain(error));
  process.exitCode = 1;
});
