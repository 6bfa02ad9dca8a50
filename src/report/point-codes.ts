/** Point codes as people write them. On the wire of M3UA they are plain numbers of 32 bits. */

/** Bits of the parts, the most significant first. */
const PARTS = {
  itu: [3, 8, 3], // Q.704 §2.2.3, Q.708
  ansi: [8, 8, 8], // T1.111.4: network, cluster, member
  china: [8, 8, 8], // main area, sub area, point
  japan: [7, 4, 5], // JT-Q704: unit, sub area, main area
} as const;

export type PointCodes = 'decimal' | keyof typeof PARTS;
export const POINT_CODES: readonly PointCodes[] = ['decimal', 'itu', 'ansi', 'china', 'japan'];

/** `2-100-3`, or the number itself in decimal, or where it has more bits than the format. */
export function pointCode(code: number, format: PointCodes): string | number {
  if (format === 'decimal') return code;
  const bits = PARTS[format];
  let rest = code;
  const parts: number[] = [];
  for (let i = bits.length - 1; i >= 0; i--) {
    parts.unshift(rest % (1 << bits[i]));
    rest = Math.floor(rest / (1 << bits[i]));
  }
  return rest > 0 ? code : parts.join('-');
}
