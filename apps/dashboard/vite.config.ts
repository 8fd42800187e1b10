import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Address of the gateway during development; the built dashboard is served by the gateway itself. */
const gateway = 'http://127.0.0.1:8000';

/** Chunks that only some views need; each is reached through a dynamic import and never part of the first view. */
const splitGroups = [
  {
    name: 'charts',
    test: /node_modules[\\/](recharts|d3-|victory-vendor|@reduxjs|react-redux|redux|immer|decimal\.js)/,
  },
  { name: 'editor', test: /node_modules[\\/](codemirror|@codemirror|@lezer|style-mod|crelt|w3c-keyname)/ },
  { name: 'socket', test: /node_modules[\\/](socket\.io|engine\.io|@socket\.io)/ },
];

export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: { conditions: ['@lco/source', 'module', 'browser', 'development|production'] },
  build: {
    outDir: 'dist',
    target: 'es2022',
    // No inline module-preload polyfill and no data: fonts, so that a strict Content-Security-Policy holds.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: { output: { codeSplitting: { groups: splitGroups } } },
  },
  server: {
    host: '127.0.0.1',
    proxy: {
      '^/(api|v1|health|metrics|docs|openapi\\.json)': gateway,
      '/live': { target: gateway, ws: true },
    },
  },
});
