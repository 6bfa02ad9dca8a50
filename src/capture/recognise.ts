/** What an input is, told by its first octets: compression first, then the capture format. */
import { OperatorError } from '../errors.ts';
import { CLASSIC_HEADER, ClassicWalker, classicHeader, isClassic } from './classic.ts';
import { GzipOctets } from './gzip.ts';
import { HeadedOctets, type Octets } from './octets.ts';
import { isPcapng, PcapngWalker } from './pcapng.ts';
import type { Walker, WalkerOptions } from './window.ts';
import { ZstdOctets, type ZstdPlace } from './zstd-octets.ts';

/** Octets looked at. */
const HEAD = 4096;

export interface Recognised {
  /** The capture's octets from the first. */
  readonly octets: Octets;
  readonly compressed: boolean;
  readonly walker: (options: WalkerOptions) => Walker;
}

/** How what is compressed is read. */
export interface Unpacking {
  readonly zstd: ZstdPlace;
  /** Octets that come out at a time, about: much for speed, little where many inputs are read at once. */
  readonly chunk: number;
}

/**
 * Looks at the first octets of an input. `label` is how a person is told of it.
 * Throws an OperatorError (`empty-file`, `not-a-capture`, `cut-header`, or the code of a compression's fault); the
 * caller closes `raw` then.
 */
export async function recognise(raw: Octets, label: string, unpacking: Unpacking): Promise<Recognised> {
  const first = await headOf(raw, 4);
  if (first.length === 0) throw new OperatorError('empty-file', `${label}: empty, no capture in it`);
  const whole = new HeadedOctets(first, raw);
  if (first.length >= 2 && first[0] === 0x1f && first[1] === 0x8b)
    return inside(new GzipOctets(whole, unpacking.chunk), label, 'gzip');
  if (isZstd(first)) return inside(new ZstdOctets(whole, unpacking.zstd, unpacking.chunk), label, 'zstd');
  return format(first, whole, label, '');
}

/** RFC 8878 §3.1: a frame, or one to be skipped. */
function isZstd(b: Uint8Array): boolean {
  if (b.length < 4) return false;
  return (
    (b[0] === 0x28 && b[1] === 0xb5 && b[2] === 0x2f && b[3] === 0xfd) ||
    (b[0] >= 0x50 && b[0] <= 0x5f && b[1] === 0x2a && b[2] === 0x4d && b[3] === 0x18)
  );
}

async function inside(octets: Octets, label: string, compression: string): Promise<Recognised> {
  try {
    return await within(octets, label, compression);
  } catch (error) {
    // A decompressor works ahead of whoever asks: what is refused must stop reading.
    await octets.close();
    throw error;
  }
}

async function within(octets: Octets, label: string, compression: string): Promise<Recognised> {
  const head = await headOf(octets, 4);
  if (head.length < 4 && octets.fault !== undefined) {
    throw new OperatorError(octets.fault.code, `${label}: ${octets.fault.text}, before any capture came out of it`);
  }
  if (head.length === 0) throw new OperatorError('empty-file', `${label}: empty inside its ${compression}`);
  return {
    ...(await format(head, new HeadedOctets(head, octets), label, ` inside its ${compression}`)),
    compressed: true,
  };
}

async function format(first: Uint8Array, octets: Octets, label: string, where: string): Promise<Recognised> {
  const classic = isClassic(first);
  if (
    !classic &&
    (first.length < 4 || first[0] !== 0x0a || first[1] !== 0x0d || first[2] !== 0x0d || first[3] !== 0x0a)
  ) {
    throw new OperatorError('not-a-capture', `${label}: neither pcap nor pcapng${where}`);
  }
  const least = classic ? CLASSIC_HEADER : 12;
  const head = first.length >= least ? first : await headOf(octets, least);
  const whole = head === first ? octets : new HeadedOctets(head, octets);
  if (head.length < least) {
    throw new OperatorError('cut-header', `${label}: ends in its header${where}, ${head.length} octets of ${least}`);
  }
  if (classic) {
    const header = classicHeader(head);
    return { octets: whole, compressed: false, walker: options => new ClassicWalker(header, options) };
  }
  if (!isPcapng(head)) throw new OperatorError('not-a-capture', `${label}: neither pcap nor pcapng${where}`);
  return { octets: whole, compressed: false, walker: options => new PcapngWalker(options) };
}

/** The first octets, `least` where there are as many, more where they came along. */
async function headOf(octets: Octets, least: number): Promise<Uint8Array> {
  const head = new Uint8Array(HEAD);
  let has = 0;
  while (has < least) {
    const n = await octets.fill(head, has, HEAD, Number.POSITIVE_INFINITY);
    if (n <= 0) break;
    has += n;
  }
  return head.subarray(0, has);
}
