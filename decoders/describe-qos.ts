/**
 * The quality of service profile for people: TS 24.008 §10.5.6.5, behind an allocation/retention priority where GTP
 * carries it (TS 29.060 §7.7.34). Shorter profiles of older releases end where they end.
 */
import { type Part, part } from './part.ts';

const CLAUSE = 'TS 24.008 §10.5.6.5';
const TRAFFIC_CLASSES = ['subscribed', 'conversational', 'streaming', 'interactive', 'background'];
const DELIVERY_ORDERS = ['subscribed', 'with', 'without'];
const ERRONEOUS = ['subscribed', 'no detection', 'delivered', 'not delivered'];

const kilobits = (rate: number): string => `${rate} kbit/s`;

/** Maximum and guaranteed bit rates, octets 8, 9, 12 and 13. */
export function bitRate(n: number): string {
  if (n === 0) return 'subscribed';
  if (n === 0xff) return kilobits(0);
  if (n < 0x40) return kilobits(n);
  return kilobits(n < 0x80 ? 64 + (n - 0x40) * 8 : 576 + (n - 0x80) * 64);
}

/** The extension of a bit rate, octets 15 to 18; 0 leaves the first value as it is. */
export function extendedBitRate(n: number): string {
  if (n === 0 || n > 250) return 'not used';
  if (n <= 74) return kilobits(8600 + n * 100);
  return kilobits(n <= 186 ? 16_000 + (n - 74) * 1000 : 128_000 + (n - 186) * 2000);
}

/** The second extension, octets 19 to 22. */
export function furtherBitRate(n: number): string {
  if (n === 0 || n > 246) return 'not used';
  if (n <= 61) return kilobits(256_000 + n * 4000);
  return kilobits(n <= 161 ? 500_000 + (n - 61) * 10_000 : 1_500_000 + (n - 161) * 100_000);
}

/** Maximum SDU size in octets. */
export function sduSize(n: number): string {
  if (n === 0) return 'subscribed';
  if (n <= 150) return `${n * 10} octets`;
  return n <= 153 ? `${[1502, 1510, 1520][n - 151]} octets` : `reserved ${n}`;
}

/** Transfer delay, six bits. */
export function transferDelay(n: number): string {
  if (n === 0) return 'subscribed';
  if (n < 16) return `${n * 10} ms`;
  if (n < 32) return `${200 + (n - 16) * 50} ms`;
  return n < 63 ? `${1000 + (n - 32) * 100} ms` : 'reserved 63';
}

type Bits = readonly [name: string, shift: number, mask: number, text?: (n: number) => string];
const named = (names: readonly string[]) => (n: number) => names[n] ?? `reserved ${n}`;

/** By octet of the profile, from 0. */
const OCTETS: readonly (readonly Bits[])[] = [
  [
    ['Delay class', 3, 7],
    ['Reliability class', 0, 7],
  ],
  [
    ['Peak throughput', 4, 15],
    ['Precedence class', 0, 7],
  ],
  [['Mean throughput', 0, 31, n => (n === 31 ? 'best effort' : String(n))]],
  [
    ['Traffic class', 5, 7, named(TRAFFIC_CLASSES)],
    ['Delivery order', 3, 3, named(DELIVERY_ORDERS)],
    ['Delivery of erroneous SDUs', 0, 7, named(ERRONEOUS)],
  ],
  [['Maximum SDU size', 0, 255, sduSize]],
  [['Maximum bit rate uplink', 0, 255, bitRate]],
  [['Maximum bit rate downlink', 0, 255, bitRate]],
  [
    ['Residual BER', 4, 15],
    ['SDU error ratio', 0, 15],
  ],
  [
    ['Transfer delay', 2, 63, transferDelay],
    ['Traffic handling priority', 0, 3],
  ],
  [['Guaranteed bit rate uplink', 0, 255, bitRate]],
  [['Guaranteed bit rate downlink', 0, 255, bitRate]],
  [
    ['Signalling indication', 4, 1],
    ['Source statistics descriptor', 0, 15],
  ],
  [['Maximum bit rate downlink, extended', 0, 255, extendedBitRate]],
  [['Guaranteed bit rate downlink, extended', 0, 255, extendedBitRate]],
  [['Maximum bit rate uplink, extended', 0, 255, extendedBitRate]],
  [['Guaranteed bit rate uplink, extended', 0, 255, extendedBitRate]],
  [['Maximum bit rate downlink, extended 2', 0, 255, furtherBitRate]],
  [['Guaranteed bit rate downlink, extended 2', 0, 255, furtherBitRate]],
  [['Maximum bit rate uplink, extended 2', 0, 255, furtherBitRate]],
  [['Guaranteed bit rate uplink, extended 2', 0, 255, furtherBitRate]],
];

/** The parts of the `n` octets at `b[v]`: allocation/retention priority, then the profile. */
export function describeQos(b: Uint8Array, v: number, n: number): Part[] {
  const parts: Part[] = [];
  if (n > 0) parts.push(part('Allocation/retention priority', b[v], v, 1, 'TS 29.060 §7.7.34'));
  for (let i = 1; i < n && i <= OCTETS.length; i++) {
    for (const [name, shift, mask, text] of OCTETS[i - 1]) {
      const value = (b[v + i] >> shift) & mask;
      parts.push(part(name, text === undefined ? value : text(value), v + i, 1, CLAUSE));
    }
  }
  return parts;
}
