/**
 * Forms of the dialogues of a made population: the record that all dialogues of one operation at one node begin as.
 */
import { SGSN, VLR } from '../../captures/maker/population/events.ts';
import { NETWORKS, NODES, sgsnNumber, vlrNumber } from '../../captures/maker/population/networks.ts';
import { PROTOCOL } from '../../decoders/protocols.ts';
import * as record from '../dialogues/record.ts';

const { dialogue } = record;
const STRIDE = dialogue.stride;
const WORDS = STRIDE / 8;
const D = dialogue.at;

/** Operations: code, context, version of the dialogues of MAP; message type of those of GTP. */
interface Form {
  readonly type: (typeof record.TYPES)[number];
  readonly code: number;
  readonly context: number;
  readonly node: number;
}
const FORMS: readonly Form[] = [
  { type: 'SAI', code: 56, context: 14, node: VLR },
  { type: 'SAI', code: 56, context: 14, node: SGSN },
  { type: 'UL', code: 2, context: 1, node: VLR },
  { type: 'UL_GPRS', code: 23, context: 32, node: SGSN },
  { type: 'CL', code: 3, context: 2, node: VLR },
  { type: 'CL', code: 3, context: 2, node: SGSN },
  // purgeMS, restoreData, mt-ForwardSM
  { type: 'OTHER', code: 67, context: 27, node: VLR },
  { type: 'OTHER', code: 57, context: 1, node: VLR },
  { type: 'OTHER', code: 44, context: 25, node: VLR },
  { type: 'PDP_CREATE', code: 16, context: 0, node: SGSN },
  { type: 'PDP_UPDATE', code: 18, context: 0, node: SGSN },
  { type: 'PDP_DELETE', code: 20, context: 0, node: SGSN },
];
export const PURGE = 6;
/** mt-ForwardSM: asked by the home network. */
export const DELIVER = PURGE + 2;
/** Forms of the dialogues without a name of their own. */
export const OTHERS = 3;
const CREATE = 9;
/** First form of each type of an event. */
export const FIRST_FORM = Uint8Array.of(0, 2, 3, 4, PURGE, CREATE, CREATE + 1, CREATE + 2);

/** First word of the common record of a form at a node of a network. */
export function commonAt(form: number, network: number, place: number): number {
  return ((form * NETWORKS.length + network) * NODES + place) * WORDS;
}

/** The common records of all forms at all nodes. */
export function commonRecords(): Float64Array {
  const records = new Float64Array(FORMS.length * NETWORKS.length * NODES * WORDS);
  for (let form = 0; form < FORMS.length; form++) {
    for (let network = 0; network < NETWORKS.length; network++) {
      for (let place = 0; place < NODES; place++) prepare(records, form, network, place);
    }
  }
  return records;
}

