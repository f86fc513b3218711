// How the three pages are built: one project, three entries, hashed files under /assets/.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  build: {
    target: "es2022",
    // Everything the pages load comes from our own origin as a file, so that the CSP can stay strict.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    rollupOptions: {
      input: ["index.html", "console.html", "call.html"],
      output: {
        // zod is told that there is no `eval` before anything makes a schema: both in one file, which all others wait for.
        codeSplitting: { groups: [{ name: "zod", test: /node_modules\/zod|client\/strict-parsing/ }] },
      },
    },
  },
});
