/** The visited operator where the network does not state it: specification §6. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readPrefixes } from '../../src/dialogues/prefixes.ts';
import { end, invoke, result, type Tcap } from './messages.ts';
import { pair } from './rows.ts';
import { ask, back, SAI, UL } from './scenes.ts';

/** 262-01 as three octets: mcc digits 2 and 1, mnc digit 3 (none) and mcc digit 3, mnc digits 2 and 1. */
const GERMAN: [number, number, number] = [0x62, 0xf2, 0x10];
const OTHER_GERMAN: [number, number, number] = [0x62, 0xf2, 0x20];

let n = 0;
/** An answered dialogue from a node, with the PLMN that it states if any. */
function dialogue(at: number, gt: string, plmn?: readonly [number, number, number], operation = SAI): Tcap[] {
  const tid = (0x1000 + n++).toString(16).padStart(8, '0');
  const calling = { gt, ssn: 7 };
  return [
    ask(at, tid, [invoke(operation)], { calling, ...(plmn === undefined ? {} : { visitedPlmn: plmn }) }),
    end(back(at + 0.1, tid, [result()], { called: calling })),
  ];
}

const plmns = (messages: Tcap[], prefixes = new Map<string, { mcc: string; mnc: string }>()): string[] =>
  pair(messages, { prefixes }).rows.map(row => row.visitedPlmn);

describe('a prefix learnt', () => {
  it('serves a later dialogue of a node nearby that states nothing', () => {
    expect(plmns([...dialogue(0, '491711000001', GERMAN), ...dialogue(10, '491711000777')])).toEqual([
      '62f210',
      '62f210',
    ]);
  });

  it('says nothing of numbers that share less than six digits', () => {
    expect(plmns([...dialogue(0, '491711000001', GERMAN), ...dialogue(10, '491721000777')])).toEqual(['62f210', '']);
  });

  it('is dropped where two networks share it, and the longer one stands', () => {
    const learnt = [...dialogue(0, '491711000001', GERMAN), ...dialogue(1, '491711990001', OTHER_GERMAN)];
    expect(plmns([...learnt, ...dialogue(10, '491711000777'), ...dialogue(11, '491711880000')]).slice(2)).toEqual([
      '62f210',
      '',
    ]);
  });

  it('never overrides what the network states', () => {
    expect(plmns([...dialogue(0, '491711000001', GERMAN), ...dialogue(10, '491711000001', OTHER_GERMAN)])).toEqual([
      '62f210',
      '62f220',
    ]);
  });

  it('comes from dialogues before, not behind', () => {
    expect(plmns([...dialogue(0, '491711000777'), ...dialogue(10, '491711000001', GERMAN)])).toEqual(['', '62f210']);
  });
});

describe("the operator's table", () => {
  const table = new Map([
    ['49171', { mcc: '262', mnc: '01' }],
    ['4917110', { mcc: '310', mnc: '410' }],
  ]);

  it('decides by its longest prefix, before what was learnt', () => {
    const learnt = dialogue(0, '491711000001', OTHER_GERMAN);
    // 310-410: three digits of mnc
    expect(plmns([...learnt, ...dialogue(10, '491711000777', undefined, UL)], table)[1]).toBe('130014');
    expect(plmns(dialogue(0, '491719999999'), table)).toEqual(['62f210']);
  });
});

describe('the file of prefixes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'prefixes-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (text: string): string => {
    const path = join(folder, 'table.csv');
    writeFileSync(path, text);
    return path;
  };

  it('takes a header, comments and empty lines', async () => {
    const table = await readPrefixes(file('prefix,mcc,mnc\n# Germany\n49171, 262, 01\r\n\n1305,310,410\n'));
    expect([...table]).toEqual([
      ['49171', { mcc: '262', mnc: '01' }],
      ['1305', { mcc: '310', mnc: '410' }],
    ]);
  });

  it.each(['49171,262', '+49171,262,01', '49171,26,01', '49171,262,1'])('names the line of %s', async line => {
    await expect(readPrefixes(file(`1305,310,410\n${line}\n`))).rejects.toThrow(/line 2 is not prefix,mcc,mnc/);
  });

  it('says that a file is missing', async () => {
    await expect(readPrefixes(join(folder, 'none.csv'))).rejects.toThrow(/none\.csv: .*ENOENT/);
  });
});
