/**
 * Encoders alone: closed dialogues in, octets out, one thread. `node dist/bench/sinks.js [--formats LIST] [--rows N] [--runs N]
 * [--threads N]` prints dialogues a second and octets a dialogue; `parquet+key` is Parquet with pseudonyms.
 *
 * The records are varied as a hub's are: 300,000 subscribers, 500 titles, 50 APNs, every identifier and time its own.
 */
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { PROTOCOL } from '../decoders/protocols.ts';
import * as record from '../src/dialogues/record.ts';
import { ENCODERS } from '../src/sinks/encoders.ts';
import { pseudonyms } from '../src/sinks/pseudonyms.ts';
import { type EncodeInput, type Format, ROW_GROUP_ROWS, rowsPerInput } from '../src/sinks/sink.ts';
import { type Sample, sample, spread } from './measure.ts';

const { dialogue } = record;
const { at, stride } = dialogue;

/** xorshift32: the same numbers everywhere. */
function random(seed: number): (below: number) => number {
  let state = seed | 1;
  return below => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return Math.floor(((state >>> 0) / 0x100000000) * below);
  };
}

function tbcd(text: string): Uint8Array {
  const digits = text.length % 2 === 0 ? text : `${text}f`;
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) =>
    Number.parseInt(digits[2 * i + 1] + digits[2 * i], 16),
  );
}

const HOMES = ['26201', '23415', '310410', '20801', '44010', '72405', '40445', '25001', '60202', '64004'];
const CODES = ['49171', '447785', '1206', '336', '8190', '5521', '9198', '7903', '2010', '25575'];

