/** The parts of the README that are output of the program. `npm run readme` writes them anew. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { latest, type Results } from '../bench/results.ts';
import { details, summary } from '../bench/tables.ts';
import { columnsTable } from '../src/sinks/columns.ts';

/** The checkout, from the source of this file or from what was built of it. */
export const ROOT = fileURLToPath(new URL(import.meta.url.includes('/dist/') ? '../..' : '..', import.meta.url));
const README = join(ROOT, 'README.md');
const BENCH = join(ROOT, 'bench/README.md');
const CAPTURE = 'captures/first-look/capture.pcap';

function sigprobe(...args: string[]): string {
  const env = { ...process.env, NO_COLOR: '1' };
  return execFileSync(process.execPath, [join(ROOT, 'dist/src/cli.js'), ...args], { cwd: ROOT, env, encoding: 'utf8' });
}

/** What the summary says, but for its last line: time and memory are another machine's. */
function told(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sigprobe-readme-'));
  try {
    const lines = sigprobe('decode', CAPTURE, '-o', folder).trimEnd().split('\n');
    return lines.slice(0, -2).join('\n').replaceAll(folder, 'sigprobe-out');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const SHOWN = ['start_time', 'type', 'reason', 'imsi', 'home_country', 'visited_country', 'vlr_number', 'first_frame'];

/** The first updates of a location that a home network refused, a few of their columns. */
function refusals(): string {
  const records = sigprobe('decode', CAPTURE, '-o', '-', '--quiet')
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as Record<string, unknown>);
  return records
    .filter(({ type, outcome }) => type === 'UL' && outcome === 'reject')
    .slice(0, 4)
    .map(record => JSON.stringify(Object.fromEntries(SHOWN.map(name => [name, record[name]]))))
    .join('\n');
}

function look(): string {
  return [
    '```',
    `$ npx sigprobe decode ${CAPTURE}`,
    told(),
    '```',
    '',
    'One record a dialogue stands in the file; here are those that were refused a location, with some of their columns:',
    '',
    '```',
    `$ npx sigprobe decode ${CAPTURE} -o - --quiet |`,
    `    jq -c 'select(.type == "UL" and .outcome == "reject") | {${SHOWN.join(', ')}}' | head -4`,
    refusals(),
    '```',
  ].join('\n');
}

export function readme(): string {
  return readFileSync(README, 'utf8');
}

export function benchReadme(): string {
  return readFileSync(BENCH, 'utf8');
}

/** Of the results kept last; what stands there where none are kept. */
const ofResults = (text: () => string, name: string, make: (results: Results) => string) => (): string => {
  const results = latest();
  return results === undefined ? part(text(), name) : make(results);
};

/** What stands between the marks of a part, and what should. */
export const PARTS: Readonly<Record<string, () => string>> = {
  look,
  columns: columnsTable,
  speed: ofResults(readme, 'speed', summary),
};
export const BENCH_PARTS: Readonly<Record<string, () => string>> = {
  results: ofResults(benchReadme, 'results', details),
};

export function part(text: string, name: string): string {
  return text.split(`<!-- ${name} -->`)[1]?.split(`<!-- /${name} -->`)[0].trim() ?? '';
}

function written(whole: string, parts: typeof PARTS): string {
  let text = whole;
  for (const [name, make] of Object.entries(parts)) {
    const [before, rest] = text.split(`<!-- ${name} -->`);
    const after = rest.split(`<!-- /${name} -->`)[1];
    text = `${before}<!-- ${name} -->\n\n${make()}\n\n<!-- /${name} -->${after}`;
  }
  return text;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(README, written(readme(), PARTS));
  writeFileSync(BENCH, written(benchReadme(), BENCH_PARTS));
}
