/** Octets as text for outputs and people; for the last step, not for the hot path. */

/** Longest run of octets written out in hex. */
const MOST_HEX = 64;

/** Hex digits of `n` octets at `b[v]`, cut after 64. */
export function hexText(b: Uint8Array, v: number, n: number): string {
  let text = '';
  for (let i = 0; i < n && i < MOST_HEX; i++) text += b[v + i].toString(16).padStart(2, '0');
  return n > MOST_HEX ? `${text}… (${n} octets)` : text;
}

/** Big-endian number of `n` octets, at most 6. */
export function uint(b: Uint8Array, v: number, n: number): number {
  let value = 0;
  for (let i = 0; i < n; i++) value = value * 256 + b[v + i];
  return value;
}

/** An address of 4 octets dotted, of 16 as RFC 5952 §4 writes it, any other in hex. */
export function addressText(b: Uint8Array, v: number, n: number): string {
  if (n === 4) return `${b[v]}.${b[v + 1]}.${b[v + 2]}.${b[v + 3]}`;
  if (n !== 16) return hexText(b, v, n);
  const groups = Array.from({ length: 8 }, (_, i) => uint(b, v + 2 * i, 2));
  // the longest run of zeros, the first of equals, of two groups or more
  let best = 0;
  let length = 1;
  for (let i = 0; i < 8; i++) {
    let k = i;
    while (k < 8 && groups[k] === 0) k++;
    if (k - i > length) {
      best = i;
      length = k - i;
    }
  }
  const hex = groups.map(group => group.toString(16));
  if (length < 2) return hex.join(':');
  return `${hex.slice(0, best).join(':')}::${hex.slice(best + length).join(':')}`;
}

/** PDP type organisation (low four bits) and number (TS 29.060 §7.7.27). */
export function pdpTypeText(organisation: number, type: number): string {
  const owner = organisation & 0x0f;
  if (owner === 0 && type === 1) return 'PPP';
  if (owner === 1) return { 33: 'IPv4', 87: 'IPv6', 141: 'IPv4v6' }[type] ?? `IETF 0x${type.toString(16)}`;
  return `organisation ${owner}, type 0x${type.toString(16)}`;
}
