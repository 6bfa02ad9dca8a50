/**
 * The columns of every output, in order: name, type, unit, meaning, when null, and how each is read from the dialogue
 * record. The Parquet schema, the keys of NDJSON, the header of CSV, the table in README.md and the tests follow from
 * this table (specification §6).
 */
import { PROTOCOLS } from '../../decoders/protocols.ts';
import {
  DIALOGUE_HAS_CALLED_SSN,
  DIALOGUE_HAS_CALLING_SSN,
  DIALOGUE_HAS_CAUSE,
  DIALOGUE_HAS_LABEL,
  DIALOGUE_HAS_NSAPI,
  DIALOGUE_HAS_OPERATION,
  DIALOGUE_HAS_SEQUENCE,
  DIALOGUE_HAS_TEID_GGSN,
  DIALOGUE_HAS_TEID_SGSN,
  dialogue,
  EDGES,
  MATCHES,
  NODES,
  OUTCOMES,
  TYPES,
} from '../dialogues/record.ts';
import type { IdentityKind } from './pseudonyms.ts';

export type ColumnType = 'timestamp' | 'double' | 'int32' | 'int64' | 'boolean' | 'text';

/** Octets of the record that become a text of their own, written straight from them (slots.ts). */
export type SlotFormat = 'digits' | 'tac' | 'hex' | 'ip' | 'address' | 'end-user' | 'cell' | 'rai';

/** Texts found through small tables and caches (meanings.ts). */
export type Meaning =
  | 'operation'
  | 'reason'
  | 'home_mcc'
  | 'home_mnc'
  | 'home_country'
  | 'visited_mcc'
  | 'visited_mnc'
  | 'visited_country'
  | 'application_context'
  | 'apn'
  | 'rat_type'
  | 'pdp_type'
  | 'capture';

/** How a column is read. `at` is a place of the layout `dialogue`. */
export type Read =
  /** A number; null where the bit of `present` is not set, or where it is 0 and that means absent. */
  | { readonly from: 'u8' | 'u16' | 'u32'; readonly at: number; readonly bit: number; readonly zero: 'value' | 'null' }
  /** 63 bits in two words; null where both are 0 and that means absent. */
  | { readonly from: 'pair'; readonly low: number; readonly high: number; readonly zero: 'value' | 'null' }
  | { readonly from: 'time'; readonly at: number }
  | { readonly from: 'seconds'; readonly what: 'response' | 'duration' | 'transit' }
  | { readonly from: 'flag'; readonly at: number }
  /** A number whose label stands in a table; '' is null. */
  | { readonly from: 'label'; readonly at: number; readonly labels: readonly string[] }
  | {
      readonly from: 'slot';
      readonly format: SlotFormat;
      readonly at: number;
      readonly lengthAt: number;
      /** The half of the record that it stands in. */
      readonly variant: '' | 'ss7' | 'gtp';
      readonly identity?: IdentityKind;
    }
  | { readonly from: 'meaning'; readonly what: Meaning };

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly unit: string;
  readonly about: string;
  readonly whenNull: string;
  readonly read: Read;
}

const { at } = dialogue;
const NEVER = 'never';
const u8 = (place: number, bit = 0, zero: 'value' | 'null' = 'value'): Read => ({ from: 'u8', at: place, bit, zero });
const u16 = (place: number, bit = 0): Read => ({ from: 'u16', at: place, bit, zero: 'value' });
const u32 = (place: number, bit = 0): Read => ({ from: 'u32', at: place, bit, zero: 'value' });
const label = (place: number, labels: readonly string[]): Read => ({ from: 'label', at: place, labels });
const meaning = (what: Meaning): Read => ({ from: 'meaning', what });
const digits = (place: number, lengthAt: number, variant: '' | 'ss7' | 'gtp' = ''): Read => ({
  from: 'slot',
  format: 'digits',
  at: place,
  lengthAt,
  variant,
});
const identity = (kind: IdentityKind, place: number, lengthAt: number): Read => ({
  from: 'slot',
  format: 'digits',
  at: place,
  lengthAt,
  variant: '',
  identity: kind,
});
const slot = (format: SlotFormat, place: number, lengthAt: number, variant: '' | 'ss7' | 'gtp' = ''): Read => ({
  from: 'slot',
  format,
  at: place,
  lengthAt,
  variant,
});

