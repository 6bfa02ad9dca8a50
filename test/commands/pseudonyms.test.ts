/**
 * With a key nothing of an identity leaves: every octet of every output of made traffic is searched for every subscriber of its
 * truth, as digits, as the digits that a title may have of an IMSI, as TBCD octets, and as hex of either.
 */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { query } from '../sinks/duckdb.ts';
import { scratchFolder, sigprobe } from './tool.ts';

/** A form of an identity as it might stand somewhere, and whose it is. */
type Forms = Map<string, string>;

const folder = scratchFolder();
const captures = ['plain', 'legs'].map(name => join(folder, `${name}.pcap`));
const identities: Forms = new Map();
const addresses: Forms = new Map();
let key = '';

const tbcd = (digits: string): string => {
  const even = digits.length % 2 === 0 ? digits : `${digits}f`;
  return even.replace(/(.)(.)/g, '$2$1');
};
const hex = (text: string): string => Buffer.from(text, 'latin1').toString('hex');

function learn(kind: string, digits: string): void {
  const name = `${kind} ${digits}`;
  for (const form of [digits, tbcd(digits), hex(digits)]) identities.set(form, name);
  // The subscriber's part: E.214 makes a title of it (behind MCC and the first digits of the MNC).
  if (kind === 'imsi') identities.set(digits.slice(5), name);
  // The device, without check digit or software version.
  if (kind === 'imei') identities.set(digits.slice(0, 14), name);
}

/** Of forms by their beginnings, the lengths they have: most places of a text begin none. */
const HEAD = 7;
const heads = new Map<string, Set<number>>();
const HEX = new Set(Array.from('0123456789abcdef', c => c.charCodeAt(0)));

/** Those that begin in a text of hex digits at `from`, `from + step`, … before `to`. */
function within(text: string, from: number, to: number, step: number, names: Set<string>): void {
  for (let i = from; i + HEAD <= to; i += step) {
    for (const length of heads.get(text.slice(i, i + HEAD)) ?? []) {
      const name = identities.get(text.slice(i, Math.min(i + length, to)));
      if (name !== undefined) names.add(name);
    }
  }
}

/** Whose identities stand in a text: in any run of hex digits in it, at any place. */
function found(text: string): Set<string> {
  const names = new Set<string>();
  const low = text.toLowerCase();
  for (let from = 0; from < low.length; ) {
    let to = from;
    while (HEX.has(low.charCodeAt(to))) to++;
    within(low, from, to, 1, names);
    from = to + 1;
  }
  for (const [address] of low.matchAll(/\b(?:\d{1,3}\.){3}\d{1,3}\b|\b[0-9a-f]{1,4}:[0-9a-f:]{2,35}/g)) {
    const name = addresses.get(address);
    if (name !== undefined) names.add(name);
  }
  return names;
}

/** Those of octets: as text, and the octets themselves as hex. */
function foundIn(octets: Uint8Array): Set<string> {
  const buffer = Buffer.from(octets);
  const names = found(buffer.toString('latin1'));
  const digits = buffer.toString('hex');
  within(digits, 0, digits.length, 2, names);
  return names;
}

/** All columns of a Parquet file as text. */
async function textOf(path: string): Promise<string> {
  const csv = `${path}.csv`;
  await query(`COPY (SELECT * FROM read_parquet('${path}')) TO '${csv}' (FORMAT csv)`);
  return readFileSync(csv, 'utf8');
}

/** Whose identities stand in a folder's files, by file. */
async function leaks(where: string): Promise<Record<string, string[]>> {
  const by: Record<string, string[]> = {};
  for (const entry of readdirSync(where, { recursive: true })) {
    const path = join(where, String(entry));
    if (!statSync(path).isFile()) continue;
    const names = foundIn(readFileSync(path));
    if (path.endsWith('.parquet')) for (const name of found(await textOf(path))) names.add(name);
    if (names.size > 0) by[String(entry)] = [...names].slice(0, 5);
  }
  return by;
}

