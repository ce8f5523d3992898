import { readdirSync, readFileSync } from "node:fs";

import type { CodegenConfig } from "@graphql-codegen/cli";

// As one text in the order of the files' names: read apart, types would come in the order in which files happen to be read, and
// what is built would differ from one time to the next.
const schema = readdirSync("../schema").filter((name) => name.endsWith(".graphqls")).sort().map((name) => readFileSync(`../schema/${name}`, "utf8")).join("\n");

// The types of every operation in src, the terms of every type, field and value, and what lists can be made of: all from the SDL.
const config: CodegenConfig = {
  schema,
  documents: ["src/**/*.graphql"],
  emitLegacyCommonJSImports: false,
  config: { sort: false }, // fields come in the order in which people wrote them
  generates: {
    "src/": {
      preset: "near-operation-file",
      presetConfig: { extension: ".gen.ts" },
      plugins: ["typescript-operations", "typed-document-node"],
      config: {
        enumType: "string-literal",
        strictScalars: true,
        useTypeImports: true,
        scalars: { Date: "string", DateTime: "string", JSON: "unknown", FieldReference: "string", NodeName: "string", Upload: "Blob" },
      },
    },
    "src/terms/terms.gen.ts": { plugins: ["./terms.mjs"] },
    "src/terms/nodes.gen.ts": { plugins: ["./terms.mjs"], config: { nodes: true } },
    "src/pages/record/forms.gen.ts": { plugins: ["./forms.mjs"] },
    "src/terms/graph.gen.ts": { plugins: ["./graph.mjs"], config: { sort: false } },
    "src/pages/list/shape.gen.ts": { plugins: ["./shape.mjs"] },
  },
};

export default config;