type Row = readonly [name: string, type: ColumnType, unit: string, about: string, whenNull: string, read: Read];

const ROWS: readonly Row[] = [
  [
    'dialogue_id',
    'int64',
    '',
    'stable: the same input gives the same, whatever the workers or files',
    NEVER,
    { from: 'pair', low: at.idLow, high: at.idHigh, zero: 'value' },
  ],
  [
    'protocol',
    'text',
    '',
    '`MAP`, `GTP`, `CAP`, `INAP`, or `TCAP` where no operation tells',
    NEVER,
    label(
      at.protocol,
      PROTOCOLS.map(row => row.name.toUpperCase()),
    ),
  ],
  [
    'type',
    'text',
    '',
    '`SAI`, `UL`, `UL_GPRS`, `CL`, `PDP_CREATE`, `PDP_UPDATE`, `PDP_DELETE`, `OTHER`',
    NEVER,
    label(at.type, TYPES),
  ],
  [
    'operation',
    'text',
    '',
    'MAP operation or GTP message that opened it',
    'the opening message carries none',
    meaning('operation'),
  ],
  [
    'operation_code',
    'int32',
    '',
    'its local operation code (TS 29.002 §17.5) or message type (TS 29.060 §7.1)',
    'the opening message carries none',
    u16(at.operationCode, DIALOGUE_HAS_OPERATION),
  ],
  ['map_version', 'int32', '', '1 to 4', 'not MAP, or not known', u8(at.version, 0, 'null')],
  ['outcome', 'text', '', '`success`, `reject`, `error`', NEVER, label(at.outcome, OUTCOMES)],
  [
    'reason',
    'text',
    '',
    'one label: the name of the error or cause, `Abort`, `Reject`, `Undeliverable`, `_Incomplete`, `_InvalidOrder`',
    'success',
    meaning('reason'),
  ],
  [
    'cause_code',
    'int32',
    '',
    'the number behind the reason: error, cause, abort or return cause, problem, error parameter',
    'no number was given',
    u32(at.causeCode, DIALOGUE_HAS_CAUSE),
  ],
  ['start_time', 'timestamp', 'µs UTC', 'capture time of the first message', NEVER, { from: 'time', at: at.start }],
  ['end_time', 'timestamp', 'µs UTC', 'capture time of the last message', NEVER, { from: 'time', at: at.end }],
  [
    'response_time',
    'double',
    's',
    'first request to its first answer',
    'no answer',
    { from: 'seconds', what: 'response' },
  ],
  ['duration', 'double', 's', 'first message to last message', NEVER, { from: 'seconds', what: 'duration' }],
  ['n_messages', 'int32', '', 'messages: copies, retransmissions and second legs not counted', NEVER, u32(at.messages)],
  ['n_isd', 'int32', '', 'insertSubscriberData invokes', NEVER, u16(at.isd)],
  ['retransmissions', 'int32', '', 'requests repeated with the same key', NEVER, u16(at.retransmissions)],
  ['copies', 'int32', '', 'further sightings of the same packet or chunk', NEVER, u16(at.copies)],
  [
    'edge',
    'text',
    '',
    '`start` or `end`: the input begins or ends within it',
    'it lies inside the input',
    label(at.edge, EDGES),
  ],
  [
    'capture_loss',
    'boolean',
    '',
    'a gap, a cut packet or an unfinished reassembly touches it',
    NEVER,
    { from: 'flag', at: at.loss },
  ],
  [
    'imsi',
    'text',
    'digits',
    'subscriber; a pseudonym where a key was given',
    'no message told it',
    identity('imsi', at.imsi, at.imsiLength),
  ],
  [
    'msisdn',
    'text',
    'digits',
    'number of the subscriber; a pseudonym where a key was given',
    'no message told it',
    identity('msisdn', at.msisdn, at.msisdnLength),
  ],
  [
    'imei',
    'text',
    'digits',
    'equipment, 15 or 16 digits; a pseudonym where a key was given',
    'no message told it',
    identity('imei', at.imei, at.imeiLength),
  ],
  [
    'tac',
    'text',
    'digits',
    'type allocation code: the first eight digits of the equipment',
    'no equipment of eight digits or more',
    slot('tac', at.imei, at.imeiLength),
  ],
  ['home_mcc', 'text', 'digits', 'mobile country code of the subscriber', 'no IMSI', meaning('home_mcc')],
  [
    'home_mnc',
    'text',
    'digits',
    'mobile network code of the subscriber, two or three digits',
    'no IMSI',
    meaning('home_mnc'),
  ],
  [
    'home_country',
    'text',
    '',
    'ISO 3166 alpha-2 of the home MCC',
    'no IMSI, or a code of no country',
    meaning('home_country'),
  ],
  [
    'visited_node',
    'text',
    '',
    '`VLR`, `SGSN`, `MME`, `MME_SGSN`, `IMS`, `MSC`',
    'not told',
    label(at.visitedNode, NODES),
  ],
  ['vlr_number', 'text', 'digits', 'E.164', 'not told', digits(at.vlrNumber, at.vlrNumberLength, 'ss7')],
  ['msc_number', 'text', 'digits', 'E.164', 'not told', digits(at.mscNumber, at.mscNumberLength, 'ss7')],
  ['sgsn_number', 'text', 'digits', 'E.164', 'not told', digits(at.sgsnNumber, at.sgsnNumberLength)],
  [
    'visited_country',
    'text',
    '',
    'ISO 3166 alpha-2, of the visited MCC, else of the number of the visited node',
    'neither is known, or the digits do not decide',
    meaning('visited_country'),
  ],
  [
    'visited_mcc',
    'text',
    'digits',
    'of the requesting PLMN, the routeing area or the user location',
    'no network stated it',
    meaning('visited_mcc'),
  ],
  ['visited_mnc', 'text', 'digits', 'of the same', 'no network stated it', meaning('visited_mnc')],
  [
    'cell',
    'text',
    '',
    'CGI or SAI of the user location, decimal: mcc-mnc-lac-ci',
    'not told',
    slot('cell', at.location, at.locationType, 'gtp'),
  ],
  ['rai', 'text', '', 'routeing area, decimal: mcc-mnc-lac-rac', 'not told', slot('rai', at.rai, 0, 'gtp')],
  [
    'rat_type',
    'text',
    '',
    '`UTRAN`, `GERAN`, `WLAN`, `GAN`, `HSPA Evolution`, `EUTRAN`, … (TS 29.060 §7.7.50)',
    'not told',
    meaning('rat_type'),
  ],
  ['legs', 'int32', '', '2 where a hub showed it on both sides', NEVER, u8(at.legs)],
  [
    'transit_time',
    'double',
    's',
    'the hub, from one leg to the other',
    'one leg',
    { from: 'seconds', what: 'transit' },
  ],
  [
    'linked_id',
    'int64',
    '',
    'dialogue_id that it belongs with (fallback of the version, other side of a hub)',
    'none',
    { from: 'pair', low: at.linkedLow, high: at.linkedHigh, zero: 'null' },
  ],
  [
    'matched_by',
    'text',
    '',
    '`tid+address`, `tid`, `sequence`, `sequence+teid`, `returned`',
    'nothing was paired',
    label(at.match, MATCHES),
  ],
  [
    'calling_gt',
    'text',
    'digits',
    'global title that the first message came from',
    'no title',
    digits(at.callingGt, at.callingGtLength, 'ss7'),
  ],
  ['calling_ssn', 'int32', '', 'subsystem', 'not told', u8(at.callingSsn, DIALOGUE_HAS_CALLING_SSN)],
  [
    'called_gt',
    'text',
    'digits',
    'global title that the first message went to',
    'no title',
    digits(at.calledGt, at.calledGtLength, 'ss7'),
  ],
  ['called_ssn', 'int32', '', 'subsystem', 'not told', u8(at.calledSsn, DIALOGUE_HAS_CALLED_SSN)],
  [
    'opc',
    'int32',
    '',
    'originating point code of the first message',
    'no routing label',
    u32(at.opc, DIALOGUE_HAS_LABEL),
  ],
  [
    'dpc',
    'int32',
    '',
    'destination point code of the first message',
    'no routing label',
    u32(at.dpc, DIALOGUE_HAS_LABEL),
  ],
  [
    'application_context',
    'text',
    '',
    '`networkLocUp-v3` for MAP, a dotted object identifier for others',
    'no dialogue portion',
    meaning('application_context'),
  ],
  [
    'otid',
    'text',
    'hex',
    "the opener's transaction identifier as on the wire",
    'none',
    slot('hex', at.otid, at.otidLength, 'ss7'),
  ],
  [
    'dtid',
    'text',
    'hex',
    "the answerer's transaction identifier as on the wire",
    'none',
    slot('hex', at.dtid, at.dtidLength, 'ss7'),
  ],
  ['src_ip', 'text', '', 'source of the first message', 'no IP', slot('ip', at.src, at.ipVersion)],
  ['dst_ip', 'text', '', 'destination of the first message', 'no IP', slot('ip', at.dst, at.ipVersion)],
  ['sequence_number', 'int32', '', 'GTP', 'not GTP, or none', u16(at.sequenceNumber, DIALOGUE_HAS_SEQUENCE)],
  [
    'tunnel_id',
    'int64',
    '',
    'the same for all dialogues of one tunnel',
    'no tunnel',
    { from: 'pair', low: at.tunnelLow, high: at.tunnelHigh, zero: 'null' },
  ],
  ['apn', 'text', '', 'access point name, labels joined by dots', 'not told', meaning('apn')],
  ['nsapi', 'int32', '', '0 to 15', 'not told', u8(at.nsapi, DIALOGUE_HAS_NSAPI)],
  [
    'ggsn_address',
    'text',
    '',
    'for signalling',
    'not told',
    slot('address', at.ggsnAddress, at.ggsnAddressLength, 'gtp'),
  ],
  [
    'sgsn_address',
    'text',
    '',
    'for signalling',
    'not told',
    slot('address', at.sgsnAddress, at.sgsnAddressLength, 'gtp'),
  ],
  [
    'teid_control_ggsn',
    'int64',
    '',
    'tunnel endpoint identifier, 32 bits',
    'not told',
    u32(at.teidControlGgsn, DIALOGUE_HAS_TEID_GGSN),
  ],
  [
    'teid_control_sgsn',
    'int64',
    '',
    'tunnel endpoint identifier, 32 bits',
    'not told',
    u32(at.teidControlSgsn, DIALOGUE_HAS_TEID_SGSN),
  ],
  ['pdp_type', 'text', '', '`IPv4`, `IPv6`, `IPv4v6`, `PPP` (TS 29.060 §7.7.27)', 'not told', meaning('pdp_type')],
  [
    'end_user_address',
    'text',
    '',
    'of the device; both with a space between where it has two; a pseudonym where a key was given',
    'not told, or given later',
    { from: 'slot', format: 'end-user', at: at.endUserV4, lengthAt: 0, variant: 'gtp', identity: 'end_user_address' },
  ],
  ['capture', 'text', '', 'name of the input file of its first message', NEVER, meaning('capture')],
  ['first_frame', 'int64', '', 'frame number as Wireshark counts', NEVER, u32(at.firstFrame)],
  ['last_frame', 'int64', '', 'frame number as Wireshark counts', NEVER, u32(at.lastFrame)],
];

export const COLUMNS: readonly Column[] = ROWS.map(([name, type, unit, about, whenNull, read]) => ({
  name,
  type,
  unit,
  about,
  whenNull,
  read,
}));

const TYPE_NAMES: Readonly<Record<ColumnType, string>> = {
  timestamp: 'timestamp',
  double: 'double',
  int32: '32-bit integer',
  int64: '64-bit integer',
  boolean: 'boolean',
  text: 'text',
};

/** The columns as a Markdown table, for README.md. */
export function columnsTable(): string {
  const lines = COLUMNS.map(column => {
    const unit = column.unit === '' ? '' : ` (${column.unit})`;
    return `| \`${column.name}\` | ${TYPE_NAMES[column.type]}${unit} | ${column.about} | ${column.whenNull} |`;
  });
  return ['| column | type | meaning | null when |', '|---|---|---|---|', ...lines].join('\n');
}
