/**
 * The floor: what the machine asks for walking the same octets at all. One plain loop in one thread that steps over Ethernet, IPv4,
 * SCTP, M3UA and SCCP or UDP and GTP of a capture in memory and reads identifiers at fixed offsets of the usual forms: no
 * tolerance, no joining, no records, no dialogues. The pipeline is told as a multiple of it; nobody should use it to decode.
 */
import { readFileSync } from 'node:fs';
import { rate, type Sample } from './measure.ts';

const FILE_HEADER = 24;
const RECORD_HEADER = 16;

/** Sums what it reads, so that nothing is optimised away. */
function walk(b: Uint8Array, view: DataView): number {
  let sum = 0;
  for (let p = FILE_HEADER; p + RECORD_HEADER <= b.length; ) {
    const end = p + RECORD_HEADER + view.getUint32(p + 8, true);
    const ip = p + RECORD_HEADER + 14;
    p = end;
    if (b[ip - 2] !== 8 || b[ip - 1] !== 0) continue;
    const transport = ip + (b[ip] & 15) * 4;
    if (b[ip + 9] === 17) sum += gtp(b, transport + 8);
    else if (b[ip + 9] === 132) sum += sctp(b, transport + 12, end);
  }
  return sum;
}

/** TS 29.060 §6: message type, TEID, sequence number, then the IMSI where it is the first element of a request. */
function gtp(b: Uint8Array, p: number): number {
  let sum = b[p + 1] + ((b[p + 4] << 24) | (b[p + 5] << 16) | (b[p + 6] << 8) | b[p + 7]) + (b[p + 8] << 8) + b[p + 9];
  if (b[p + 12] === 2) for (let i = 13; i < 21; i++) sum += b[p + i];
  return sum;
}

/** Chunks of DATA with M3UA DATA in them. */
function sctp(b: Uint8Array, from: number, end: number): number {
  let sum = 0;
  for (let p = from; p + 16 <= end; ) {
    const length = (b[p + 2] << 8) | b[p + 3];
    if (length < 4) break;
    if (b[p] === 0 && b[p + 16] === 1 && b[p + 18] === 1 && b[p + 19] === 1) sum += m3ua(b, p + 24, p + length);
    p += (length + 3) & ~3;
  }
  return sum;
}

function m3ua(b: Uint8Array, from: number, end: number): number {
  for (let p = from; p + 4 <= end; ) {
    const tag = (b[p] << 8) | b[p + 1];
    const length = (b[p + 2] << 8) | b[p + 3];
    if (length < 4) break;
    if (tag === 0x0210) return b[p + 7] + b[p + 11] + sccp(b, p + 16, p + length);
    p += (length + 3) & ~3;
  }
  return 0;
}

/** UDT: the titles' octets and the TCAP behind them. */
function sccp(b: Uint8Array, p: number, end: number): number {
  if (b[p] !== 9) return 0;
  const called = p + 2 + b[p + 2];
  const data = p + 4 + b[p + 4];
  let sum = 0;
  for (let i = called + 1; i < called + 1 + b[called] && i < end; i++) sum += b[i];
  return sum + tcap(b, data + 1, end);
}

/** Elements of the message and of its first component. */
function tcap(b: Uint8Array, from: number, end: number): number {
  let sum = b[from];
  let p = from + (b[from + 1] < 128 ? 2 : 2 + (b[from + 1] & 127));
  while (p + 2 <= end) {
    const short = b[p + 1] < 128;
    const value = p + (short ? 2 : 2 + (b[p + 1] & 127));
    const length = short ? b[p + 1] : b[p + 1] === 0x81 ? b[p + 2] : (b[p + 2] << 8) | b[p + 3];
    if (b[p] === 0x48 || b[p] === 0x49) for (let i = value; i < value + length; i++) sum += b[i];
    else if (b[p] === 0x6c) {
      for (let i = value; i + 8 < value + length && i < value + 24; i++) sum += b[i];
    }
    p = value + length;
  }
  return sum;
}

/** Packets a second. */
export function floorBench(path: string, packets: number): Sample {
  const octets = readFileSync(path);
  const b = new Uint8Array(octets.buffer, octets.byteOffset, octets.length);
  const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
  let sum = 0;
  const passes = rate(() => {
    sum += walk(b, view);
  });
  if (sum === 0) throw new Error('nothing was read');
  return { median: passes.median * packets, least: passes.least * packets, most: passes.most * packets };
}
