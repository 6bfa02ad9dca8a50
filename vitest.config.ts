import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Two cores: the whole-pipeline tests start worker pools of their own.
    maxWorkers: 2,
    coverage: {
      provider: 'v8',
      include: ['decoders/**/*.ts'],
      exclude: ['test/**'],
      reporter: ['text', 'json'],
      reportOnFailure: true,
      thresholds: { lines: 95, branches: 95 },
    },
  },
});
