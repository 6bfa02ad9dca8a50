/**
 * Dialogue records at random, and what each output must say of them: a reader that is slow and obvious, takes one field
 * at a time by its name, and shares no code with src/sinks. Places come from the short tables below.
 */
import { gtpCauseLabel } from '../../decoders/gtp-causes.ts';
import { gtpMessageName } from '../../decoders/gtp-messages.ts';
import type { Kind } from '../../decoders/layout.ts';
import { contextName } from '../../decoders/map-contexts.ts';
import { errorLabel } from '../../decoders/map-errors.ts';
import { operationName } from '../../decoders/map-operations.ts';
import { PROTOCOL, PROTOCOLS } from '../../decoders/protocols.ts';
import * as record from '../../src/dialogues/record.ts';
import type { EncodeInput } from '../../src/sinks/sink.ts';

export const { dialogue } = record;

/** Text, number, 64-bit integer or µs (bigint), boolean, or null. */
export type Value = string | number | bigint | boolean | null;
export type Row = Record<string, Value>;

const PLACES = new Map(dialogue.places.map(place => [place.name, place]));
const SIZES: Readonly<Record<Kind, number>> = { u8: 1, u16: 2, u32: 4, f64: 8 };

/** One record by field names. */
export class RecordView {
  readonly #view: DataView;
  constructor(records: ArrayBufferLike, row: number) {
    this.#view = new DataView(records, row * dialogue.stride, dialogue.stride);
  }
  get(name: string, index = 0): number {
    const { kind, offset } = PLACES.get(name)!;
    const at = offset + index * SIZES[kind];
    if (kind === 'u8') return this.#view.getUint8(at);
    if (kind === 'u16') return this.#view.getUint16(at, true);
    return kind === 'u32' ? this.#view.getUint32(at, true) : this.#view.getFloat64(at, true);
  }
  set(name: string, value: number, index = 0): void {
    const { kind, offset } = PLACES.get(name)!;
    const at = offset + index * SIZES[kind];
    if (kind === 'u8') this.#view.setUint8(at, value);
    else if (kind === 'u16') this.#view.setUint16(at, value, true);
    else if (kind === 'u32') this.#view.setUint32(at, value, true);
    else this.#view.setFloat64(at, value, true);
  }
  octets(name: string, length: number): number[] {
    return Array.from({ length }, (_, i) => this.get(name, i));
  }
  setOctets(name: string, octets: readonly number[]): void {
    for (const [i, octet] of octets.entries()) this.set(name, octet, i);
  }
  setSlot(name: string, octets: readonly number[]): void {
    this.setOctets(name, octets);
    this.set(`${name}Length`, octets.length);
  }
}

/** TBCD octets of digits, 0xf behind an odd count. */
export function tbcd(digits: string): number[] {
  const even = digits.length % 2 === 0 ? digits : `${digits}f`;
  return [...even.matchAll(/(.)(.)/g)].map(([, low, high]) => Number.parseInt(high + low, 16));
}

