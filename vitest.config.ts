import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    // Two cores: the whole-pipeline tests start worker pools of their own.
    maxWorkers: 2,
  },
});
