/**
 * Every frame of other people's captures, compared with tshark. A difference is either a fault of ours or stands in
 * differences.ts with the clause that shows who is right.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { hasTshark } from '../decoders/gtp-tshark.ts';
import { DIFFERENCES } from './differences.ts';
import { type Frame, type Message, ourFrames, tsharkFrames, VALUES, type Value } from './tshark.ts';

const CLI = fileURLToPath(new URL('../../dist/src/cli.js', import.meta.url));
const SHARED = process.env.SIGPROBE_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url));
const FOLDERS = ['sigtran', 'gtp'].map(name => `${SHARED}/captures/${name}`);
const ready = hasTshark() && FOLDERS.every(folder => existsSync(folder));
if (!ready) console.warn('skipped: comparison with tshark (tshark or the shared captures are missing)');

const TCAP_VALUES: readonly Value[] = ['otid', 'dtid', 'codes', 'invoke_id', 'imsi'];
const SCCP_VALUES: readonly Value[] = ['called', 'calling', 'called_ssn', 'calling_ssn'];
const GTP_VALUES: readonly Value[] = [
  ...(['message_type', 'teid', 'sequence_number', 'cause_code', 'apn', 'teid_control', 'teid_data', 'imsi'] as const),
];

/** Values that tshark shows in what was compared. */
let agreed = 0;

function messagesOf(capture: string): Message[] {
  const out = execFileSync(process.execPath, [CLI, 'messages', '--workers', '1', capture], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return out
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Message);
}

/** Layers of a frame that are compared: what tshark's protocol stack of the frame holds. */
function compared(protocols: string): readonly Value[] {
  const stack = protocols.split(':');
  const values = new Set<Value>();
  if (stack.includes('tcap') && !stack.includes('ansi_tcap')) {
    // Without a context tshark leaves the components as data.
    const whole =
      stack.some(layer => layer === 'gsm_map' || layer === 'camel' || layer === 'inap') || stack.at(-1) === 'tcap';
    for (const value of TCAP_VALUES) if (whole || value === 'otid' || value === 'dtid') values.add(value);
    if (stack.includes('sccp')) for (const value of SCCP_VALUES) values.add(value);
  }
  return [...values];
}

for (const folder of ready ? FOLDERS : []) {
  describe.skipIf(!ready)(`${folder.split('/').at(-1)} beside tshark`, () => {
    for (const name of readdirSync(folder).sort()) {
      it(name, () => {
        const lines = messagesOf(`${folder}/${name}`);
        const ours = ourFrames(lines);
        const allowed = DIFFERENCES.filter(row => row.capture === name);
        const found: string[] = [];
        for (const [frame, theirs] of tsharkFrames(`${folder}/${name}`)) {
          if (theirs.malformed) continue;
          const mine = ours.get(frame);
          const gtp = isSignalling(theirs);
          const values = [...compared(theirs.protocols), ...(gtp ? GTP_VALUES : [])];
          if (values.length === 0) continue;
          for (const value of values) {
            const expected = value === 'imsi' ? distinct(theirs.values.imsi) : theirs.values[value];
            agreed += expected.length;
            const got = value === 'imsi' ? distinct(mine?.values.imsi ?? []) : (mine?.values[value] ?? []);
            if (expected.join() === got.join()) continue;
            if (allowed.some(row => row.frame === frame && row.value === value)) continue;
            found.push(`frame ${frame} ${value}: tshark [${expected}] sigprobe [${got}]`);
          }
          if (values.includes('otid') && theirs.kinds.join() !== (mine?.kinds ?? []).join()) {
            if (!allowed.some(row => row.frame === frame && row.value === 'tcap')) {
              found.push(`frame ${frame} tcap: tshark [${theirs.kinds}] sigprobe [${mine?.kinds ?? []}]`);
            }
          }
        }
        expect(found).toEqual([]);
      });
    }
  });
}

/** GTP version 1 below which no user packet lies: user packets are left alone. */
function isSignalling(theirs: Frame): boolean {
  const { values, protocols } = theirs;
  return protocols.endsWith(':gtp') && values.message_type.length === 1 && Number(values.message_type[0]) < 254;
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}

describe.skipIf(!ready)('the comparison itself', () => {
  it('looks at every value that it names', () => {
    console.log(`${agreed} values of tshark compared`);
    expect(agreed).toBeGreaterThan(3000);
    expect(new Set([...TCAP_VALUES, ...SCCP_VALUES, ...GTP_VALUES])).toEqual(new Set(Object.keys(VALUES)));
  });
});
