import type { CodegenConfig } from "@graphql-codegen/cli";

const config: CodegenConfig = {
  schema: "schema.graphql",
  documents: ["operations.graphql"],
  emitLegacyCommonJSImports: false,
  importExtension: ".js",
  generates: {
    "src/gql/": {
      preset: "client",
      presetConfig: { fragmentMasking: false },
      config: {
        enumsAsTypes: true,
        strictScalars: true,
        useTypeImports: true,
        scalars: { Date: "string", DateTime: "string", JSON: "unknown", FieldReference: "string", NodeName: "string", Upload: "Blob" },
      },
    },
  },
};

export default config;
