/** The lines of a truth: the columns of the records, as a perfect observer fills them. */
import {
  APN,
  type Dialogue,
  DTID,
  IMEI,
  IMSI,
  MSC,
  MSISDN,
  NODE_TYPE,
  NSAPI,
  type Outcome,
  PDP_TYPE,
  SGSN,
  USER_ADDRESS,
  VLR,
} from './dialogue.ts';
import { namesOf } from './faults.ts';
import { userAddress } from './gtp.ts';
import type { Observation } from './observation.ts';

/** 2026-01-05 00:00:00 UTC, a Monday, microseconds since 1970. */
export const EPOCH = 1767571200 * 1e6;

function text(s: string): string {
  return s === '' ? 'null' : `"${s}"`;
}

function when(known: boolean, s: string): string {
  return known && s !== '' ? `"${s}"` : 'null';
}

function hex(value: number, width: number): string {
  return width === 0 ? 'null' : `"${value.toString(16).padStart(width * 2, '0')}"`;
}

/** Up to and including the name `edge`. */
export function headOf(d: Dialogue, o: Observation, outcome: Outcome): string {
  const { kind } = d;
  return `{"protocol":"${kind.label ?? kind.protocol.toUpperCase()}","type":"${kind.type}","operation":"${kind.operation}","operation_code":${kind.operationCode},"map_version":${kind.label === undefined && kind.version ? kind.version : 'null'},"outcome":"${outcome.outcome}","reason":${text(outcome.reason)},"cause_code":${outcome.cause},"start_time":"${stamp(o.start)}","end_time":"${stamp(o.end)}","response_time":${o.answered < 0 ? 'null' : Math.max(0, o.answered - o.start) / 1e6},"duration":${(o.end - o.start) / 1e6},"n_messages":${o.messages},"n_isd":${o.isd},"retransmissions":${o.retransmissions},"copies":${o.copies},"edge":`;
}

/** What stands behind `edge`. */
export function restOf(d: Dialogue, o: Observation): string {
  const k = o.known;
  const { kind } = d;
  const map = kind.protocol === 'map';
  const called = map ? o.called : null;
  const calling = map ? d.opener.address : null;
  const imei = when((k & IMEI) !== 0, d.imei);
  const home = (k & IMSI) !== 0;
  const who = `,"capture_loss":${o.touched || (o.missed[0]! | o.missed[1]!) !== 0},"imsi":${when(home, d.imsi)},"msisdn":${when((k & MSISDN) !== 0, d.msisdn)},"imei":${imei},"tac":${imei === 'null' ? 'null' : `"${d.imei.slice(0, 8)}"`},"home_mcc":${when(home, d.homeMcc)},"home_mnc":${when(home, d.homeMnc)},"visited_node":${text(visitedNode(d, k))},"vlr_number":${when((k & VLR) !== 0, d.vlr)},"msc_number":${when((k & MSC) !== 0, d.msc)},"sgsn_number":${when((k & SGSN) !== 0, d.sgsn)}`;
  const path = `,"calling_gt":${calling === null ? 'null' : text(calling.digits)},"calling_ssn":${calling === null ? 'null' : calling.ssn},"called_gt":${called === null ? 'null' : text(called.digits)},"called_ssn":${called === null ? 'null' : called.ssn},"opc":${map ? o.opc : 'null'},"dpc":${map ? o.dpc : 'null'},"application_context":${text(kind.contextName)},"otid":${hex(d.otid, d.otidWidth)},"dtid":${k & DTID ? hex(d.dtid, d.dtidWidth) : 'null'},"src_ip":"${o.srcIp}","dst_ip":"${o.dstIp}","sequence_number":${map ? 'null' : d.sequence}`;
  const legs = `,"legs":${o.legs},"transit_time":${o.transit < 0 ? 'null' : o.transit / 1e6},"linked_id":${o.linked === null ? 'null' : `"${o.linked}"`}`;
  const unclear = o.unclear.size === 0 ? '' : `,"unclear":${JSON.stringify([...o.unclear])}`;
  return `${who}${path}${tunnelOf(d, o)}${legs},"capture":"${o.capture}","first_frame":${o.firstFrame},"last_frame":${o.lastFrame},"why":${JSON.stringify(namesOf(d.why))}${unclear}}\n`;
}

/** Who asks for vectors does not follow from version 3 of their context: the node says so, or its subsystem does. */
function visitedNode({ kind, opener }: Dialogue, known: number): string {
  if (kind.type !== 'SAI' || kind.version < 3 || known & NODE_TYPE) return kind.visitedNode;
  return opener.ssn === 7 || opener.ssn === 149 ? kind.visitedNode : '';
}

const NO_TUNNEL =
  ',"apn":null,"nsapi":null,"ggsn_address":null,"sgsn_address":null,"teid_control_ggsn":null,"teid_control_sgsn":null,"pdp_type":null,"end_user_address":null';

const PDP_TYPES: Readonly<Record<number, string>> = { 33: 'IPv4', 87: 'IPv6', 141: 'IPv4v6' };

function tunnelOf(d: Dialogue, o: Observation): string {
  const t = d.tunnel;
  if (t === null) return NO_TUNNEL;
  const k = o.known;
  return `,"apn":${when((k & APN) !== 0, t.apn)},"nsapi":${k & NSAPI ? t.nsapi : 'null'},"ggsn_address":"${o.ggsnIp}","sgsn_address":"${o.sgsnIp}","teid_control_ggsn":${o.ggsnTeid < 0 ? 'null' : o.ggsnTeid},"teid_control_sgsn":${o.sgsnTeid < 0 ? 'null' : o.sgsnTeid},"pdp_type":${k & PDP_TYPE ? `"${PDP_TYPES[t.pdpType]}"` : 'null'},"end_user_address":${k & USER_ADDRESS ? `"${userAddress(t)}"` : 'null'}`;
}

let lastSecond = -1;
let lastText = '';

/** ISO 8601 UTC with microseconds, of microseconds since the start. */
export function stamp(time: number): string {
  const second = Math.floor(time / 1e6);
  if (second !== lastSecond) {
    lastSecond = second;
    lastText = calendar(EPOCH / 1e6 + second);
  }
  return `${lastText}.${String(time - second * 1e6).padStart(6, '0')}Z`;
}

/** Seconds since 1970 as a date of the Gregorian calendar. */
function calendar(seconds: number): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  const day = Math.floor(seconds / 86400);
  const rest = seconds - day * 86400;
  const z = day + 719468;
  const era = Math.floor(z / 146097);
  const doe = z - era * 146097;
  const yoe = Math.floor((doe - Math.floor(doe / 1460) + Math.floor(doe / 36524) - Math.floor(doe / 146096)) / 365);
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  const d = doy - Math.floor((153 * mp + 2) / 5) + 1;
  const m = mp < 10 ? mp + 3 : mp - 9;
  const y = yoe + era * 400 + (m <= 2 ? 1 : 0);
  return `${y}-${two(m)}-${two(d)}T${two(Math.floor(rest / 3600))}:${two(Math.floor(rest / 60) % 60)}:${two(rest % 60)}`;
}
