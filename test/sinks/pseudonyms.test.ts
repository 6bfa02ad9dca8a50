import { createHmac } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PROTOCOL } from '../../decoders/protocols.ts';
import { DIALOGUE_HAS_END_USER_V4, DIALOGUE_HAS_END_USER_V6, dialogue } from '../../src/dialogues/record.ts';
import { ENCODERS } from '../../src/sinks/encoders.ts';
import { makeKey, pseudonyms, readKey } from '../../src/sinks/pseudonyms.ts';
import { FORMATS } from '../../src/sinks/sink.ts';
import { query } from './duckdb.ts';
import { draws, RecordView, randomInput, tbcd } from './records.ts';

const KEY = Uint8Array.from({ length: 32 }, (_, i) => i);
const hash = (text: string): string => createHmac('sha256', KEY).update(text).digest('hex').slice(0, 32);

describe('a pseudonym', () => {
  const pseudonym = pseudonyms(KEY);

  it('is the HMAC-SHA-256 of kind and digits, 16 octets in hex', () => {
    expect(pseudonym.of('imsi', '262012345678901')).toBe(hash('imsi\x00262012345678901'));
  });

  it.each([32, 63, 64, 65, 200, 4096])('is that of a key of %i octets', octets => {
    const key = Uint8Array.from({ length: octets }, (_, i) => (i * 7 + octets) & 0xff);
    const mine = pseudonyms(key);
    for (const text of ['', '1', '26201', '2001:db8::1', '9'.repeat(39), '7'.repeat(60), '8'.repeat(200), '26201']) {
      const whole = createHmac('sha256', key).update(`msisdn\0${text}`).digest('hex');
      expect(mine.of('msisdn', text)).toBe(whole.slice(0, 32));
    }
  });

  it('differs by kind and by key', () => {
    expect(pseudonym.of('imsi', '49171')).not.toBe(pseudonym.of('msisdn', '49171'));
    expect(pseudonym.of('imsi', '49171')).not.toBe(pseudonyms(KEY.map(each => each ^ 1)).of('imsi', '49171'));
  });

  it('is the same for an IMEI and the IMEISV of the same device', () => {
    expect(pseudonym.of('imei', '351234071234560')).toBe(pseudonym.of('imei', '3512340712345612'));
    expect(pseudonym.of('imei', '351234071234560')).not.toBe(pseudonym.of('imei', '351234071234660'));
  });
});

describe('encoders with a key', () => {
  /** Identities as MAP and as GTP write them, one row each. */
  function rows(): Record<string, unknown>[] {
    const records = new ArrayBuffer(2 * dialogue.stride);
    const [map, gtp] = [new RecordView(records, 0), new RecordView(records, 1)];
    map.set('protocol', PROTOCOL.map);
    gtp.set('protocol', PROTOCOL.gtp);
    for (const r of [map, gtp]) r.setSlot('msisdn', tbcd('491710760000'));
    map.setSlot('imsi', tbcd('262012345678901'));
    gtp.setSlot('imsi', [...tbcd('262012345678901')]);
    map.setSlot('imei', tbcd('351234071234560'));
    gtp.setSlot('imei', tbcd('3512340712345612'));
    gtp.setOctets('endUserV4', [10, 1, 2, 3]);
    gtp.setOctets('endUserV6', [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    gtp.set('present', DIALOGUE_HAS_END_USER_V4 | DIALOGUE_HAS_END_USER_V6);
    const encoder = ENCODERS.ndjson({ pseudonym: pseudonyms(KEY) });
    const { octets } = encoder.encode({ number: 0, count: 2, records, texts: [], files: ['a'] });
    return new TextDecoder()
      .decode(octets)
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as Record<string, unknown>);
  }

  it('give one subscriber and device the same pseudonyms in MAP and GTP', () => {
    const [map, gtp] = rows();
    expect([gtp.imsi, gtp.msisdn, gtp.imei]).toEqual([map.imsi, map.msisdn, map.imei]);
    expect(map.imsi).toBe(hash('imsi\x00262012345678901'));
    expect(map.msisdn).toBe(hash('msisdn\x00491710760000'));
    expect(map.imei).toBe(hash('imei\x0035123407123456'));
  });

  it('hash each address of a device with two', () => {
    const [, gtp] = rows();
    expect(gtp.end_user_address).toBe(
      `${hash('end_user_address\x0010.1.2.3')} ${hash('end_user_address\x002001:db8::1')}`,
    );
  });

  it('leave what says only type, network and country', () => {
    const [map] = rows();
    expect([map.tac, map.home_mcc, map.home_mnc, map.home_country]).toEqual(['35123407', '262', '01', 'DE']);
  });
});

describe('identities in all formats', () => {
  it('are the pseudonyms of what stands there without a key, however often they come', async () => {
    const input = randomInput(6000, draws(7));
    const options = { pseudonym: pseudonyms(KEY) };
    const rows = (octets: Uint8Array): Record<string, string | null>[] =>
      new TextDecoder()
        .decode(octets)
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line));
    const plain = rows(ENCODERS.ndjson().encode(input).octets);
    const keyed = ENCODERS.ndjson(options);
    // Twice, so that what was kept is used.
    keyed.encode(input);
    const hidden = rows(keyed.encode(input).octets);
    const expected = plain.map(({ imsi, msisdn, imei, end_user_address: addresses }) => [
      imsi === null ? null : hash(`imsi\0${imsi}`),
      msisdn === null ? null : hash(`msisdn\0${msisdn}`),
      imei === null ? null : hash(`imei\0${imei.slice(0, 14)}`),
      addresses === null
        ? null
        : addresses
            .split(' ')
            .map(address => hash(`end_user_address\0${address}`))
            .join(' '),
    ]);
    const found = (row: Record<string, unknown>): unknown[] => [row.imsi, row.msisdn, row.imei, row.end_user_address];
    expect(hidden.map(found)).toEqual(expected);
    // In Parquet some go through a dictionary and some do not.
    const folder = await mkdtemp(join(tmpdir(), 'hidden-'));
    const path = join(folder, 'hidden.parquet');
    const sink = FORMATS.parquet.sink(path);
    await sink.open();
    await sink.append(ENCODERS.parquet(options).encode(input));
    await sink.finish();
    const encodings = await query(`select distinct encodings from parquet_metadata('${path}')
      where path_in_schema in ('imsi', 'msisdn', 'imei', 'end_user_address')`);
    expect(encodings.length).toBeGreaterThan(1);
    expect((await query(`select * from '${path}'`)).map(found)).toEqual(expected);
    await rm(folder, { recursive: true });
  });
});

