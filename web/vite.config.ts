import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// What is built is committed and embedded in the binary, so it must be the same wherever it is built: names by content,
// nothing of the machine.
export default defineConfig({
  plugins: [react()],
  base: "/",
  build: {
    outDir: "dist",
    assetsDir: "console",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2023",
    chunkSizeWarningLimit: 1200,
  },
  // A worker is a file of ours as every script: the policy of the page allows no other.
  worker: { format: "es" },
  // `npm run dev` and `vite preview` ask a server that runs already.
  server: { proxy: Object.fromEntries(["/graphql", "/sign-in", "/sign-out", "/schema.graphql"].map((path) => [path, process.env.BOLE_URL ?? "http://127.0.0.1:8080"])) },
  test: { environment: "happy-dom", include: ["src/**/*.test.{ts,tsx}"], setupFiles: ["src/testing.ts"] },
});
