/// <reference types="vitest/config" />
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { ensureDefinitions } from './src/tools/schema/ensure.mjs';

ensureDefinitions();

/** Rooms that hold no state between two calls: their tests share what they have read, which halves the time of all. */
const pure = '{api,engine,kubectl,manifest,scene,schema,share,sim}';
const inRooms = (rooms: string): string[] => [`src/${rooms}/**/*.test.{ts,tsx}`];

export default defineConfig({
  base: './',
  plugins: [react(), tailwindcss()],
  build: { target: 'es2024', chunkSizeWarningLimit: 4000 },
  worker: { format: 'es' },
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'pure', include: inRooms(pure), isolate: false } },
      { extends: true, test: { name: 'others', include: inRooms('*'), exclude: inRooms(pure) } },
    ],
  },
});