beforeAll(async () => {
  const make = (path: string, ...more: string[]) =>
    sigprobe(['make', '--packets', '6000', '--seed', '3', '--faults', 'all=1', ...more, '-o', path]);
  await make(captures[0] as string);
  await make(captures[1] as string, '--legs', '--start', '30');
  for (const path of captures) {
    for (const line of readFileSync(path.replace('.pcap', '.truth.ndjson'), 'utf8').trim().split('\n')) {
      const { imsi, msisdn, imei, end_user_address } = JSON.parse(line) as Record<string, string | null>;
      if (imsi) learn('imsi', imsi);
      if (msisdn) learn('msisdn', msisdn);
      if (imei) learn('imei', imei);
      if (end_user_address) for (const one of end_user_address.split(' ')) addresses.set(one, `address ${one}`);
    }
  }
  key = join(folder, 'key');
  for (const form of identities.keys()) {
    const head = form.slice(0, HEAD);
    heads.set(head, (heads.get(head) ?? new Set()).add(form.length));
  }
  expect((await sigprobe(['key', key])).status).toBe(0);
}, 120_000);

describe('with a key', () => {
  const FORMATS = 'parquet,ndjson,csv';

  it('the search finds what is there: the same outputs without one', async () => {
    const out = join(folder, 'open');
    await sigprobe(['decode', ...captures, '-o', out, '--format', FORMATS, '--quiet']);
    const rows = await textOf(join(out, 'dialogues.parquet'));
    const all = new Set([...identities.values(), ...addresses.values()]);
    expect(all.size).toBeGreaterThan(1000);
    // Not those of dialogues whose tunnel or copy alone tells it.
    expect(found(rows).size).toBeGreaterThan(all.size * 0.98);
    for (const name of ['dialogues.ndjson', 'dialogues.csv']) {
      expect(foundIn(readFileSync(join(out, name))).size).toBeGreaterThan(all.size * 0.98);
    }
    const [one] = identities.values();
    const octets = Buffer.from(`00${tbcd((one as string).split(' ')[1] as string)}00`, 'hex');
    expect(foundIn(octets).size).toBe(1);
  });

  it('no identity stands in any output, in the summary, on the terminal', async () => {
    const out = join(folder, 'hidden');
    const summary = join(out, 'summary.json');
    const { status, stdout, stderr } = await sigprobe([
      ...['decode', ...captures, '-o', out, '--format', FORMATS, '--orphans'],
      ...['--summary', summary, '--pseudonym-key', key],
    ]);
    expect(status, stderr).toBe(0);
    expect(await leaks(out)).toEqual({});
    expect([...found(stdout), ...found(stderr)]).toEqual([]);
    // It was not for want of records.
    const [rows] = await query(`SELECT count(imsi) AS imsis, count(*) AS n FROM '${join(out, 'dialogues.parquet')}'`);
    expect(Number(rows?.imsis)).toBeGreaterThan(1500);
    const piped = await sigprobe(['decode', ...captures, '-o', '-', '--pseudonym-key', key]);
    expect(piped.stdout.length).toBeGreaterThan(100_000);
    expect([...found(piped.stdout), ...found(piped.stderr)]).toEqual([]);
  });

  it('nor in features, sessions, tunnels and the report', async () => {
    const out = join(folder, 'all');
    const { status, stdout, stderr } = await sigprobe(['run', ...captures, '-o', out, '--pseudonym-key', key]);
    expect(status, stderr).toBe(0);
    expect(readdirSync(out)).toContain('features.parquet');
    expect(await leaks(out)).toEqual({});
    expect([...found(stdout), ...found(stderr)]).toEqual([]);
  }, 120_000);

  it('nor in what is said of a capture that is cut, of none, of an output that cannot be', async () => {
    const cut = join(folder, 'cut.pcap');
    writeFileSync(cut, readFileSync(captures[0] as string).subarray(0, 400_001));
    const said: string[] = [];
    for (const args of [
      ['decode', cut, '-o', join(folder, 'of-cut')],
      ['decode', join(folder, 'key'), '-o', join(folder, 'of-key')],
      ['decode', captures[0] as string, '-o', join(captures[1] as string, 'x')],
      ['decode', captures[0] as string, '-o', join(folder, 'of-full'), '--max-dialogues', '64', '--max-tunnels', '16'],
    ]) {
      const { stdout, stderr } = await sigprobe([...args, '--pseudonym-key', key]);
      said.push(stdout, stderr);
    }
    expect(said.join('').length).toBeGreaterThan(500);
    expect([...found(said.join('\n'))]).toEqual([]);
  });
});
