/** A step of a dialogue as octets: MAP as far as SCCP and M3UA, GTP as far as its header. */
import { Back } from './back.ts';
import {
  type Dialogue,
  DTID,
  MSISDN,
  NO_PORTION,
  OPENER,
  PROVIDER_ABORT,
  REFUSAL,
  REQUEST,
  RESPONSE,
  type Step,
  USER_ABORT,
} from './dialogue.ts';
import * as gtp from './gtp.ts';
import { type Label, PADDING, writeData } from './m3ua.ts';
import { mapOpen, mapProviderAbort, mapRefuse, mapUserAbort } from './map-dialogue.ts';
import {
  type Address,
  addressSize,
  RETURN_ON_ERROR,
  UDT_DATA,
  writeLudt,
  writeUdt,
  writeUdts,
  writeXudt,
} from './sccp.ts';
import * as tcap from './tcap.ts';

/** What was encoded last: octets w.b[w.p] to w.b[end - 1]. */
export const w = new Back(4096);
const message = new Back(4096);

export let end = 0;

function writeTcap(to: Back, d: Dialogue, step: Step): void {
  const { kind } = d;
  const stop = to.p;
  for (let i = step.components.length - 1; i >= 0; i--) {
    const c = step.components[i]!;
    const before = to.p;
    if (c.parameter !== null) c.parameter(to, d);
    tcap.writeComponent(to, before, c.kind, c.invokeId, c.operation, c.code);
  }
  if (step.components.length > 0) to.wrap(0x6c, stop);
  switch (step.portion) {
    case NO_PORTION:
      if (step.type === tcap.ABORT) tcap.writePAbortCause(to, step.value);
      break;
    case REQUEST:
      tcap.writeDialogueRequest(to, kind.context, kind.version, kind.references ? b => mapOpen(b, d) : null);
      break;
    case RESPONSE:
      tcap.writeDialogueResponse(to, kind.context, kind.version, 0, 0, null);
      break;
    case REFUSAL:
      tcap.writeDialogueResponse(to, kind.context, kind.version, 1, step.value, step.value === 1 ? mapRefuse : null);
      break;
    case USER_ABORT:
      tcap.writeDialogueAbort(to, b => mapUserAbort(b, step.value));
      break;
    case PROVIDER_ABORT:
      tcap.writeDialogueAbort(to, b => mapProviderAbort(b, step.value));
  }
  const mine = step.side === OPENER;
  const own = step.type === tcap.BEGIN || step.type === tcap.CONTINUE;
  const other = step.type !== tcap.BEGIN;
  tcap.writeTransaction(
    to,
    stop,
    step.type,
    mine ? d.otid : d.dtid,
    own ? (mine ? d.otidWidth : d.dtidWidth) : 0,
    mine ? d.dtid : d.otid,
    other ? (mine ? d.dtidWidth : d.otidWidth) : 0,
  );
}

/** How a message of MAP goes on one leg. */
export interface Way {
  readonly label: Label;
  readonly sls: number;
  /** Called party of the opener's first message on this leg. */
  readonly called: Address;
  /** Where the responder's messages go on this leg. */
  readonly back: Address;
}

/** Encodes a segment of a MAP message into `w` and gives how many segments it has. */
export function encodeMap(d: Dialogue, step: Step, way: Way, segment: number): number {
  w.p = w.b.length - PADDING;
  const stop = w.p;
  const fromOpener = step.side === OPENER;
  if (step.returned >= 0) {
    writeTcap(w, d, d.script[0]!);
    if (step.long) writeLudt(w, stop, d.opener.address, way.called, step.returned, 20);
    else if (step.extended) extended(stop, d.opener.address, way.called, step.returned, 18);
    else writeUdts(w, stop, d.opener.address, way.called, step.returned);
    end = writeData(w, way.label, way.sls);
    return 1;
  }
  const to = !fromOpener ? way.back : step.type === tcap.BEGIN ? way.called : d.responder.address;
  const from = fromOpener ? d.opener.address : d.responder.address;
  writeTcap(w, d, step);
  const length = stop - w.p;
  if (step.long) {
    writeLudt(w, stop, to, from, RETURN_ON_ERROR, 19);
    end = writeData(w, way.label, way.sls);
    return 1;
  }
  if (step.extended && length <= UDT_DATA) {
    extended(stop, to, from, RETURN_ON_ERROR, 17);
    end = writeData(w, way.label, way.sls);
    return 1;
  }
  if (length <= UDT_DATA) {
    writeUdt(w, stop, to, from, step.type === tcap.BEGIN ? RETURN_ON_ERROR : 0);
    end = writeData(w, way.label, way.sls);
    return 1;
  }
  // Too long for a UDT: segments of XUDT, each in class 1 so that they stay in order. Q.714 §4.1.1.
  message.clear();
  for (let i = stop - 1; i >= w.p; i--) message.u8(w.b[i]!);
  const room = 240 - addressSize(to) - addressSize(from);
  const count = Math.ceil(length / room);
  const at = segment * room;
  w.p = stop;
  writeXudt(w, message.b, message.p + at, Math.min(room, length - at), to, from, RETURN_ON_ERROR | 1, {
    first: segment === 0,
    remaining: count - 1 - segment,
    reference: (d.salt ^ (d.at * 0x10001)) & 0xffffff,
  });
  end = writeData(w, way.label, way.sls);
  return count;
}

/** One XUDT (17) or XUDTS (18) around what stands before `stop`, in one piece. */
function extended(stop: number, to: Address, from: Address, second: number, type: 17 | 18): void {
  const data = w.b.slice(w.p, stop);
  w.p = stop;
  writeXudt(w, data, 0, data.length, to, from, second, null, type);
}

/** Encodes a GTP message into `w`. */
export function encodeGtp(d: Dialogue, step: Step): void {
  w.clear();
  gtp.told.recovery = -1;
  step.body?.(w, d, step);
  gtp.writeHeader(w, step.type, teid(d, step), d.sequence);
  end = w.b.length;
}

/** The receiver's control TEID; 0 where it has none yet, and for echo. */
function teid(d: Dialogue, step: Step): number {
  const t = d.tunnel;
  if (t === null) return 0;
  const byGgsn = d.opener === t.ggsn;
  const toGgsn = (step.side === OPENER) !== byGgsn;
  if (step.type === gtp.CREATE_REQUEST) return t.primary === null ? 0 : t.ggsnControl;
  return toGgsn ? t.ggsnControl : d.sgsnControl;
}

/** Octets at the end of a message that a record does not miss: those of a last element that says nothing to it. */
export function clipsOf(step: Step): number {
  if (step.type === gtp.CREATE_RESPONSE || step.type === gtp.UPDATE_RESPONSE) {
    return step.outcome?.outcome === 'success' ? 3 : 0;
  }
  const last = step.components[step.components.length - 1];
  if (last?.parameter == null || (step.learns & ~(MSISDN | DTID)) !== 0) return 0;
  return last.kind === tcap.RESULT || step.isd > 0 ? 3 : 0;
}
