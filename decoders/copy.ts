/** Octets into the scratch record. */
import { scratch } from './message.ts';

const { u8: U8 } = scratch;

/**
 * Copies `b[at]` to `b[at + n - 1]` to octet `to` of the scratch record. Four to eight octets, as digits, areas and
 * addresses have, are written out: the first four and the last four, which may overlap. A loop costs V8 more than them.
 */
export function copyOctets(b: Uint8Array, at: number, n: number, to: number): void {
  if (n >= 4 && n <= 8) {
    const last = at + n - 4;
    const end = to + n - 4;
    U8[to] = b[at];
    U8[to + 1] = b[at + 1];
    U8[to + 2] = b[at + 2];
    U8[to + 3] = b[at + 3];
    U8[end] = b[last];
    U8[end + 1] = b[last + 1];
    U8[end + 2] = b[last + 2];
    U8[end + 3] = b[last + 3];
    return;
  }
  for (let i = 0; i < n; i++) U8[to + i] = b[at + i];
}