/** IMSI prefixes with home MCC, MNC and country (ITU-T E.212; three-digit MNCs in North America and parts of India). */
const HOMES: readonly (readonly [string, string, string, string])[] = [
  ['26201', '262', '01', 'DE'],
  ['310410', '310', '410', 'US'],
  ['302720', '302', '720', 'CA'],
  ['00101', '001', '01', ''],
  ['90143', '901', '43', ''],
  ['405840', '405', '840', 'IN'],
  ['23415', '234', '15', 'GB'],
];
/** Numbers with their country (ITU-T E.164); the last two end before, or say nothing that, decides. */
const NUMBERS: readonly (readonly [string, string])[] = [
  ['491710760000', 'DE'],
  ['12042000000', 'CA'],
  ['12127770000', 'US'],
  ['77012110000', 'KZ'],
  ['79036301234', 'RU'],
  ['393492000300', 'IT'],
  ['262692000000', 'RE'],
  ['44', ''],
  ['88213000300', ''],
];
/** PLMNs on the wire with MCC, MNC, country. */
const PLMNS: readonly (readonly [readonly number[], string, string, string])[] = [
  [[0x62, 0xf2, 0x10], '262', '01', 'DE'],
  [[0x13, 0x00, 0x14], '310', '410', 'US'],
  [[0x00, 0xf1, 0x10], '001', '01', ''],
  [[0xff, 0xff, 0xff], '', '', ''],
];
/** Access point names on the wire and as text (labels; control characters and 8-bit octets as \xhh). */
export const APNS: readonly (readonly [readonly number[], string])[] = [
  [[8, ...ascii('internet')], 'internet'],
  [[3, ...ascii('web'), 5, ...ascii('apn.x')], 'web.apn.x'],
  [[4, 0x00, 0x0a, 0x22, 0x1f], '\\x00\\x0a"\\x1f'],
  [[5, ...ascii('=1+1"')], '=1+1"'],
  [[2, ...ascii('@a')], '@a'],
  [[3, 0xc3, 0xa9, 0x2c], '\\xc3\\xa9,'],
];
/** Content octets of object identifiers and their dotted form (X.690 §8.19.5 gives 2.999.3 as 88 37 03). */
const OIDS: readonly (readonly [readonly number[], string])[] = [
  [[0x88, 0x37, 0x03], '2.999.3'],
  [[0x04, 0x00, 0x00, 0x01, 0x00, 0x32, 0x01], '0.4.0.0.1.0.50.1'],
];
export const TEXTS: readonly Uint8Array[] = [...APNS, ...OIDS].map(([octets]) => Uint8Array.from(octets));
export const FILES: readonly string[] = ['one.pcap', 'größe "zwei", 三.pcapng', '-stdin', "tab\there\n'", '@😀\\.gz'];

function ascii(text: string): number[] {
  return [...text].map(each => each.charCodeAt(0));
}

export type Draw = (below: number) => number;

/** mulberry32 */
export function draws(seed: number): Draw {
  let state = seed >>> 0;
  return below => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 0x100000000) * below);
  };
}

const BITS = Object.entries(record).filter(([name]) => name.startsWith('DIALOGUE_HAS_')) as [string, number][];
const GTP_BITS = /SEQUENCE|NSAPI|RAI|LOCATION|RAT|TEID|END_USER/;
const SS7_BITS = /LABEL|SSN|CONTEXT/;

