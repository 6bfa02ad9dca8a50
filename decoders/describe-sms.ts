/**
 * The short message in a forwardSM (TS 23.040 §9.2): its type, addresses and parameters. The text itself is shown only
 * where the caller asked for texts.
 */

import { NATURES, PLANS } from './describe-map-codes.ts';
import { ALPHABET_NAMES, SEVEN_BIT, sevenBitText, smsAlphabet, textOf } from './describe-text.ts';
import type { Json, State } from './describe-walk.ts';
import { digits } from './digits.ts';

type Facts = Record<string, Json>;

/** TP-Message-Type-Indicator (§9.2.3.1), by direction. */
const TO_MOBILE = ['SMS-DELIVER', 'SMS-SUBMIT-REPORT', 'SMS-STATUS-REPORT', 'reserved'] as const;
const FROM_MOBILE = ['SMS-DELIVER-REPORT', 'SMS-SUBMIT', 'SMS-COMMAND', 'reserved'] as const;

/** Facts of the TPDU in `b[at]` to `b[end - 1]`; what a cut TPDU still holds is given. */
export function describeTpdu(b: Uint8Array, at: number, end: number, state: State): Facts | undefined {
  if (end <= at) return undefined;
  const first = b[at];
  const type = (state.toMobile ? TO_MOBILE : FROM_MOBILE)[first & 3];
  const facts: Facts = { type, octets: end - at };
  let p = at + 1;
  switch (type) {
    case 'SMS-DELIVER':
      p = address(b, p, end, 'tp-OA', facts, state);
      p = octet(b, p, end, 'tp-PID', facts, state);
      p = coding(b, p, end, facts, state);
      p = time(b, p, end, 'tp-SCTS', facts, state);
      userData(b, p, end, (first & 0x40) !== 0, facts, state);
      break;
    case 'SMS-SUBMIT':
      p = octet(b, p, end, 'tp-MR', facts, state);
      p = address(b, p, end, 'tp-DA', facts, state);
      p = octet(b, p, end, 'tp-PID', facts, state);
      p = coding(b, p, end, facts, state);
      // TP-Validity-Period-Format (§9.2.3.3): none, relative 1 octet, enhanced or absolute 7
      p += [0, 7, 1, 7][(first >> 3) & 3];
      userData(b, p, end, (first & 0x40) !== 0, facts, state);
      break;
    case 'SMS-STATUS-REPORT':
      p = octet(b, p, end, 'tp-MR', facts, state);
      p = address(b, p, end, 'tp-RA', facts, state);
      p = time(b, p, end, 'tp-SCTS', facts, state);
      p = time(b, p, end, 'tp-DT', facts, state);
      octet(b, p, end, 'tp-ST', facts, state);
      break;
    case 'SMS-COMMAND':
      p = octet(b, p, end, 'tp-MR', facts, state);
      p = octet(b, p, end, 'tp-PID', facts, state);
      p = octet(b, p, end, 'tp-CT', facts, state);
      p = octet(b, p, end, 'tp-MN', facts, state);
      address(b, p, end, 'tp-DA', facts, state);
      break;
    default:
      break;
  }
  return facts;
}

function octet(b: Uint8Array, p: number, end: number, name: string, facts: Facts, state: State): number {
  if (p < end) {
    facts[name] = b[p];
    state.places.set(name, [p, 1]);
  }
  return p + 1;
}

/** TP-DCS with its alphabet by name. */
function coding(b: Uint8Array, p: number, end: number, facts: Facts, state: State): number {
  if (p < end) {
    octet(b, p, end, 'tp-DCS', facts, state);
    state.places.set('alphabet', [p, 1]);
    facts.alphabet = ALPHABET_NAMES[smsAlphabet(b[p])];
  }
  return p + 1;
}

