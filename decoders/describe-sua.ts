/** Addresses of SUA for people (RFC 3868 §3.10.2). */
import type { Party } from './describe-sccp.ts';
import type { PointCodeText } from './describe-xua.ts';
import { digits } from './digits.ts';
import { faultPart, type Part, part } from './part.ts';
import { NATURES_OF_ADDRESS, NUMBERING_PLANS, named, SUBSYSTEMS } from './sccp-names.ts';
import { addressText, hexText, uint } from './texts.ts';
import { xuaParameterName } from './xua-names.ts';

const CLAUSE = 'RFC 3868 §3.10.2';
const ROUTING = ['reserved', 'global title', 'SSN and point code', 'host name', 'SSN and IP address'];

export function suaAddress(
  b: Uint8Array,
  at: number,
  end: number,
  pointCode: PointCodeText,
  which: 'called' | 'calling',
  party: Party,
): { value: string; parts: Part[] } {
  if (end - at < 4) return { value: '', parts: [faultPart('address', 4, end - at, at)] };
  const parts: Part[] = [
    part('Routing indicator', `${uint(b, at, 2)} ${ROUTING[uint(b, at, 2)] ?? ''}`.trim(), at, 2, CLAUSE),
    part('Address indicator', `0x${hexText(b, at + 2, 2)}`, at + 2, 2, CLAUSE),
  ];
  const said: string[] = [];
  let p = at + 4;
  while (end - p >= 4) {
    const tag = uint(b, p, 2);
    const length = uint(b, p + 2, 2);
    if (length < 4 || end - p < length) {
      parts.push(faultPart('address', length, end - p, p + 2));
      break;
    }
    const n = length - 4;
    const v = p + 4;
    const give = (clause: string, value: string, below: readonly Part[] = []): void => {
      parts.push(part(xuaParameterName('sua', tag), value, p, length, clause, below));
      said.push(value);
    };
    if (tag === 0x8001 && n >= 8) {
      const text = digits(b, v + 8, Math.min(n - 8, (b[v + 4] + 1) >> 1)).slice(0, b[v + 4]);
      give('RFC 3868 §3.10.2.1', text, [
        part('Global title indicator', b[v + 3], v + 3, 1, CLAUSE),
        part('Number of digits', b[v + 4], v + 4, 1, CLAUSE),
        part('Translation type', b[v + 5], v + 5, 1, CLAUSE),
        part('Numbering plan', named(NUMBERING_PLANS, b[v + 6] & 15), v + 6, 1, CLAUSE),
        part('Nature of address', named(NATURES_OF_ADDRESS, b[v + 7] & 0x7f), v + 7, 1, CLAUSE),
        part('Digits', text, v + 8, n - 8, CLAUSE),
      ]);
    } else if (tag === 0x8002 && n >= 4) give('RFC 3868 §3.10.2.2', String(pointCode(uint(b, v, 4))));
    else if (tag === 0x8003 && n >= 4) {
      party[which] = b[v + 3];
      give('RFC 3868 §3.10.2.3', `SSN ${named(SUBSYSTEMS, b[v + 3])}`);
    } else if (tag === 0x8004 || tag === 0x8006) give(CLAUSE, addressText(b, v, n));
    else give(CLAUSE, hexText(b, v, n));
    p += (length + 3) & ~3;
  }
  return { value: said.join(', '), parts };
}