/** Fills one record with anything that the pairing could write. */
export function randomRecord(r: RecordView, draw: Draw): void {
  const pick = <T>(from: readonly T[]): T => from[draw(from.length)];
  const u32 = (): number => pick([0, 1, 0x7fffffff, 0x80000000, 0xffffffff, draw(0x100000000)]);
  const octet = (): number => draw(256);
  const some = (): boolean => draw(3) > 0;
  const gtp = draw(2) === 0;
  const protocol = gtp ? 'gtp' : pick(['map', 'map', 'map', 'cap', 'tcap'] as const);
  const start = pick([0, 1, 1.7e15, 1.7e15 + draw(1e9), 951782399999999, 4102444800000000 - 1]);
  const digits = (most: number): number[] => tbcd(Array.from({ length: 1 + draw(most) }, () => draw(10)).join(''));
  r.set('protocol', PROTOCOL[protocol]);
  r.set('start', start);
  r.set('end', start + pick([0, 1, 999999, 1000000, draw(1e9), 86400e6 * 20 + 1]));
  r.set('answered', start + pick([0, 10, 100000, 123456, draw(1e8)]) + 1);
  r.set('otherLeg', pick([-1, 0, 1, 250, 1000000]));
  for (const name of ['idLow', 'idHigh', 'linkedLow', 'linkedHigh']) r.set(name, u32());
  if (draw(2) === 0) for (const name of ['linkedLow', 'linkedHigh']) r.set(name, 0);
  r.set('idHigh', r.get('idHigh') & 0x7fffffff);
  r.set('linkedHigh', r.get('linkedHigh') & 0x7fffffff);
  for (const name of ['firstFrame', 'lastFrame', 'causeCode', 'messages']) r.set(name, pick([1, 2, 7, 70000, u32()]));
  for (const name of ['retransmissions', 'copies', 'isd']) r.set(name, pick([0, 1, 65535, draw(65536)]));
  for (const name of ['causeCode', 'messages']) r.set(name, Math.min(r.get(name), 0x7fffffff));
  r.set('operationCode', gtp ? pick([1, 16, 18, 20, 250]) : pick([2, 56, 23, 3, 7, 9, 59, 250, 300]));
  r.set('file', draw(FILES.length));
  r.set('type', draw(record.TYPES.length));
  r.set('outcome', draw(record.OUTCOMES.length));
  r.set('reason', gtp ? pick([0, 2, 6, 7]) : pick([0, protocol === 'map' ? 1 : 3, 3, 4, 5, 6, 7]));
  r.set('reasonCode', gtp ? pick([199, 222, 229, 192, 250]) : pick([1, 8, 36, 34, 35, 6, 12, 250, 70000]));
  r.set('version', protocol === 'map' ? draw(5) : 0);
  r.set('edge', draw(3));
  r.set('loss', draw(2));
  r.set('legs', 1 + draw(2));
  r.set('match', draw(record.MATCHES.length));
  r.set('visitedNode', draw(record.NODES.length));
  r.set('ipVersion', pick([0, 4, 6]));
  for (const name of ['src', 'dst']) r.setOctets(name, randomIpv6(draw));
  if (some()) r.setSlot('imsi', tbcd(pick(HOMES)[0] + pick(['000000001', String(draw(1e9)).padStart(9, '0')])));
  if (some())
    r.setSlot('imei', pick([tbcd(`35123407${String(draw(1e7)).padStart(7, '0')}`), digits(12), tbcd('3512abcd12345')]));
  if (some()) r.setSlot('msisdn', pick([digits(18), tbcd('0049*#abc'), [0xff], tbcd('0')]));
  if (some()) r.setSlot('sgsnNumber', tbcd(pick(NUMBERS)[0]));
  r.setOctets('visitedPlmn', pick(PLMNS)[0]);
  let present = 0;
  for (const [name, bit] of BITS) {
    if ((gtp && SS7_BITS.test(name)) || (!gtp && GTP_BITS.test(name))) continue;
    if (draw(3) > 0) present |= bit;
  }
  if (gtp) {
    for (const name of ['teidControlGgsn', 'teidControlSgsn', 'tunnelLow']) r.set(name, u32());
    r.set('tunnelHigh', u32() & 0x7fffffff);
    if (draw(2) === 0) for (const name of ['tunnelLow', 'tunnelHigh']) r.set(name, 0);
    r.set('apn', draw(APNS.length + 1));
    r.set('sequenceNumber', pick([0, 65535, draw(65536)]));
    r.set('nsapi', draw(16));
    r.set('ratType', pick([1, 2, 3, 4, 5, 6, 99]));
    const [organisation, type] = pick([
      [1, 0x21],
      [1, 0x57],
      [1, 0x8d],
      [0, 1],
      [1, 2],
    ] as const);
    r.set('pdpOrganisation', organisation);
    r.set('pdpType', type);
    r.set('locationType', draw(3));
    r.setOctets('location', [...pick(PLMNS)[0], octet(), octet(), octet(), octet()]);
    r.setOctets('rai', [...pick(PLMNS)[0], octet(), octet(), octet()]);
    for (const name of ['ggsnAddress', 'sgsnAddress']) {
      r.setOctets(name, randomIpv6(draw));
      r.set(`${name}Length`, pick([0, 4, 16]));
    }
    r.setOctets('endUserV4', [octet(), octet(), octet(), octet()]);
    r.setOctets('endUserV6', randomIpv6(draw));
  } else {
    for (const name of ['opc', 'dpc']) r.set(name, pick([0, 16383, 0xffffff, draw(16384)]));
    for (const name of ['otid', 'dtid']) {
      const length = draw(5);
      r.set(`${name}Length`, length);
      r.set(name, length === 4 ? u32() : draw(256 ** length));
    }
    r.set('contextText', pick([0, APNS.length + 1, APNS.length + 2]));
    r.set('contextNumber', pick([1, 2, 14, 32, 99, 300]));
    r.set('contextVersion', 1 + draw(3));
    r.set('calledSsn', octet());
    r.set('callingSsn', octet());
    for (const name of ['vlrNumber', 'mscNumber', 'calledGt', 'callingGt']) {
      if (some()) r.setSlot(name, tbcd(pick(NUMBERS)[0]));
    }
    // Not where the called title is the visited side: any country may follow from digits at random.
    if (r.get('type') !== record.TYPES.indexOf('CL') && draw(5) === 0) r.setSlot('calledGt', digits(24));
  }
  r.set('present', present);
}

