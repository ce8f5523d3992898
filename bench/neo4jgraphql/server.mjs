// Serves the benchmark's graph by @neo4j/graphql on a free port of this machine, and prints the address as the
// first line. NEO4J_URI and NEO4J_PASSWORD come by the environment.
import { readFile } from "node:fs/promises";

import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import { Neo4jGraphQL } from "@neo4j/graphql";
import neo4j from "neo4j-driver";

const { NEO4J_URI, NEO4J_PASSWORD } = process.env;
const typeDefs = await readFile(new URL("schema.graphql", import.meta.url), "utf8");

// As many connections as the other peers have.
const driver = neo4j.driver(NEO4J_URI, neo4j.auth.basic("neo4j", NEO4J_PASSWORD), { maxConnectionPoolSize: 64 });
const schema = await new Neo4jGraphQL({ typeDefs, driver }).getSchema();

// The database's name spares the library a round trip to ask for the default one.
const { url } = await startStandaloneServer(new ApolloServer({ schema }), {
  context: async () => ({ sessionConfig: { database: "neo4j" } }),
  listen: { host: "127.0.0.1", port: 0 },
});
console.log(new URL(url).host);
