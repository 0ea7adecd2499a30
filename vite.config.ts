/// <reference types="vitest/config" />
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { ensureDefinitions } from './src/tools/schema/ensure.mjs';

ensureDefinitions();

export default defineConfig({
  base: './',
  plugins: [react(), tailwindcss()],
  build: { target: 'es2024', chunkSizeWarningLimit: 4000 },
  worker: { format: 'es' },
  test: { include: ['src/**/*.test.{ts,tsx}'], testTimeout: 60_000, hookTimeout: 60_000 },
});
