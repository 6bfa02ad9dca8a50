/**
 * The dialogue portion of TCAP for people (Q.773 §4.2.3), with the MAP dialogue PDU in its user information (TS 29.002
 * §17.4) and the application context by name.
 */
import { integer } from './ber.ts';
import { type Element, elements, generic, tagText } from './describe-ber.ts';
import { NATURES, PLANS } from './describe-map-codes.ts';
import { digits } from './digits.ts';
import { contextLabel, oidText, otherContextName } from './map-contexts.ts';
import { hidden, type Part, part } from './part.ts';
import {
  abortSourceName,
  associateResultName,
  mapDialoguePduName,
  mapReasonName,
  sourceDiagnosticName,
} from './tcap-names.ts';
import { hexText } from './texts.ts';

/** What the portion tells about the components. */
export interface Dialogue {
  user: 'map' | 'cap' | 'inap' | 'tcap' | undefined;
  /** Version of MAP, 0 where not told. */
  version: number;
}

const CLAUSE = 'Q.773 §4.2.3';
const MAP_CLAUSE = 'TS 29.002 §17.4';

/** Where application contexts are defined, by their user. */
const CONTEXT_CLAUSES = {
  map: 'TS 29.002 §17.3.3',
  cap: 'TS 29.078',
  inap: 'ETS 300 374-1',
  tcap: CLAUSE,
} as const;

const SYNTAXES: Readonly<Record<string, string>> = {
  '0.0.17.773.1.1.1': 'dialogue-as-id',
  '0.0.17.773.1.2.1': 'uniDialogue-as-id',
  '0.4.0.0.1.1.1.1': 'map-DialogueAS',
};

/** The contents of a dialogue portion; notes the application context in `dialogue`. */
export function describeDialogue(b: Uint8Array, at: number, end: number, dialogue: Dialogue): Part[] {
  return each(b, at, end, one => {
    if (one.tag === 0x28) return external(b, one, inside => apdu(b, inside, dialogue));
    if (one.tag === 0x06) return context(b, one, dialogue);
    return undefined;
  });
}

type Read = (one: Element) => Part | undefined;

/** Each element by `read`, without a reading by its tag. */
function each(b: Uint8Array, at: number, end: number, read: Read): Part[] {
  const parts: Part[] = [];
  const faults: Part[] = [];
  for (const one of elements(b, at, end, faults)) parts.push(read(one) ?? unread(b, one));
  return [...parts, ...faults];
}

function unread(b: Uint8Array, one: Element): Part {
  const name = `tag ${tagText(one.tag)}`;
  const length = one.next - one.at;
  if ((b[one.at] & 0x20) !== 0) return part(name, '', one.at, length, '', generic(b, one.start, one.stop, false));
  return part(name, hexText(b, one.start, one.stop - one.start), one.at, length);
}

const give = (name: string, value: string | number, one: Element, clause = CLAUSE, parts: readonly Part[] = []): Part =>
  part(name, value, one.at, one.next - one.at, clause, parts);

/** EXTERNAL (X.690 §8.18): the abstract syntax, then what it holds. */
function external(b: Uint8Array, outer: Element, read: Read): Part {
  const parts = each(b, outer.start, outer.stop, one => {
    if (one.tag === 0x06) {
      const oid = oidText(b, one.start, one.stop - one.start);
      return give('Abstract syntax', `${oid} ${SYNTAXES[oid] ?? ''}`.trim(), one, 'X.690 §8.18');
    }
    if (one.tag === 0xa0) return give('Single ASN.1 type', '', one, 'X.690 §8.18', each(b, one.start, one.stop, read));
    if (one.tag === 0x81) return give('Octet-aligned', '', one, 'X.690 §8.18', each(b, one.start, one.stop, read));
    return undefined;
  });
  return give('External', '', outer, 'X.690 §8.18', parts);
}

