/**
 * What a perfect observer would report: one JSON line a dialogue, in the order of (start_time, first_frame).
 *
 * Nothing here looks at octets. The maker says which message of which dialogue stood in which frame, and the rules of
 * the specification of records make the line from that. Dialogues wait in the order in which they were first seen, so
 * the file comes out sorted without being held. Whether an unanswered request is an edge is known only at the end of the
 * input: its line is written with room for that, and patched. (What is still held at the end needs no such room.)
 */
import {
  APN,
  type Dialogue,
  DTID,
  GGSN_END,
  IMEI,
  IMSI,
  INCOMPLETE,
  MSC,
  MSISDN,
  NSAPI,
  OPENER,
  PDP_TYPE,
  SGSN,
  SGSN_END,
  type Step,
  type TypeName,
  USER_ADDRESS,
  VLR,
} from './dialogue.ts';
import { Stream } from './files.ts';
import { userAddress } from './gtp.ts';

/** 2026-01-05 00:00:00 UTC, a Monday, microseconds since 1970. */
export const EPOCH = 1767571200 * 1e6;

/** Dialogues that are held back before any is written. */
const HELD = 8192;

interface Pending {
  readonly position: number;
  readonly deadline: number;
}

const TYPES: readonly TypeName[] = ['SAI', 'UL', 'UL_GPRS', 'CL', 'PDP_CREATE', 'PDP_UPDATE', 'PDP_DELETE', 'OTHER'];
const NAMES = Object.fromEntries(
  TYPES.map(t => [t, { success: `${t} success`, reject: `${t} reject`, error: `${t} error` }]),
) as Record<TypeName, Record<'success' | 'reject' | 'error', string>>;

export class Truth {
  private readonly out: Stream | null;
  private waiting: Dialogue[] = [];
  private head = 0;
  /** Unanswered requests that may yet prove to be edges, by time-out: each list is in order of deadline. */
  private readonly pending = new Map<number, Pending[]>();
  dialogues = 0;
  readonly outcomes = new Map<string, number>();

  constructor(path: string | null) {
    this.out = path === null ? null : new Stream(path);
  }

  /** A message has been seen in a frame. `time` in microseconds since the start. */
  observe(d: Dialogue, step: Step, time: number, frame: number): void {
    if (d.closed) return;
    // A repetition whose first was not seen is the request to whoever sees it.
    const opens = !d.seen;
    if (opens) {
      if (step.side !== OPENER || (step !== d.script[0] && !step.again)) return; // its request was not seen: an orphan
      d.seen = true;
      d.start = time;
      d.firstFrame = frame;
      const t = d.tunnel;
      if (t !== null)
        d.known |= t.known & (IMSI | MSISDN | IMEI | APN | NSAPI | PDP_TYPE | USER_ADDRESS | GGSN_END | SGSN_END);
      this.waiting.push(d);
    }
    d.end = time;
    d.lastFrame = frame;
    if (step.again && !opens) {
      d.retransmissions++;
      return;
    }
    d.messages++;
    d.isd += step.isd;
    d.known |= step.learns;
    if (step.answers && d.answered < 0) d.answered = time;
    if (step.outcome !== null) {
      d.outcome = step.outcome;
      d.closed = true;
    }
  }

  /** Nothing more will be seen of it, or only what comes too late. */
  close(d: Dialogue): void {
    d.closed = true;
  }

  /** Writes the lines of all that is over, up to the first that is not; what is little waits for the end. */
  drain(now: number): void {
    const { waiting } = this;
    if (waiting.length - this.head < HELD) return;
    while (this.head < waiting.length) {
      const d = waiting[this.head]!;
      if (!d.closed) break;
      this.line(d, now, false);
      waiting[this.head++] = undefined as unknown as Dialogue;
    }
    if (this.head > 4096 && this.head * 2 > waiting.length) {
      this.waiting = waiting.slice(this.head);
      this.head = 0;
    }
  }

  /** The input ends at this time. */
  finish(now: number): void {
    for (; this.head < this.waiting.length; this.head++) this.line(this.waiting[this.head]!, now, true);
    const { out } = this;
    if (out === null) return;
    out.flush();
    for (const list of this.pending.values()) {
      for (const { position, deadline } of list) if (deadline > now) out.patch(position, '"end"');
    }
    out.close();
  }