/** Inputs for the encoders, `rows` in all. */
export function inputs(rows: number, perInput: number = ROW_GROUP_ROWS): EncodeInput[] {
  const draw = random(20260101);
  const digits = (prefix: string, length: number, number: number): Uint8Array =>
    tbcd(prefix + String(number).padStart(length - prefix.length, '0'));
  const imsis = Array.from({ length: 300_000 }, (_, i) => digits(HOMES[i % HOMES.length], 15, (i * 7919) % 1e9));
  const titles = Array.from({ length: 500 }, (_, i) => digits(CODES[i % CODES.length], 11, i * 31));
  const apns = Array.from({ length: 50 }, (_, i) => {
    const label = `operator${i}`;
    return Uint8Array.from([label.length, ...new TextEncoder().encode(label), 3, 0x67, 0x70, 0x72]);
  });
  const made: EncodeInput[] = [];
  let time = 1.76e15;
  for (let done = 0; done < rows; done += perInput) {
    const count = Math.min(perInput, rows - done);
    const records = new ArrayBuffer(perInput * stride);
    const u8 = new Uint8Array(records);
    const u16 = new Uint16Array(records);
    const u32 = new Uint32Array(records);
    const f64 = new Float64Array(records);
    for (let i = 0; i < count; i++) {
      const b = i * stride;
      const slot = (name: keyof typeof at, lengthName: keyof typeof at, octets: Uint8Array): void => {
        u8.set(octets, b + at[name]);
        u8[b + at[lengthName]] = octets.length;
      };
      const gtp = draw(100) < 40;
      const type = gtp ? 4 + draw(3) : draw(10) < 9 ? draw(4) : 7;
      const failed = draw(10) === 0;
      time += draw(400);
      f64[b / 8 + at.start] = time;
      f64[b / 8 + at.answered] = time + 20_000 + draw(200_000);
      f64[b / 8 + at.end] = time + 220_000 + draw(500_000);
      f64[b / 8 + at.otherLeg] = -1;
      u32[b / 4 + at.idLow] = draw(0x100000000);
      u32[b / 4 + at.idHigh] = draw(0x80000000);
      u32[b / 4 + at.firstFrame] = (done + i) * 2 + 1;
      u32[b / 4 + at.lastFrame] = (done + i) * 2 + 20 + draw(100);
      u32[b / 4 + at.messages] = 2 + draw(5);
      u16[b / 2 + at.isd] = type === 1 ? draw(3) : 0;
      u8[b + at.type] = type;
      u8[b + at.legs] = 1;
      u8[b + at.outcome] = failed ? 1 + draw(2) : 0;
      u8[b + at.reason] = failed ? (gtp ? 2 : 1) : 0;
      u32[b / 4 + at.reasonCode] = failed ? (gtp ? 199 + draw(30) : 1 + draw(60)) : 0;
      u32[b / 4 + at.causeCode] = u32[b / 4 + at.reasonCode];
      u8[b + at.match] = gtp ? 4 : 1;
      u8[b + at.ipVersion] = 4;
      u8.set([10, draw(4), draw(8), draw(32)], b + at.src);
      u8.set([10, draw(4), draw(8), draw(32)], b + at.dst);
      slot('imsi', 'imsiLength', imsis[draw(imsis.length)]);
      let present = record.DIALOGUE_HAS_OPERATION | record.DIALOGUE_HAS_RESPONSE;
      if (failed) present |= record.DIALOGUE_HAS_CAUSE;
      if (gtp) {
        u8[b + at.protocol] = PROTOCOL.gtp;
        u16[b / 2 + at.operationCode] = 16 + 2 * (type - 4);
        present |= record.DIALOGUE_HAS_SEQUENCE | record.DIALOGUE_HAS_NSAPI | record.DIALOGUE_HAS_TEID_GGSN;
        present |= record.DIALOGUE_HAS_TEID_SGSN;
        u16[b / 2 + at.sequenceNumber] = draw(65536);
        u8[b + at.nsapi] = 5 + draw(2);
        u32[b / 4 + at.teidControlGgsn] = draw(0x100000000);
        u32[b / 4 + at.teidControlSgsn] = draw(0x100000000);
        u32[b / 4 + at.tunnelLow] = draw(0x100000000);
        u32[b / 4 + at.tunnelHigh] = draw(0x80000000);
        u32[b / 4 + at.apn] = 1 + draw(apns.length);
        slot('ggsnAddress', 'ggsnAddressLength', Uint8Array.of(10, 1, draw(4), draw(16)));
        slot('sgsnAddress', 'sgsnAddressLength', Uint8Array.of(10, 2, draw(8), draw(32)));
        if (type === 4) {
          slot('msisdn', 'msisdnLength', digits('49171', 12, draw(1e7)));
          slot('imei', 'imeiLength', digits('3512340', 16, draw(1e9)));
          u8.set([0x62, 0xf2, 0x10, draw(4), draw(256), draw(256), draw(256)], b + at.location);
          u8.set([0x62, 0xf2, 0x10, draw(4), draw(256), draw(4)], b + at.rai);
          u8[b + at.ratType] = 1 + draw(2);
          u8[b + at.pdpOrganisation] = 1;
          u8[b + at.pdpType] = 0x21;
          u8.set([100, draw(64), draw(256), draw(256)], b + at.endUserV4);
          present |= record.DIALOGUE_HAS_LOCATION | record.DIALOGUE_HAS_RAI | record.DIALOGUE_HAS_RAT;
          present |= record.DIALOGUE_HAS_END_USER | record.DIALOGUE_HAS_END_USER_V4;
        }
      } else {
        u8[b + at.protocol] = PROTOCOL.map;
        u8[b + at.version] = 2 + draw(2);
        u16[b / 2 + at.operationCode] = [56, 2, 23, 3, 0, 0, 0, 45][type];
        present |= record.DIALOGUE_HAS_LABEL | record.DIALOGUE_HAS_CALLED_SSN | record.DIALOGUE_HAS_CALLING_SSN;
        present |= record.DIALOGUE_HAS_CONTEXT;
        u32[b / 4 + at.opc] = 1000 + draw(20);
        u32[b / 4 + at.dpc] = 1000 + draw(20);
        u32[b / 4 + at.otid] = draw(0x100000000);
        u32[b / 4 + at.dtid] = draw(0x100000000);
        u8[b + at.otidLength] = 4;
        u8[b + at.dtidLength] = 4;
        u16[b / 2 + at.contextNumber] = [14, 1, 32, 2, 0, 0, 0, 20][type];
        u8[b + at.contextVersion] = 3;
        u8[b + at.calledSsn] = 6;
        u8[b + at.callingSsn] = 7;
        u8[b + at.visitedNode] = 1 + draw(2);
        slot('callingGt', 'callingGtLength', titles[draw(titles.length)]);
        slot('calledGt', 'calledGtLength', titles[draw(titles.length)]);
        if (type === 1) {
          slot('vlrNumber', 'vlrNumberLength', titles[draw(titles.length)]);
          slot('mscNumber', 'mscNumberLength', titles[draw(titles.length)]);
          slot('msisdn', 'msisdnLength', digits('49171', 12, draw(1e7)));
        }
        if (type === 2) slot('sgsnNumber', 'sgsnNumberLength', titles[draw(titles.length)]);
      }
      u32[b / 4 + at.present] = present;
    }
    made.push({ number: made.length, count, records, texts: apns, files: ['hub.pcap'] });
  }
  return made;
}

