import { Client, cacheExchange, fetchExchange } from "urql";

import { headers } from "../session/session";

/** A client with an empty cache. What was answered before is shown at once and asked again: facts change. */
export function newClient(): Client {
  return new Client({
    url: "/graphql",
    preferGetMethod: false,
    fetchSubscriptions: true, // as events over a request of their own, which carries the headers that say who asks
    requestPolicy: "cache-and-network",
    exchanges: [cacheExchange, fetchExchange],
    fetchOptions: () => ({ headers: headers() }),
  });
}
