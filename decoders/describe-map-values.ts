/** The primitive types of MAP (TS 29.002 §17.7.8) as values for people. */
import { apnText } from './apn.ts';
import { integer } from './ber.ts';
import { BEARER_SERVICES, NATURES, PLANS, SUPPLEMENTARY_SERVICES, TELESERVICES } from './describe-map-codes.ts';
import { ALPHABET_NAMES, SEVEN_BIT, textOf, ussdAlphabet } from './describe-text.ts';
import { type Identity, type Json, type Reader, type State, type Type, value } from './describe-walk.ts';
import { digits } from './digits.ts';
import { cellText, laiText, plmnText, raiText } from './plmn.ts';
import { addressText, hexText, pdpTypeText } from './texts.ts';

// Universal tag numbers (X.690 §8)
const BOOLEAN_TAG = 1;
const INTEGER_TAG = 2;
const BIT_STRING_TAG = 3;
const OCTET_STRING_TAG = 4;
const NULL_TAG = 5;
const ENUMERATED_TAG = 10;

export const NULL: Type = value(NULL_TAG, () => true);
export const BOOLEAN: Type = value(BOOLEAN_TAG, (b, at, end) => (end > at ? b[end - 1] !== 0 : undefined));
export const INTEGER: Type = value(INTEGER_TAG, (b, at, end) => (end > at ? integer(b, at, end) : undefined));
/** Octets in hex; for what has no better reading and is no secret. */
export const OCTETS: Type = value(OCTET_STRING_TAG, (b, at, end) => hexText(b, at, end - at));
/** Only how long it is: keys, and signalling of other layers. */
export const HIDDEN: Type = value(OCTET_STRING_TAG, (_, at, end) => ({ octets: end - at }));
/** A private extension. */
export const EXTENSION: Type = { kind: 'closed', counted: false };
/** Key material: how many elements there are. */
export const COUNTED: Type = { kind: 'closed', counted: true };

/** An ENUMERATED by its names; a number without a name stays a number. */
export function enumerated(names: Readonly<Record<number, string>>): Type {
  return value(ENUMERATED_TAG, (b, at, end) => {
    if (end <= at) return undefined;
    const number = integer(b, at, end);
    return names[number] ?? number;
  });
}

/** A BIT STRING as the names of its set bits; bits without a name by number. */
export function bits(names: readonly string[]): Type {
  return value(BIT_STRING_TAG, (b, at, end) => {
    if (end <= at) return undefined;
    const unused = Math.min(b[at], 7); // X.690 §8.6.2.2
    const count = Math.min((end - at - 1) * 8 - unused, 64);
    const set: string[] = [];
    for (let i = 0; i < count; i++) {
      if ((b[at + 1 + (i >> 3)] & (0x80 >> (i & 7))) !== 0) set.push(names[i] ?? `bit ${i}`);
    }
    return set;
  });
}

function identity(kind: 'imsi' | 'msisdn' | 'imei', lead: number, most: number): Reader {
  return (b, at, end, state) => {
    if (end - at < lead + 1 || end - at > most) return undefined;
    const text = digits(b, at + lead, end - at - lead);
    const shown = shownAs(kind, text, state);
    return lead === 0 ? shown : { digits: shown, ...naturePlan(b[at]) };
  };
}

function shownAs(kind: Identity, text: string, state: State): string {
  return state.identity === undefined ? text : state.identity(kind, text);
}

function naturePlan(octet: number): { nature: string; plan: string } {
  const plan = octet & 0x0f;
  return { nature: NATURES[(octet >> 4) & 7], plan: PLANS[plan] ?? String(plan) };
}