function randomIpv6(draw: Draw): number[] {
  const zeros = draw(3);
  return Array.from({ length: 16 }, () => (draw(4) < zeros ? 0 : draw(256)));
}

/** `rows` random records as one input. */
export function randomInput(rows: number, draw: Draw, number = 0): EncodeInput {
  const records = new ArrayBuffer(rows * dialogue.stride);
  for (let row = 0; row < rows; row++) randomRecord(new RecordView(records, row), draw);
  return { number, count: rows, records, texts: TEXTS, files: FILES };
}

const SIGNS = '0123456789*#abc';

function digitsOf(octets: readonly number[]): string | null {
  const nibbles = octets.flatMap(octet => [octet & 15, octet >> 4]);
  const end = nibbles.indexOf(15);
  const text = (end < 0 ? nibbles : nibbles.slice(0, end)).map(nibble => SIGNS[nibble]).join('');
  return text === '' ? null : text;
}

/** RFC 5952 by way of all its candidates: the first longest run of two zero groups or more becomes `::`. */
export function ipv6Text(octets: readonly number[]): string {
  const groups = Array.from({ length: 8 }, (_, i) => ((octets[2 * i] << 8) | octets[2 * i + 1]).toString(16));
  let best = '';
  let bestAt = -1;
  for (let length = 8; length >= 2 && bestAt < 0; length--) {
    for (let at = 0; at + length <= 8 && bestAt < 0; at++) {
      if (groups.slice(at, at + length).every(group => group === '0')) {
        best = `${groups.slice(0, at).join(':')}::${groups.slice(at + length).join(':')}`;
        bestAt = at;
      }
    }
  }
  return bestAt < 0 ? groups.join(':') : best;
}

function addressOf(octets: readonly number[]): string | null {
  if (octets.length === 4) return octets.join('.');
  return octets.length === 16 ? ipv6Text(octets) : null;
}

function plmnOf(octets: readonly number[]): (typeof PLMNS)[number] | undefined {
  return PLMNS.find(([wire, mcc]) => mcc !== '' && wire.every((each, i) => each === octets[i]));
}

function countryOf(number: string | null): string | null {
  return NUMBERS.find(([digits]) => digits === number)?.[1] || null;
}

