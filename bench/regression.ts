/**
 * Fails where the pipeline has become more than 15 % slower: `node dist/bench/regression.js [--commit REV] [--rounds N]`.
 *
 * The commit of bench/baseline.json is checked out beside this one and built, and both walk the same capture in turn, stage by
 * stage, in processes of their own: old, new, old, new, … Compared is CPU time, the least of the rounds, so that neither the
 * machine nor what else runs on it is in the ratio. Whoever makes the pipeline faster names the newer commit in baseline.json.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { corpus } from './corpus.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Of the baseline: more is a loss. */
const MOST = 1.15;
const PACKETS = 600_000;

const { values: options } = parseArgs({
  options: { commit: { type: 'string' }, rounds: { type: 'string', default: '5' } },
});
const named = JSON.parse(readFileSync(join(ROOT, 'bench/baseline.json'), 'utf8')) as { commit: string };
const commit = options.commit ?? named.commit;
const rounds = Number(options.rounds);

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

type Cost = Readonly<Record<string, number>>;

/** Nanoseconds of CPU a packet by stage. */
function stagesOf(dist: string, path: string): Cost {
  const program = join(dist, 'bench/stages.js');
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, path, '--format', 'parquet', '--json'], {
    encoding: 'utf8',
    maxBuffer: 1 << 24,
  });
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr.slice(-500)}`);
  return (JSON.parse(stdout) as { nanoseconds: Cost }).nanoseconds;
}

const sum = (cost: Cost): number => Object.values(cost).reduce((total, ns) => total + ns, 0);

if (spawnSync('git', ['cat-file', '-e', `${commit}^{commit}`], { cwd: ROOT, stdio: 'ignore' }).status !== 0) {
  say(`speed: commit ${commit} of bench/baseline.json is not in this clone (a shallow one?): nothing to compare with`);
  process.exit(0);
}
const folder = mkdtempSync(join(tmpdir(), 'sigprobe-baseline-'));
const old = join(folder, 'old');
let status = 0;
try {
  git('worktree', 'add', '--detach', '--force', old, commit);
  symlinkSync(join(ROOT, 'node_modules'), join(old, 'node_modules'));
  const built = spawnSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-b', 'bench'], {
    cwd: old,
    encoding: 'utf8',
  });
  if (!existsSync(join(old, 'dist/bench/stages.js'))) throw new Error(`${commit} did not build: ${built.stdout}`);
  const { path } = await corpus(PACKETS);
  const before: Cost[] = [];
  const now: Cost[] = [];
  const least = (costs: readonly Cost[]): number => Math.min(...costs.map(sum));
  let ratio = Number.POSITIVE_INFINITY;
  // A loss is believed only when as many rounds again still show it.
  for (let round = 0; round < 2 * rounds && (round < rounds || ratio > MOST); round++) {
    before.push(stagesOf(join(old, 'dist'), path));
    now.push(stagesOf(join(ROOT, 'dist'), path));
    ratio = least(now) / least(before);
  }
  const show = (costs: readonly Cost[]): string => costs.map(cost => sum(cost).toFixed(0)).join(', ');
  say(`speed: ns of CPU a packet, all stages: ${commit} ${show(before)}; here ${show(now)}`);
  say(`speed: ${ratio.toFixed(3)} of the baseline, ${MOST} at most`);
  if (ratio > MOST) {
    status = 1;
    for (const stage of Object.keys(now[0])) {
      const each = (costs: readonly Cost[]): number => Math.min(...costs.map(cost => cost[stage] ?? 0));
      say(`  ${stage.padEnd(8)} ${each(before).toFixed(0)} then, ${each(now).toFixed(0)} now`);
    }
  }
} finally {
  spawnSync('git', ['worktree', 'remove', '--force', old], { cwd: ROOT });
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = status;
