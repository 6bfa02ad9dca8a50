/**
 * MTP3 (Q.704): service information octet and routing label. Which of the four labels a network uses is not on the
 * wire; the caller says.
 *
 * Fills opc, dpc, sls, serviceIndicator, networkIndicator; leaves the user part in `inner`.
 */
import { INNER, inner } from './inner.ts';
import { HAS_LABEL, message, scratch } from './message.ts';
import { PROTOCOL } from './protocols.ts';
import { fail, faultNumber, OK, SHORT, type Status } from './status.ts';

const { u8: U8, u32: U32 } = scratch;
const {
  present: PRESENT,
  opc: OPC,
  dpc: DPC,
  sls: SLS,
  networkIndicator: NETWORK_INDICATOR,
  serviceIndicator: SERVICE_INDICATOR,
} = message.at;
const { at: AT, end: END } = INNER;
const { mtp3: MTP3 } = PROTOCOL;
const HEADER = faultNumber('header');
const LABEL = faultNumber('label');

/** Point code formats: 14 bits (Q.704 §2.2), 24 bits (T1.111.4, and GF 001 in China), 16 bits (JT-Q704). */
export const POINT_CODES_ITU = 0;
export const POINT_CODES_ANSI = 1;
export const POINT_CODES_CHINA = 2;
export const POINT_CODES_JAPAN = 3;

/** SIO and label at `at`. Labels go low octet first: destination, origin, link selection. */
export function mtp3(b: Uint8Array, at: number, end: number, form: number): Status {
  if (end - at < 1) return fail(SHORT, MTP3, HEADER, at, 1, end - at);
  // Q.704 §14.2: service indicator in bits 1 to 4, network indicator in bits 7 and 8
  U8[SERVICE_INDICATOR] = b[at] & 0x0f;
  U8[NETWORK_INDICATOR] = b[at] >> 6;
  const p = at + 1;
  if (form === POINT_CODES_ITU) {
    if (end - p < 4) return fail(SHORT, MTP3, LABEL, p, 4, end - p);
    U32[DPC] = b[p] | ((b[p + 1] & 0x3f) << 8);
    U32[OPC] = (b[p + 1] >> 6) | (b[p + 2] << 2) | ((b[p + 3] & 0x0f) << 10);
    U8[SLS] = b[p + 3] >> 4;
    inner[AT] = p + 4;
  } else if (form === POINT_CODES_JAPAN) {
    if (end - p < 5) return fail(SHORT, MTP3, LABEL, p, 5, end - p);
    U32[DPC] = b[p] | (b[p + 1] << 8);
    U32[OPC] = b[p + 2] | (b[p + 3] << 8);
    U8[SLS] = b[p + 4] & 0x0f;
    inner[AT] = p + 5;
  } else {
    if (end - p < 7) return fail(SHORT, MTP3, LABEL, p, 7, end - p);
    U32[DPC] = b[p] | (b[p + 1] << 8) | (b[p + 2] << 16);
    U32[OPC] = b[p + 3] | (b[p + 4] << 8) | (b[p + 5] << 16);
    U8[SLS] = form === POINT_CODES_ANSI ? b[p + 6] : b[p + 6] & 0x0f;
    inner[AT] = p + 7;
  }
  inner[END] = end;
  U32[PRESENT] |= HAS_LABEL;
  return OK;
}
