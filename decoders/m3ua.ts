/**
 * M3UA (RFC 4666). Reads Protocol Data (§3.3.1) of DATA messages wherever it stands among the parameters; every other
 * message is recognised by its class.
 *
 * Fills opc, dpc, serviceIndicator, networkIndicator, sls. Leaves in `inner`: the user data, `what` (1 where there is
 * user data, 0 where the message has none) and `next`, the octet behind the message.
 */
import { INNER, inner as inner_ } from './inner.ts';
import { HAS_LABEL as HAS_LABEL_, message, scratch } from './message.ts';
import { PROTOCOL } from './protocols.ts';
import { BAD as BAD_, fail, faultNumber, OK as OK_, SHORT as SHORT_, type Status } from './status.ts';

const inner = inner_;
const { u8: U8, u32: U32 } = scratch;
const {
  present: PRESENT,
  opc: OPC,
  dpc: DPC,
  sls: SLS,
  networkIndicator: NETWORK_INDICATOR,
  serviceIndicator: SERVICE_INDICATOR,
} = message.at;
const { at: AT, end: END, what: WHAT, next: NEXT } = INNER;
const HAS_LABEL = HAS_LABEL_;
const OK = OK_;
const SHORT = SHORT_;
const BAD = BAD_;
const { m3ua: M3UA } = PROTOCOL;
const HEADER = faultNumber('header');
const LENGTH = faultNumber('length');
const VERSION = faultNumber('version');
const PARAMETER = faultNumber('parameter');

const TRANSFER = 1; // class, §3.1.2
const DATA = 1; // type, §3.1.3
const PROTOCOL_DATA = 0x0210; // §3.2

/** One message. Its length or a parameter's beyond `end` is noted and what is there is read. */
export function m3ua(b: Uint8Array, at: number, end: number): Status {
  const has = end - at;
  if (has < 8) return fail(SHORT, M3UA, HEADER, at, 8, has);
  if (b[at] !== 1) return fail(BAD, M3UA, VERSION, at, b[at], 1);
  const length = ((b[at + 4] << 24) | (b[at + 5] << 16) | (b[at + 6] << 8) | b[at + 7]) >>> 0;
  if (length < 8) return fail(BAD, M3UA, LENGTH, at + 4, length, has);
  let stop = at + length;
  if (has < length) {
    fail(SHORT, M3UA, LENGTH, at + 4, length, has);
    stop = end;
  }
  inner[NEXT] = stop;
  inner[WHAT] = 0;
  if (b[at + 2] !== TRANSFER || b[at + 3] !== DATA) return OK;
  let p = at + 8;
  while (stop - p >= 4) {
    const tag = (b[p] << 8) | b[p + 1];
    let octets = (b[p + 2] << 8) | b[p + 3];
    if (octets < 4) return fail(BAD, M3UA, PARAMETER, p + 2, octets, stop - p);
    if (stop - p < octets) {
      if (inner[WHAT] === 1) return OK; // the data has been read: what stands behind it costs nothing
      fail(SHORT, M3UA, PARAMETER, p + 2, octets, stop - p);
      octets = stop - p;
    }
    if (tag === PROTOCOL_DATA && inner[WHAT] === 0) {
      // OPC (4), DPC (4), SI, NI, MP, SLS, user data
      if (octets < 16) return fail(SHORT, M3UA, PARAMETER, p + 2, 16, octets);
      U32[OPC] = ((b[p + 4] << 24) | (b[p + 5] << 16) | (b[p + 6] << 8) | b[p + 7]) >>> 0;
      U32[DPC] = ((b[p + 8] << 24) | (b[p + 9] << 16) | (b[p + 10] << 8) | b[p + 11]) >>> 0;
      U8[SERVICE_INDICATOR] = b[p + 12];
      U8[NETWORK_INDICATOR] = b[p + 13];
      U8[SLS] = b[p + 15];
      U32[PRESENT] |= HAS_LABEL;
      inner[AT] = p + 16;
      inner[END] = p + octets;
      inner[WHAT] = 1;
    }
    p += (octets + 3) & ~3;
  }
  return OK;
}