/** Lays what all dialogues of a form at a node have in common into `records`. */
function prepare(records: Float64Array, form: number, network: number, place: number): void {
  const { type, code, context, node } = FORMS[form];
  const at = commonAt(form, network, place);
  const bytes = new Uint8Array(records.buffer, at * 8, STRIDE);
  const words = new Uint32Array(records.buffer, at * 8, STRIDE / 4);
  const halves = new Uint16Array(records.buffer, at * 8, STRIDE / 2);
  const gtp = context === 0;
  const where = NETWORKS[network];
  const plmn = plmnOctets(where.mcc, where.mnc);
  records[at + D.otherLeg] = -1;
  halves[D.operationCode] = code;
  bytes[D.type] = record.TYPES.indexOf(type);
  bytes[D.protocol] = gtp ? PROTOCOL.gtp : PROTOCOL.map;
  bytes[D.legs] = 1;
  bytes[D.ipVersion] = 4;
  let present = record.DIALOGUE_HAS_OPERATION;
  if (type !== 'OTHER') bytes[D.visitedNode] = record.NODES.indexOf(node === VLR ? 'VLR' : 'SGSN');
  const sgsnIp = [10, 100 + network, 0, 10 + place];
  if (gtp) {
    present |= record.DIALOGUE_HAS_SEQUENCE | record.DIALOGUE_HAS_NSAPI | record.DIALOGUE_HAS_TEID_SGSN;
    present |= record.DIALOGUE_HAS_TEID_GGSN | record.DIALOGUE_HAS_END_USER | record.DIALOGUE_HAS_END_USER_V4;
    present |= record.DIALOGUE_HAS_LOCATION | record.DIALOGUE_HAS_RAT;
    if (type !== 'PDP_DELETE') present |= record.DIALOGUE_HAS_RAI;
    bytes.set(sgsnIp, D.src);
    bytes.set(sgsnIp, D.sgsnAddress);
    bytes[D.sgsnAddressLength] = 4;
    bytes[D.nsapi] = 5;
    bytes[D.pdpOrganisation] = 1; // IETF; TS 29.060 §7.7.27
    bytes[D.pdpType] = 0x21;
    bytes.set(plmn, D.location);
    bytes.set(plmn, D.rai);
  } else {
    present |= record.DIALOGUE_HAS_LABEL | record.DIALOGUE_HAS_CALLED_SSN | record.DIALOGUE_HAS_CALLING_SSN;
    present |= record.DIALOGUE_HAS_CONTEXT;
    if (type !== 'OTHER') present |= record.DIALOGUE_HAS_VISITED_PLMN;
    bytes.set(plmn, D.visitedPlmn);
    const number = node === VLR ? vlrNumber(where, place) : sgsnNumber(where, place);
    const ssn = node === VLR ? 7 : 149;
    const fromHome = type === 'CL' || form === DELIVER;
    const own = tbcd(number, bytes, fromHome ? D.calledGt : D.callingGt, 12);
    bytes[fromHome ? D.calledGtLength : D.callingGtLength] = own;
    bytes[fromHome ? D.calledSsn : D.callingSsn] = ssn;
    bytes[fromHome ? D.callingSsn : D.calledSsn] = 6;
    words[fromHome ? D.dpc : D.opc] = 2000 + network * 4 + place;
    words[fromHome ? D.opc : D.dpc] = 1111;
    bytes.set([10, 61, network % 8, 1 + place], fromHome ? D.dst : D.src);
    bytes.set([10, 60, 0, 1 + place], fromHome ? D.src : D.dst);
    halves[D.contextNumber] = context;
    bytes[D.contextVersion] = 3;
    bytes[D.version] = 3;
    bytes[D.otidLength] = 4;
    if (type === 'UL' || form === PURGE) {
      bytes[D.vlrNumberLength] = tbcd(number, bytes, D.vlrNumber, 10);
      if (type === 'UL') bytes[D.mscNumberLength] = tbcd(number, bytes, D.mscNumber, 10);
    }
    if (type === 'UL_GPRS') bytes[D.sgsnNumberLength] = tbcd(number, bytes, D.sgsnNumber, 10);
  }
  words[D.present] = present;
}

/** TBCD, low nibble first, filled with 15; gives the octets that hold digits. */
export function tbcd(digits: string, to: Uint8Array, at: number, room: number): number {
  const length = (digits.length + 1) >> 1;
  for (let k = 0; k < room; k++) {
    const low = k * 2 < digits.length ? digits.charCodeAt(k * 2) - 48 : 15;
    const high = k * 2 + 1 < digits.length ? digits.charCodeAt(k * 2 + 1) - 48 : 15;
    to[at + k] = k < length ? low | (high << 4) : 0;
  }
  return length;
}

/** The three octets of a PLMN: TS 24.008 §10.5.1.3. */
function plmnOctets(mcc: string, mnc: string): number[] {
  const [m1, m2, m3] = [...mcc].map(Number);
  const [n1, n2, n3 = 15] = [...mnc].map(Number);
  return [m1 | (m2 << 4), m3 | (n3 << 4), n1 | (n2 << 4)];
}