describe('titles with a key', () => {
  const IMSI = '262012345678901';
  const called = (gt: string, fields: Record<string, number>, imsi = IMSI): unknown => {
    const records = new ArrayBuffer(dialogue.stride);
    const map = new RecordView(records, 0);
    map.set('protocol', PROTOCOL.map);
    map.set('type', 7);
    map.setSlot('imsi', tbcd(imsi));
    map.setSlot('msisdn', tbcd('491710760000'));
    map.setSlot('calledGt', tbcd(gt));
    for (const [name, value] of Object.entries(fields)) map.set(name, value);
    const encoder = ENCODERS.ndjson({ pseudonym: pseudonyms(KEY) });
    const { octets } = encoder.encode({ number: 0, count: 1, records, texts: [], files: ['a'] });
    return (JSON.parse(new TextDecoder().decode(octets)) as Record<string, unknown>).called_gt;
  };

  it('stay where they are of nodes', () => {
    expect(called('33609000002', { type: 0, operationCode: 56, calledPlan: 1 })).toBe('33609000002');
    expect(called('491711000001', { operationCode: 44, calledPlan: 1 })).toBe('491711000001');
  });

  it.each([
    ['of E.214', '491712345678901', { type: 0, operationCode: 56, calledPlan: 7 }],
    ['of E.212', IMSI, { type: 0, operationCode: 56, calledPlan: 6 }],
    ['of E.214 under the plan of E.164', '491712345678901', { type: 0, operationCode: 56, calledPlan: 1 }],
    ['that are asked for by number', '491710999999', { operationCode: 45, calledPlan: 1 }],
  ])('%s are hidden', (_, gt, fields) => {
    expect(called(gt, fields)).toMatch(/^0\d{23}$/);
    expect(called(gt, fields)).toBe(called(gt, fields));
  });
});

describe('a key file', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keys-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('is made of 32 random octets that only its owner may read', async () => {
    const [one, two] = [join(folder, 'one'), join(folder, 'two')];
    await makeKey(one);
    await makeKey(two);
    expect((await stat(one)).mode & 0o777).toBe(0o600);
    const key = await readKey(one);
    expect(key).toHaveLength(32);
    expect(Buffer.compare(key, await readKey(two))).not.toBe(0);
  });

  it('is never overwritten', async () => {
    const path = join(folder, 'key');
    await writeFile(path, 'mine');
    await expect(makeKey(path)).rejects.toThrow(`cannot make the key file ${path}: it is there already`);
    expect(await readFile(path, 'utf8')).toBe('mine');
  });

  it.each([0o640, 0o604, 0o660, 0o610])('of mode %o is refused', async mode => {
    const path = join(folder, 'key');
    await makeKey(path);
    await chmod(path, mode);
    await expect(readKey(path)).rejects.toMatchObject({ name: 'OperatorError', code: 'open-key' });
  });

  it('of fewer than 32 octets is refused, and its content not shown', async () => {
    const path = join(folder, 'key');
    await writeFile(path, 'secret', { mode: 0o600 });
    const error = (await readKey(path).catch(each => each)) as Error;
    expect(error).toMatchObject({ name: 'OperatorError', code: 'short-key' });
    expect(error.message).not.toContain('secret');
  });

  it('that is not there, or no file, is an operator error', async () => {
    await expect(readKey(join(folder, 'none'))).rejects.toMatchObject({ name: 'OperatorError', code: 'no-key' });
    await expect(readKey(folder)).rejects.toMatchObject({ name: 'OperatorError', code: 'bad-key' });
  });
});