export const IMSI: Type = value(OCTET_STRING_TAG, identity('imsi', 0, 8));
export const IMEI: Type = value(OCTET_STRING_TAG, identity('imei', 0, 8));
/** AddressString that is a person's number: the subscriber's own, or another party's. */
export const MSISDN: Type = value(OCTET_STRING_TAG, identity('msisdn', 1, 20));
/** AddressString: a node's number. */
export const ADDRESS: Type = value(OCTET_STRING_TAG, address);
export const TBCD: Type = value(OCTET_STRING_TAG, (b, at, end) => digits(b, at, Math.min(end - at, 32)));
export const APN: Type = value(OCTET_STRING_TAG, (b, at, end) =>
  end - at > 0 && end - at <= 100 ? apnText(b, at, end - at) : undefined,
);

/** Reference of a map-open: an IMSI where the plan is land mobile (E.212), else a number that may be a person's. */
export const REFERENCE: Type = value(OCTET_STRING_TAG, (b, at, end, state) =>
  identity(end > at && (b[at] & 0x0f) === 6 ? 'imsi' : 'msisdn', 1, 20)(b, at, end, state),
);

function address(b: Uint8Array, at: number, end: number): Json | undefined {
  if (end <= at || end - at > 20) return undefined;
  return { digits: digits(b, at + 1, end - at - 1), ...naturePlan(b[at]) };
}

/** GSN-Address (§17.7.8): type and length in the first octet. */
export const GSN_ADDRESS: Type = value(OCTET_STRING_TAG, (b, at, end) =>
  end - at === 5 || end - at === 17 ? addressText(b, at + 1, end - at - 1) : undefined,
);
/** An address of the subscriber's. */
export const IP_ADDRESS: Type = value(OCTET_STRING_TAG, (b, at, end, state) =>
  shownAs('end_user_address', addressText(b, at, end - at), state),
);

/** Octets of exactly that many, by a text of theirs. */
function exactly(octets: number, text: (b: Uint8Array, at: number) => string): Type {
  return value(OCTET_STRING_TAG, (b, at, end) => {
    if (end - at !== octets) return undefined;
    const shown = text(b, at);
    return shown === '' ? undefined : shown;
  });
}

export const PLMN: Type = exactly(3, plmnText);
export const LAI: Type = exactly(5, laiText);
export const RAI: Type = exactly(6, raiText);
export const CELL: Type = exactly(7, (b, at) => cellText(0, b, at));
/** PLMN and 28 bits of cell (TS 29.118): `mcc-mnc-eci`. */
export const EUTRAN_CELL: Type = exactly(7, (b, at) => {
  const plmn = plmnText(b, at);
  const cell = ((b[at + 3] & 0x0f) << 24) | (b[at + 4] << 16) | (b[at + 5] << 8) | b[at + 6];
  return plmn === '' ? '' : `${plmn}-${cell}`;
});
export const TAI: Type = exactly(5, laiText);
/** GlobalCellId and its like of five to seven octets. */
export const AREA: Type = value(OCTET_STRING_TAG, (b, at, end) => {
  if (end - at === 5) return laiText(b, at);
  return end - at === 7 ? cellText(0, b, at) : hexText(b, at, end - at);
});

/** Latitude, longitude and uncertainty (TS 23.032 §6, ellipsoid point with uncertainty circle), degrees and metres. */
export const GEOGRAPHICAL: Type = value(OCTET_STRING_TAG, (b, at, end) => {
  if (end - at < 7) return end > at ? { shape: b[at] >> 4 } : undefined;
  const north = ((b[at + 1] & 0x7f) << 16) | (b[at + 2] << 8) | b[at + 3];
  const east = ((((b[at + 4] << 16) | (b[at + 5] << 8) | b[at + 6]) << 8) >> 8) * (360 / 16777216);
  const latitude = north * (90 / 8388608) * ((b[at + 1] & 0x80) === 0 ? 1 : -1);
  const point = { shape: b[at] >> 4, latitude: round(latitude), longitude: round(east) };
  if (b[at] >> 4 !== 1 || end - at < 8) return point;
  return { ...point, uncertainty: Math.round(10 * (1.1 ** (b[at + 7] & 0x7f) - 1)) };
});

const round = (degrees: number): number => Math.round(degrees * 1e5) / 1e5;

