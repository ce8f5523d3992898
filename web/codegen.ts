import type { CodegenConfig } from "@graphql-codegen/cli";

// The types of every operation in src, the terms of every type, field and value, and what lists can be made of: all from the SDL.
const config: CodegenConfig = {
  schema: "../schema/*.graphqls",
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