function apdu(b: Uint8Array, outer: Element, dialogue: Dialogue): Part | undefined {
  const name = { 96: 'AARQ Dialogue request', 97: 'AARE Dialogue response', 100: 'ABRT Dialogue abort' }[outer.tag];
  if (name === undefined) return undefined;
  const parts = each(b, outer.start, outer.stop, one => {
    switch (one.tag) {
      case 0x80:
        return outer.tag === 0x64
          ? give('Abort source', one.stop > one.start ? abortSourceName(b[one.stop - 1]) : '', one)
          : give('Protocol version', hexText(b, one.start, one.stop - one.start), one);
      case 0xa1:
        return give(
          'Application context name',
          '',
          one,
          CLAUSE,
          each(b, one.start, one.stop, inner => (inner.tag === 0x06 ? context(b, inner, dialogue) : undefined)),
        );
      case 0xa2:
        return give(
          'Result',
          '',
          one,
          CLAUSE,
          each(b, one.start, one.stop, inner =>
            give('Associate result', associateResultName(integer(b, inner.start, inner.stop)), inner),
          ),
        );
      case 0xa3:
        return give(
          'Result source diagnostic',
          '',
          one,
          CLAUSE,
          each(b, one.start, one.stop, inner => diagnostic(b, inner)),
        );
      case 0xbe:
        return give(
          'User information',
          '',
          one,
          CLAUSE,
          each(b, one.start, one.stop, inner =>
            inner.tag === 0x28 ? external(b, inner, pdu => mapPdu(b, pdu)) : undefined,
          ),
        );
      default:
        return undefined;
    }
  });
  return give(name, '', outer, CLAUSE, parts);
}

function diagnostic(b: Uint8Array, one: Element): Part {
  const isProvider = one.tag === 0xa2;
  const parts = each(b, one.start, one.stop, inner => {
    const value = integer(b, inner.start, inner.stop) & 0x7f;
    return give('Diagnostic', sourceDiagnosticName(value | (isProvider ? 0x80 : 0)), inner);
  });
  return give(isProvider ? 'Dialogue service provider' : 'Dialogue service user', '', one, CLAUSE, parts);
}

/** An object identifier that names an application context; tells the user and its version. */
function context(b: Uint8Array, one: Element, dialogue: Dialogue): Part {
  const oid = oidText(b, one.start, one.stop - one.start);
  const arcs = oid.split('.').map(Number);
  const isMap = oid.startsWith('0.4.0.0.1.0.') && arcs.length === 8;
  if (isMap) {
    const isCap = arcs[6] >= 50 && arcs[6] <= 52;
    dialogue.user = isCap ? 'cap' : 'map';
    dialogue.version = isCap ? 0 : arcs[7];
  } else if (/^0\.4\.0\.0\.1\.2[0-3]\./.test(oid)) dialogue.user = 'cap';
  else if (oid.startsWith('0.4.0.1.') || /^0\.0\.17\.12[12]8\./.test(oid)) dialogue.user = 'inap';
  else dialogue.user = 'tcap';
  const name = isMap ? contextLabel(arcs[6], arcs[7]) : otherContextName(oid);
  return give('Application context', name === oid ? oid : `${oid} ${name}`, one, CONTEXT_CLAUSES[dialogue.user]);
}

/** AddressString (TS 29.002 §17.7.8). */
function addressText(b: Uint8Array, at: number, stop: number): string {
  const plan = PLANS[b[at] & 15] ?? b[at] & 15;
  return `${digits(b, at + 1, stop - at - 1)} (${NATURES[(b[at] >> 4) & 7]}, ${plan})`;
}

function mapPdu(b: Uint8Array, outer: Element): Part | undefined {
  if (outer.tag < 0xa0 || outer.tag > 0xa5) return undefined;
  const parts = each(b, outer.start, outer.stop, one => {
    if (outer.tag === 0xa0 && (one.tag === 0x80 || one.tag === 0x81)) {
      const text = one.stop > one.start ? addressText(b, one.start, one.stop) : '';
      return give(one.tag === 0x80 ? 'destinationReference' : 'originationReference', text, one, MAP_CLAUSE);
    }
    if ((outer.tag === 0xa3 || outer.tag === 0xa5) && one.tag === 0x0a && one.stop > one.start) {
      return give(
        outer.tag === 0xa3 ? 'reason' : 'map-ProviderAbortReason',
        mapReasonName(outer.tag, b[one.stop - 1]),
        one,
        MAP_CLAUSE,
      );
    }
    if (outer.tag === 0xa3 && one.tag === 0x06) {
      const oid = oidText(b, one.start, one.stop - one.start);
      return give('alternativeApplicationContext', oid, one, MAP_CLAUSE);
    }
    if (outer.tag === 0xa4 && (one.tag & 0xc0) === 0x80 && (one.tag & 0x1f) <= 3) {
      return give('map-UserAbortChoice', mapReasonName(0xa4, one.tag & 0x1f), one, MAP_CLAUSE);
    }
    if (one.tag === 0x30)
      return hidden('extensionContainer', `${one.stop - one.start} octets`, one.at, one.next - one.at, MAP_CLAUSE);
    return undefined;
  });
  return give(mapDialoguePduName(outer.tag), '', outer, MAP_CLAUSE, parts);
}