/** Address field (§9.1.2.5): count of digits, type of address, digits; or a name in the 7 bit alphabet. */
function address(b: Uint8Array, p: number, end: number, name: string, facts: Facts, state: State): number {
  if (end - p < 2) return end;
  const count = b[p];
  const octets = (count + 1) >> 1;
  const q = p + 2;
  const nature = (b[p + 1] >> 4) & 7;
  if (end - q < octets || count > 20) return end;
  if (nature === 5) {
    facts[name] = { name: sevenBitText(b, q, q + octets, Math.floor((count * 4) / 7)) };
  } else {
    const plan = b[p + 1] & 0x0f;
    const text = digits(b, q, octets).slice(0, count);
    facts[name] = {
      digits: state.identity === undefined ? text : state.identity('msisdn', text),
      nature: NATURES[nature],
      plan: PLANS[plan] ?? String(plan),
    };
  }
  state.places.set(name, [p, 2 + octets]);
  return q + octets;
}

/** TP-SCTS and its like (§9.2.3.11): seven octets of swapped digits, the last the time zone in quarters of an hour. */
function time(b: Uint8Array, p: number, end: number, name: string, facts: Facts, state: State): number {
  if (end - p < 7) return end;
  const two = (k: number): string => `${b[p + k] & 0x0f}${b[p + k] >> 4}`;
  const zone = b[p + 6];
  const quarters = (zone & 0x07) * 10 + (zone >> 4);
  const sign = (zone & 0x08) === 0 ? '+' : '-';
  const hours = String(Math.floor(quarters / 4)).padStart(2, '0');
  const minutes = String((quarters % 4) * 15).padStart(2, '0');
  facts[name] = `20${two(0)}-${two(1)}-${two(2)}T${two(3)}:${two(4)}:${two(5)}${sign}${hours}:${minutes}`;
  state.places.set(name, [p, 7]);
  return p + 7;
}

/** TP-UDL, the user data header's concatenation (§9.2.3.24.1 and .8), and the text where it was asked for. */
function userData(b: Uint8Array, p: number, end: number, hasHeader: boolean, facts: Facts, state: State): void {
  if (p >= end) return;
  const length = b[p];
  const alphabet = smsAlphabet(typeof facts['tp-DCS'] === 'number' ? facts['tp-DCS'] : 0);
  octet(b, p, end, 'tp-UDL', facts, state);
  let q = p + 1;
  let septets = length;
  let skip = 0;
  if (hasHeader && q < end) {
    const headerOctets = 1 + b[q];
    if (end - q < headerOctets) return;
    concatenation(b, q + 1, q + headerOctets, facts, state);
    skip = Math.ceil((headerOctets * 8) / 7) * 7;
    septets -= skip / 7;
    if (alphabet !== SEVEN_BIT) q += headerOctets;
  }
  if (state.withText !== true) return;
  state.places.set('text', [q, end - q]);
  facts.text =
    alphabet === SEVEN_BIT ? sevenBitText(b, q, end, Math.max(0, septets), skip) : textOf(b, q, end, alphabet, 0);
}

function concatenation(b: Uint8Array, at: number, end: number, facts: Facts, state: State): void {
  let p = at;
  while (end - p >= 2) {
    const [kind, n] = [b[p], b[p + 1]];
    if (end - p - 2 < n) return;
    if (kind === 0 && n === 3) facts.concatenated = { reference: b[p + 2], of: b[p + 3], part: b[p + 4] };
    if (kind === 8 && n === 4) {
      facts.concatenated = { reference: (b[p + 2] << 8) | b[p + 3], of: b[p + 4], part: b[p + 5] };
    }
    if (facts.concatenated !== undefined && !state.places.has('concatenated')) {
      state.places.set('concatenated', [p, 2 + n]);
    }
    p += 2 + n;
  }
}

/** The clause of TS 23.040 behind each of these facts. */
export const SMS_CLAUSES: Readonly<Record<string, string>> = {
  'tp-MR': '§9.2.3.6',
  'tp-OA': '§9.2.3.7',
  'tp-DA': '§9.2.3.8',
  'tp-PID': '§9.2.3.9',
  'tp-DCS': '§9.2.3.10',
  alphabet: '§9.2.3.10',
  'tp-SCTS': '§9.2.3.11',
  'tp-DT': '§9.2.3.13',
  'tp-RA': '§9.2.3.14',
  'tp-ST': '§9.2.3.15',
  'tp-UDL': '§9.2.3.16',
  'tp-MN': '§9.2.3.18',
  'tp-CT': '§9.2.3.19',
  concatenated: '§9.2.3.24',
  text: '§9.2.3.24',
};