/** What the outputs say of the record: one value a column of the specification. */
export function slowRow(r: RecordView, texts: readonly Uint8Array[] = TEXTS, files: readonly string[] = FILES): Row {
  const protocol = PROTOCOLS[r.get('protocol')].name;
  const gtp = protocol === 'gtp';
  const has = (name: string): boolean => {
    const bit = (record as unknown as Record<string, number>)[`DIALOGUE_HAS_${name}`];
    return (r.get('present') & bit) !== 0;
  };
  const slot = (name: string): string | null => digitsOf(r.octets(name, r.get(`${name}Length`)));
  const id = (name: string): bigint => (BigInt(r.get(`${name}High`)) << 32n) | BigInt(r.get(`${name}Low`));
  const ss7 = <T>(value: () => T): T | null => (gtp ? null : value());
  const onlyGtp = <T>(value: () => T): T | null => (gtp ? value() : null);
  const code = r.get('operationCode');
  const version = r.get('version');
  const start = r.get('start');
  const imsi = slot('imsi');
  const imei = slot('imei');
  const home = HOMES.find(([prefix]) => imsi?.startsWith(prefix));
  const rai = r.octets('rai', 6);
  const location = r.octets('location', 7);
  const locationType = r.get('locationType');
  const area = (octets: readonly number[], cell: boolean): string | null => {
    const plmn = plmnOf(octets);
    if (plmn === undefined) return null;
    const last = cell ? octets[5] * 256 + octets[6] : octets[5];
    return `${plmn[1]}-${plmn[2]}-${octets[3] * 256 + octets[4]}-${last}`;
  };
  const stated = [
    has('VISITED_PLMN') ? r.octets('visitedPlmn', 3) : [],
    gtp && has('RAI') ? rai : [],
    gtp && has('LOCATION') ? location : [],
  ]
    .map(plmnOf)
    .find(plmn => plmn !== undefined);
  const type = record.TYPES[r.get('type')];
  const side = ['SAI', 'UL', 'UL_GPRS'].includes(type) ? 'callingGt' : type === 'CL' ? 'calledGt' : '';
  const node = gtp
    ? slot('sgsnNumber')
    : (slot('vlrNumber') ?? slot('sgsnNumber') ?? (side === '' ? null : slot(side)));
  const hex = (name: string): string | null => {
    const length = r.get(`${name}Length`);
    return length === 0
      ? null
      : r
          .get(name)
          .toString(16)
          .padStart(length * 2, '0');
  };
  const ip = (name: string): string | null => addressOf(r.octets(name, { 4: 4, 6: 16 }[r.get('ipVersion')] ?? 0));
  const endUser = [
    has('END_USER_V4') ? addressOf(r.octets('endUserV4', 4)) : null,
    has('END_USER_V6') ? addressOf(r.octets('endUserV6', 16)) : null,
  ].filter(address => address !== null);
  const operation = (): string => {
    if (gtp) return gtpMessageName(code);
    if (protocol === 'map') return operationName(code, version);
    return protocol === 'cap' && code === 23 ? 'requestReportBCSMEvent' : `operation ${code}`;
  };
  const reason = record.REASONS[r.get('reason')];
  const reasonText = (): string => {
    if (reason === 'gtp-cause') return gtpCauseLabel(r.get('reasonCode'));
    if (reason === 'map-error' && protocol === 'map') return errorLabel(r.get('reasonCode'), version);
    return reason;
  };
  const context = (): string | null => {
    if (has('CONTEXT')) {
      const [number, v] = [r.get('contextNumber'), r.get('contextVersion')];
      const name = contextName(number);
      return name.startsWith('context ') ? `0.4.0.0.1.0.${number}.${v}` : `${name}-v${v}`;
    }
    const text = r.get('contextText');
    return text === 0 ? null : OIDS.find(([octets]) => octets.join() === texts[text - 1].join())![1];
  };
  const apn = r.get('apn');
  const rats: Record<number, string> = {
    1: 'UTRAN',
    2: 'GERAN',
    3: 'WLAN',
    4: 'GAN',
    5: 'HSPA Evolution',
    6: 'EUTRAN',
  };
  const pdps: Record<string, string> = { '1 33': 'IPv4', '1 87': 'IPv6', '1 141': 'IPv4v6', '0 1': 'PPP' };
  const organisation = r.get('pdpOrganisation');
  const seconds = (micros: number): number => micros / 1e6;
  return {
    dialogue_id: id('id'),
    protocol: protocol.toUpperCase(),
    type,
    operation: has('OPERATION') ? operation() : null,
    operation_code: has('OPERATION') ? code : null,
    map_version: version || null,
    outcome: record.OUTCOMES[r.get('outcome')],
    reason: reason === '' ? null : reasonText(),
    cause_code: has('CAUSE') ? r.get('causeCode') : null,
    start_time: BigInt(start),
    end_time: BigInt(r.get('end')),
    response_time: has('RESPONSE') ? seconds(r.get('answered') - start) : null,
    duration: seconds(r.get('end') - start),
    n_messages: r.get('messages'),
    n_isd: r.get('isd'),
    retransmissions: r.get('retransmissions'),
    copies: r.get('copies'),
    edge: record.EDGES[r.get('edge')] || null,
    capture_loss: r.get('loss') === 1,
    imsi,
    msisdn: slot('msisdn'),
    imei,
    tac: imei !== null && /^\d{8}/.test(imei) ? imei.slice(0, 8) : null,
    home_mcc: home?.[1] ?? null,
    home_mnc: home?.[2] ?? null,
    home_country: home?.[3] || null,
    visited_node: record.NODES[r.get('visitedNode')] || null,
    vlr_number: ss7(() => slot('vlrNumber')),
    msc_number: ss7(() => slot('mscNumber')),
    sgsn_number: slot('sgsnNumber'),
    visited_country: stated?.[3] || countryOf(node),
    visited_mcc: stated?.[1] ?? null,
    visited_mnc: stated?.[2] ?? null,
    cell: onlyGtp(() => (has('LOCATION') && locationType < 2 ? area(location, true) : null)),
    rai: onlyGtp(() => (has('RAI') ? area(rai, false) : null)),
    rat_type: onlyGtp(() => (has('RAT') ? (rats[r.get('ratType')] ?? `RAT ${r.get('ratType')}`) : null)),
    legs: r.get('legs'),
    transit_time: r.get('legs') === 2 && r.get('otherLeg') >= 0 ? seconds(r.get('otherLeg')) : null,
    linked_id: id('linked') || null,
    matched_by: record.MATCHES[r.get('match')] || null,
    calling_gt: ss7(() => slot('callingGt')),
    calling_ssn: ss7(() => (has('CALLING_SSN') ? r.get('callingSsn') : null)),
    called_gt: ss7(() => slot('calledGt')),
    called_ssn: ss7(() => (has('CALLED_SSN') ? r.get('calledSsn') : null)),
    opc: ss7(() => (has('LABEL') ? r.get('opc') : null)),
    dpc: ss7(() => (has('LABEL') ? r.get('dpc') : null)),
    application_context: ss7(context),
    otid: ss7(() => hex('otid')),
    dtid: ss7(() => hex('dtid')),
    src_ip: ip('src'),
    dst_ip: ip('dst'),
    sequence_number: onlyGtp(() => (has('SEQUENCE') ? r.get('sequenceNumber') : null)),
    tunnel_id: onlyGtp(() => id('tunnel') || null),
    apn: onlyGtp(() => (apn === 0 ? null : APNS.find(([octets]) => octets.join() === texts[apn - 1].join())![1])),
    nsapi: onlyGtp(() => (has('NSAPI') ? r.get('nsapi') : null)),
    ggsn_address: onlyGtp(() => addressOf(r.octets('ggsnAddress', r.get('ggsnAddressLength')))),
    sgsn_address: onlyGtp(() => addressOf(r.octets('sgsnAddress', r.get('sgsnAddressLength')))),
    teid_control_ggsn: onlyGtp(() => (has('TEID_GGSN') ? BigInt(r.get('teidControlGgsn')) : null)),
    teid_control_sgsn: onlyGtp(() => (has('TEID_SGSN') ? BigInt(r.get('teidControlSgsn')) : null)),
    pdp_type: onlyGtp(() => {
      if (!has('END_USER')) return null;
      return pdps[`${organisation} ${r.get('pdpType')}`] ?? `organisation ${organisation} type ${r.get('pdpType')}`;
    }),
    end_user_address: onlyGtp(() => (endUser.length === 0 ? null : endUser.join(' '))),
    capture: files[r.get('file')],
    first_frame: BigInt(r.get('firstFrame')),
    last_frame: BigInt(r.get('lastFrame')),
  };
}

/** All rows of inputs, by the slow reader. */
export function slowRows(inputs: readonly EncodeInput[]): Row[] {
  return inputs.flatMap(({ records, count, texts, files }) =>
    Array.from({ length: count }, (_, row) => slowRow(new RecordView(records, row), texts, files)),
  );
}
