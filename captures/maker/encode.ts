/** A step of a dialogue as octets: MAP as far as SCCP and M3UA, GTP as far as its header. */
import { Back } from './back.ts';
import {
  type Dialogue,
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
import { mapOpen, mapProviderAbort, mapRefuse, mapUserAbort } from './map.ts';
import { type Address, addressSize, RETURN_ON_ERROR, UDT_DATA, writeUdt, writeUdts, writeXudt } from './sccp.ts';
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

/**
 * Encodes segment `d.segment` of a MAP message into `w` and gives how many segments it has. `called` is the called
 * party of the opener's first message on this leg.
 */
export function encodeMap(d: Dialogue, step: Step, label: Label, called: Address): number {
  w.p = w.b.length - PADDING;
  const stop = w.p;
  const fromOpener = step.side === OPENER;
  const sls = fromOpener ? d.sls : d.answerSls;
  if (step.returned >= 0) {
    writeTcap(w, d, d.script[0]!);
    writeUdts(w, stop, d.opener.address, called, step.returned);
    end = writeData(w, label, sls);
    return 1;
  }
  const to = !fromOpener ? d.opener.address : step.type === tcap.BEGIN ? called : d.responder.address;
  const from = fromOpener ? d.opener.address : d.responder.address;
  writeTcap(w, d, step);
  const length = stop - w.p;
  if (length <= UDT_DATA) {
    writeUdt(w, stop, to, from, step.type === tcap.BEGIN ? RETURN_ON_ERROR : 0);
    end = writeData(w, label, sls);
    return 1;
  }
  // Too long for a UDT: segments of XUDT, each in class 1 so that they stay in order. Q.714 §4.1.1.
  message.clear();
  for (let i = stop - 1; i >= w.p; i--) message.u8(w.b[i]!);
  const room = 240 - addressSize(to) - addressSize(from);
  const count = Math.ceil(length / room);
  const at = d.segment * room;
  w.p = stop;
  writeXudt(w, message.b, message.p + at, Math.min(room, length - at), to, from, RETURN_ON_ERROR | 1, {
    first: d.segment === 0,
    remaining: count - 1 - d.segment,
    reference: (d.salt ^ (d.at * 0x10001)) & 0xffffff,
  });
  end = writeData(w, label, sls);
  return count;
}

/** Encodes a GTP message into `w`. */
export function encodeGtp(d: Dialogue, step: Step): void {
  w.clear();
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
  if (step.type === gtp.CREATE_REQUEST) return 0;
  return toGgsn ? t.ggsnControl : d.sgsnControl;
}