  private line(d: Dialogue, now: number, atEnd: boolean): void {
    this.dialogues++;
    const name = NAMES[d.kind.type][d.outcome.outcome];
    this.outcomes.set(name, (this.outcomes.get(name) ?? 0) + 1);
    const { out } = this;
    if (out === null) return;
    const deadline = d.end + d.kind.timeout;
    const open = d.outcome === INCOMPLETE && deadline > now;
    const at = out.length;
    const head = headOf(d);
    out.text(head);
    out.text(!open ? '""' : atEnd ? '"end"' : '""   ');
    out.text(restOf(d));
    if (!open || atEnd) return;
    const list = this.pending.get(d.kind.timeout);
    const entry = { position: at + head.length, deadline };
    if (list === undefined) this.pending.set(d.kind.timeout, [entry]);
    else {
      list.push(entry);
      // Those that have run out are no edges: let them go, now and then.
      if (list.length % 4096 === 0)
        this.pending.set(
          d.kind.timeout,
          list.filter(e => e.deadline > now),
        );
    }
  }
}

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
function headOf(d: Dialogue): string {
  const { kind, outcome } = d;
  return `{"protocol":"${kind.protocol.toUpperCase()}","type":"${kind.type}","operation":"${kind.operation}","operation_code":${kind.operationCode},"map_version":${kind.version || 'null'},"outcome":"${outcome.outcome}","reason":${text(outcome.reason)},"cause_code":${outcome.cause},"start_time":"${stamp(d.start)}","end_time":"${stamp(d.end)}","response_time":${d.answered < 0 ? 'null' : (d.answered - d.start) / 1e6},"duration":${(d.end - d.start) / 1e6},"n_messages":${d.messages},"n_isd":${d.isd},"retransmissions":${d.retransmissions},"copies":${d.copies},"edge":`;
}

function restOf(d: Dialogue): string {
  const k = d.known;
  const { kind } = d;
  const map = kind.protocol === 'map';
  const called = map ? (d.called ?? d.responder.address) : null;
  const calling = map ? d.opener.address : null;
  const imei = when((k & IMEI) !== 0, d.imei);
  const home = (k & IMSI) !== 0;
  const who = `,"capture_loss":false,"imsi":${when(home, d.imsi)},"msisdn":${when((k & MSISDN) !== 0, d.msisdn)},"imei":${imei},"tac":${imei === 'null' ? 'null' : `"${d.imei.slice(0, 8)}"`},"home_mcc":${when(home, d.homeMcc)},"home_mnc":${when(home, d.homeMnc)},"visited_node":${text(kind.visitedNode)},"vlr_number":${when((k & VLR) !== 0, d.vlr)},"msc_number":${when((k & MSC) !== 0, d.msc)},"sgsn_number":${when((k & SGSN) !== 0, d.sgsn)}`;
  const path = `,"calling_gt":${calling === null ? 'null' : text(calling.digits)},"calling_ssn":${calling === null ? 'null' : calling.ssn},"called_gt":${called === null ? 'null' : text(called.digits)},"called_ssn":${called === null ? 'null' : called.ssn},"opc":${map ? d.opc : 'null'},"dpc":${map ? d.dpc : 'null'},"application_context":${text(kind.contextName)},"otid":${hex(d.otid, d.otidWidth)},"dtid":${k & DTID ? hex(d.dtid, d.dtidWidth) : 'null'},"src_ip":"${d.srcIp}","dst_ip":"${d.dstIp}","sequence_number":${map ? 'null' : d.sequence}`;
  return `${who}${path}${tunnelOf(d)},"legs":1,"first_frame":${d.firstFrame},"last_frame":${d.lastFrame}}\n`;
}

const NO_TUNNEL =
  ',"apn":null,"nsapi":null,"ggsn_address":null,"sgsn_address":null,"teid_control_ggsn":null,"teid_control_sgsn":null,"pdp_type":null,"end_user_address":null';

const PDP_TYPES: Readonly<Record<number, string>> = { 33: 'IPv4', 87: 'IPv6', 141: 'IPv4v6' };

function tunnelOf(d: Dialogue): string {
  const t = d.tunnel;
  if (t === null) return NO_TUNNEL;
  const k = d.known;
  const ggsn = (k & GGSN_END) !== 0;
  const sgsn = (k & SGSN_END) !== 0;
  return `,"apn":${when((k & APN) !== 0, t.apn)},"nsapi":${k & NSAPI ? t.nsapi : 'null'},"ggsn_address":"${t.ggsn.host!.text}","sgsn_address":"${d.sgsnIp}","teid_control_ggsn":${ggsn ? t.ggsnControl : 'null'},"teid_control_sgsn":${sgsn ? d.sgsnControl : 'null'},"pdp_type":${k & PDP_TYPE ? `"${PDP_TYPES[t.pdpType]}"` : 'null'},"end_user_address":${k & USER_ADDRESS ? `"${userAddress(t)}"` : 'null'}`;
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