export interface SinkRate {
  /** Dialogues a second. */
  readonly rate: Sample;
  /** Nanoseconds of CPU a dialogue. */
  readonly cost: Sample;
  readonly octets: number;
}

/** `+key` behind a format: with pseudonyms. */
export function encodeRate(name: string, rows: number, runs: number): SinkRate {
  const [format, pseudonymised] = name.split('+') as [Format, string?];
  const made = inputs(rows, rowsPerInput([format]));
  const key = pseudonymised === undefined ? {} : { pseudonym: pseudonyms(new Uint8Array(32).fill(7)) };
  const encoder = ENCODERS[format](key);
  const rates: number[] = [];
  const costs: number[] = [];
  let octets = 0;
  // One more run first, for the compiler.
  for (let run = 0; run <= runs; run++) {
    octets = 0;
    const begin = performance.now();
    const before = process.cpuUsage();
    for (const input of made) octets += encoder.encode(input).octets.length;
    if (run === 0) continue;
    rates.push(rows / ((performance.now() - begin) / 1000));
    const { user, system } = process.cpuUsage(before);
    costs.push(((user + system) * 1000) / rows);
  }
  return { rate: sample(rates), cost: sample(costs), octets: octets / rows };
}

/** The same in `threads` threads at once, each with records of its own: dialogues a second of all together. */
export async function encodeRateOf(threads: number, name: string, rows: number, runs: number): Promise<SinkRate> {
  const alone = (): Promise<SinkRate> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL(import.meta.url), { workerData: { name, rows, runs } });
      worker.on('message', resolve).on('error', reject);
    });
  const all = await Promise.all(Array.from({ length: threads }, alone));
  const sum = (pick: (each: Sample) => number): number => all.reduce((total, { rate }) => total + pick(rate), 0);
  const rate = { median: sum(each => each.median), least: sum(each => each.least), most: sum(each => each.most) };
  return { ...all[0], rate };
}

const millions = (value: number): string => (value / 1e6).toFixed(2);
const whole = (value: number): string => value.toFixed(0);

if (!isMainThread && workerData?.name !== undefined) {
  const { name, rows, runs } = workerData;
  parentPort?.postMessage(encodeRate(name, rows, runs));
} else if (process.argv[1]?.endsWith('sinks.js')) {
  const { values } = parseArgs({
    options: {
      formats: { type: 'string', default: 'parquet,ndjson,csv' },
      rows: { type: 'string', default: '1000000' },
      runs: { type: 'string', default: '5' },
      threads: { type: 'string', default: '1' },
    },
  });
  const [rows, runs, threads] = [Number(values.rows), Number(values.runs), Number(values.threads)];
  for (const name of values.formats.split(',')) {
    const found = threads === 1 ? encodeRate(name, rows, runs) : await encodeRateOf(threads, name, rows, runs);
    process.stdout.write(
      `${name.padEnd(14)} ${spread(found.rate, millions)} M dialogues/s, ${spread(found.cost, whole)} ns of CPU and ` +
        `${whole(found.octets)} octets a dialogue\n`,
    );
  }
}
