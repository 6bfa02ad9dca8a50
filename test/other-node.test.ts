/**
 * The same options give the same octets on another Node and with another number of workers: a population's capture, and all
 * that `sigprobe run` makes of it, the page included. $SIGPROBE_OTHER_NODE is that Node; `.ci/run` fetches one.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CLI, ended, scratchFolder } from './commands/tool.ts';

const OTHER = process.env.SIGPROBE_OTHER_NODE ?? '';
const asked = OTHER === '' ? undefined : spawnSync(OTHER, ['--version'], { encoding: 'utf8' });
const version = asked?.status === 0 ? asked.stdout.trim() : undefined;
if (version === undefined) {
  process.stderr.write('no other Node is there (set SIGPROBE_OTHER_NODE to its binary): not compared\n');
}

const folder = scratchFolder();

/** Octets of every file under a folder, by name; of the summary without what a run took. */
function filesUnder(place: string): Map<string, Buffer | string> {
  const names = readdirSync(place, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name));
  return new Map(
    names.sort().map((path): [string, Buffer | string] => {
      const octets = readFileSync(path);
      if (!path.endsWith('summary.json')) return [relative(place, path), octets];
      const { run: _, ...rest } = JSON.parse(octets.toString());
      return [relative(place, path), JSON.stringify(rest)];
    }),
  );
}

async function whole(name: string, node: string, workers: string): Promise<Map<string, Buffer | string>> {
  const cwd = join(folder, name);
  mkdirSync(cwd);
  for (const args of [
    ['make', '--population', 'dat1', '--devices', '80', '--days', '4', '--seed', '3', '-o', 'month.pcap'],
    ['run', 'month.pcap', '-o', 'night', '--workers', workers, '--quiet'],
  ]) {
    const { status, stderr } = await ended(
      spawn(node, [CLI, ...args], { cwd, env: { ...process.env, NO_COLOR: '1' } }),
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  }
  return filesUnder(cwd);
}

describe.skipIf(version === undefined)(`on ${process.version} and ${version}`, () => {
  it('a run leaves the same files, octet by octet, whatever the number of workers', async () => {
    const here = await whole('here', process.execPath, '1');
    const there = await whole('there', OTHER, '3');
    expect([...there.keys()]).toEqual([...here.keys()]);
    // Capture and profiles, four tables, summary, page, and six files of the clusters.
    expect(here.size).toBe(14);
    const differ = [...here].filter(
      ([name, octets]) => Buffer.compare(Buffer.from(octets), Buffer.from(there.get(name)!)) !== 0,
    );
    expect(differ.map(([name]) => name)).toEqual([]);
  }, 120_000);
});
