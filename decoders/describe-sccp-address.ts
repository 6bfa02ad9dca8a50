/** SCCP addresses for people (Q.713 §3.4, T1.112.3 §3.4). */
import type { PointCodeText } from './describe-xua.ts';
import { POINT_CODES_ANSI, POINT_CODES_CHINA, POINT_CODES_ITU } from './mtp3.ts';
import { FAULT, faultPart, type Part, part } from './part.ts';
import { ENCODING_SCHEMES, NATURES_OF_ADDRESS, NUMBERING_PLANS, named, SUBSYSTEMS } from './sccp-names.ts';

export interface DescribedAddress {
  /** Title and subsystem in one line. */
  readonly value: string;
  readonly parts: Part[];
  /** -1 where there is none. */
  readonly ssn: number;
}

/** The address in `b[at]` to `b[end - 1]`, without its length. */
export function describeAddress(
  b: Uint8Array,
  at: number,
  end: number,
  form: number,
  pointCode: PointCodeText,
): DescribedAddress {
  const parts: Part[] = [];
  if (end - at < 1) return { value: 'none', parts, ssn: -1 };
  const isAnsi = form === POINT_CODES_ANSI && b[at] > 0x7f;
  const clause = isAnsi ? 'T1.112.3 §3.4' : 'Q.713 §3.4';
  const indicator = b[at];
  const gti = (indicator >> 2) & 15;
  parts.push(
    part('Address indicator', `0x${indicator.toString(16).padStart(2, '0')}`, at, 1, `${clause}.1`, [
      part('Routing', (indicator & 0x40) === 0 ? 'on global title' : 'on subsystem number', at, 1, `${clause}.1`),
      part('Global title indicator', gti, at, 1, `${clause}.1`),
      part('Subsystem number present', (indicator & (isAnsi ? 1 : 2)) === 0 ? 'no' : 'yes', at, 1, `${clause}.1`),
      part('Point code present', (indicator & (isAnsi ? 2 : 1)) === 0 ? 'no' : 'yes', at, 1, `${clause}.1`),
    ]),
  );
  let p = at + 1;
  let ssn = -1;
  const said: string[] = [];
  const wide = form === POINT_CODES_ANSI || form === POINT_CODES_CHINA;
  const takeCode = (): boolean => {
    const octets = wide ? 3 : 2;
    if (end - p < octets) {
      parts.push(faultPart('address', octets, end - p, p));
      return false;
    }
    let code = b[p] | (b[p + 1] << 8);
    if (octets === 3) code |= b[p + 2] << 16;
    else if (form === POINT_CODES_ITU) code &= 0x3fff;
    parts.push(part('Signalling point code', pointCode(code), p, octets, `${clause}.2.1`));
    said.push(`PC ${pointCode(code)}`);
    p += octets;
    return true;
  };
  const takeSubsystem = (): boolean => {
    if (end - p < 1) {
      parts.push(faultPart('address', 1, end - p, p));
      return false;
    }
    ssn = b[p];
    parts.push(part('Subsystem number', named(SUBSYSTEMS, ssn), p, 1, `${clause}.2.2`));
    said.push(`SSN ${named(SUBSYSTEMS, ssn)}`);
    p += 1;
    return true;
  };
  // T1.112.3 has the subsystem before the point code, and their bits the other way round
  const order = isAnsi
    ? ([
        [1, takeSubsystem],
        [2, takeCode],
      ] as const)
    : ([
        [1, takeCode],
        [2, takeSubsystem],
      ] as const);
  const give = (): DescribedAddress => ({ value: said.join(', '), parts, ssn });
  for (const [bit, take] of order) if ((indicator & bit) !== 0 && !take()) return give();
  if (gti === 0) return give();
  const kind = isAnsi ? [0, 3, 2][gti] : gti <= 4 ? gti : undefined;
  if (kind === undefined) {
    parts.push(part(FAULT, `global title indicator ${gti} is not one of the standard`, at, 0));
    return give();
  }
  const title = globalTitle(b, p, end, kind, clause);
  parts.push(title);
  said.unshift(title.value);
  return give();
}

/** A global title in the form of Q.713 §3.4.2.3.1 to §3.4.2.3.4. */
function globalTitle(b: Uint8Array, at: number, end: number, kind: number, of: string): Part {
  const clause = `${of}.2.3${of.startsWith('Q') ? `.${kind}` : ''}`;
  const head = [0, 1, 1, 2, 3][kind];
  if (end - at < head) {
    return part('Global title', '', at, end - at, clause, [faultPart('global title', head, end - at, at)]);
  }
  const parts: Part[] = [];
  let isOdd = false;
  if (kind === 1) {
    isOdd = b[at] > 0x7f;
    parts.push(
      part('Odd or even', isOdd ? 'odd number of digits' : 'even number of digits', at, 1, clause),
      part('Nature of address', named(NATURES_OF_ADDRESS, b[at] & 0x7f), at, 1, clause),
    );
  } else {
    parts.push(part('Translation type', b[at], at, 1, clause));
    if (kind > 2) {
      isOdd = (b[at + 1] & 15) === 1;
      parts.push(
        part('Numbering plan', named(NUMBERING_PLANS, b[at + 1] >> 4), at + 1, 1, clause),
        part('Encoding scheme', named(ENCODING_SCHEMES, b[at + 1] & 15), at + 1, 1, clause),
      );
    }
    if (kind > 3) parts.push(part('Nature of address', named(NATURES_OF_ADDRESS, b[at + 2] & 0x7f), at + 2, 1, clause));
  }
  const text = signals(b, at + head, end, isOdd);
  parts.push(part('Digits', text, at + head, end - at - head, clause));
  return part('Global title', text, at, end - at, clause, parts);
}

/** Address signals (§3.4.2.3.1): two an octet, the low half first; 11 and 12 are the codes b and c, 15 the end of pulsing. */
function signals(b: Uint8Array, at: number, end: number, isOdd: boolean): string {
  let text = '';
  for (let p = at; p < end && text.length < 64; p++) text += (b[p] & 15).toString(16) + (b[p] >> 4).toString(16);
  if (isOdd) text = text.slice(0, -1);
  return text.replace(/f+$/, '');
}
