/** Point codes as people write them. On the wire of M3UA they are plain numbers of 32 bits. */
import { POINT_CODES_ANSI, POINT_CODES_CHINA, POINT_CODES_ITU, POINT_CODES_JAPAN } from '../../decoders/mtp3.ts';

/** Bits of the parts, the most significant first. */
const PARTS = {
  itu: [3, 8, 3], // Q.704 §2.2.3, Q.708
  ansi: [8, 8, 8], // T1.111.4: network, cluster, member
  china: [8, 8, 8], // main area, sub area, point
  japan: [7, 4, 5], // JT-Q704: unit, sub area, main area
} as const;

/** The format on the wire of MTP3 labels and SCCP addresses, as mtp3.ts numbers it; decimal says nothing of it. */
export function pointCodeForm(format: PointCodes): number {
  const forms = {
    decimal: POINT_CODES_ITU,
    itu: POINT_CODES_ITU,
    ansi: POINT_CODES_ANSI,
    china: POINT_CODES_CHINA,
    japan: POINT_CODES_JAPAN,
  };
  return forms[format];
}

/** How labels and addresses are read for a way of writing point codes: ITU's way, unless another network's is asked for. */
export function wireForm(format: PointCodes): 'itu' | 'ansi' | 'china' | 'japan' {
  return format === 'decimal' ? 'itu' : format;
}

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