/** One octet by its names. */
function octetOf(names: Readonly<Record<number, string>>): Type {
  return value(OCTET_STRING_TAG, (b, at, end) => (end > at ? (names[b[at]] ?? `0x${b[at].toString(16)}`) : undefined));
}

export const TELESERVICE: Type = octetOf(TELESERVICES);
export const BEARER_SERVICE: Type = octetOf(BEARER_SERVICES);
export const SS_CODE: Type = octetOf(SUPPLEMENTARY_SERVICES);

/** SS-Status (§17.7.4): Q, P, R and A bits. */
export const SS_STATUS: Type = value(OCTET_STRING_TAG, (b, at, end) => {
  if (end <= at) return undefined;
  const names = ['quiescent', 'provisioned', 'registered', 'active'];
  return names.filter((_, i) => (b[at] & (8 >> i)) !== 0);
});

/** PDP-Type (§17.7.1): organisation and number. */
export const PDP_TYPE: Type = value(OCTET_STRING_TAG, (b, at, end) =>
  end - at === 2 ? pdpTypeText(b[at], b[at + 1]) : undefined,
);

/** PDN-Type (TS 29.272). */
export const PDN_TYPE: Type = octetOf({ 1: 'IPv4', 2: 'IPv6', 3: 'IPv4v6', 4: 'IPv4 or IPv6' });

/** DiameterIdentity, FQDN: printable ASCII. */
export const NAME: Type = value(OCTET_STRING_TAG, (b, at, end) => {
  let text = '';
  for (let q = at; q < end && text.length < 255; q++)
    text += b[q] > 0x20 && b[q] < 0x7f ? String.fromCharCode(b[q]) : '?';
  return text;
});

/** Seconds since 1900 (Time, RFC 5905) as UTC. */
export const TIME: Type = value(OCTET_STRING_TAG, (b, at, end) => {
  if (end - at !== 4) return undefined;
  const seconds = ((b[at] << 24) | (b[at + 1] << 16) | (b[at + 2] << 8) | b[at + 3]) >>> 0;
  return new Date((seconds - 2_208_988_800) * 1000).toISOString();
});

/** USSD-DataCodingScheme; what follows is read by it. */
export const USSD_DCS: Type = value(OCTET_STRING_TAG, (b, at, end, state) => {
  if (end <= at) return undefined;
  state.dcs = b[at];
  return b[at];
});

/** USSD-String: its size and alphabet; its text only where the caller asked for texts. */
export const USSD_STRING: Type = value(OCTET_STRING_TAG, ussdString);

function ussdString(b: Uint8Array, at: number, end: number, state: State): Json {
  const alphabet = ussdAlphabet(state.dcs);
  const facts = { octets: end - at, alphabet: ALPHABET_NAMES[alphabet] };
  if (state.withText !== true) return facts;
  const septets = alphabet === SEVEN_BIT ? Math.floor(((end - at) * 8) / 7) : 0;
  // TS 23.038 §6.1.2.3.1: a carriage return fills the last seven bits
  return { ...facts, text: textOf(b, at, end, alphabet, septets).replace(/[\r@]$/, '') };
}

/**
 * Number of Q.763 §3.9 (called, calling, redirecting party): nature, plan, digits; `INN` and presentation bits left out.
 */
export const ISUP_NUMBER: Type = value(OCTET_STRING_TAG, (b, at, end, state) => {
  if (end - at < 2 || end - at > 18) return undefined;
  const text = digits(b, at + 2, end - at - 2);
  const nature = { 1: 'subscriber', 2: 'unknown', 3: 'national', 4: 'international' }[b[at] & 0x7f];
  // an odd count leaves a filler of zeros in the last octet
  const odd = b[at] > 0x7f && text.length === (end - at - 2) * 2;
  return { digits: shownAs('msisdn', odd ? text.slice(0, -1) : text, state), nature: nature ?? String(b[at] & 0x7f) };
});
