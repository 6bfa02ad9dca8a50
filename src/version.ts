import { readFileSync } from 'node:fs';

/** The package's version, as package.json says; the built tree stands one folder deeper than the sources. */
export function version(): string {
  for (const up of ['../package.json', '../../package.json']) {
    try {
      const text = readFileSync(new URL(up, import.meta.url), 'utf8');
      const found = JSON.parse(text) as { name?: string; version?: string };
      if (found.name === 'sigprobe' && found.version !== undefined) return found.version;
    } catch {
      // Not there: one deeper.
    }
  }
  return 'unknown';
}
