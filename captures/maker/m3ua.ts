/** M3UA (RFC 4666): DATA around what stands in a Back, and heartbeats. */
import type { Back } from './back.ts';

export interface Label {
  readonly opc: number;
  readonly dpc: number;
  readonly networkIndicator: number;
  /** -1 where the parameter is left out. */
  readonly networkAppearance: number;
  readonly routingContext: number;
}

/** Octets that DATA may need behind the message for padding; the Back's writer leaves them free first. */
export const PADDING = 3;

/**
 * Puts a DATA message around the SCCP message that stands from `w.p` to `w.b.length - PADDING`. Gives the octet behind
 * its last, padding included. RFC 4666 §3.3.1.
 */
export function writeData(w: Back, label: Label, sls: number): number {
  const end = w.b.length - PADDING;
  const length = end - w.p;
  const pad = -length & 3;
  for (let i = 0; i < pad; i++) w.b[end + i] = 0;
  w.u8(sls);
  w.u8(0); // message priority
  w.u8(label.networkIndicator);
  w.u8(3); // service indicator: SCCP
  w.u32(label.dpc);
  w.u32(label.opc);
  w.u16(16 + length);
  w.u16(0x0210); // protocol data
  if (label.routingContext >= 0) parameter(w, 0x0006, label.routingContext);
  if (label.networkAppearance >= 0) parameter(w, 0x0200, label.networkAppearance);
  w.u32(8 + end + pad - w.p); // the padding of the last parameter counts, §3.1.4
  w.u32(0x01000101); // version 1, transfer, DATA
  return end + pad;
}

/** A heartbeat (type 3) or its acknowledgement (6) of class 3, with eight octets of data. §3.5.5, §3.5.6. */
export function writeBeat(w: Back, type: 3 | 6, salt: number): number {
  const end = w.b.length;
  w.u32(salt);
  w.u32(0x62656174);
  w.u16(12);
  w.u16(0x0009); // heartbeat data
  w.u32(8 + end - w.p);
  w.u32(0x01000300 | type);
  return end;
}

function parameter(w: Back, tag: number, value: number): void {
  w.u32(value);
  w.u16(8);
  w.u16(tag);
}
