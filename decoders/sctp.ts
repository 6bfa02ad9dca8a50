/**
 * SCTP (RFC 9260): the common header, and its chunks one by one. The checksum is not verified.
 *
 * `sctp` fills srcPort, dstPort and vtag. `sctpChunk` fills tsn and stream of DATA (§3.3.1) and I-DATA (RFC 8260 §2.1)
 * and leaves in `inner`: the user data, the chunk type in `what`, its flags, ppid, `next`, and for I-DATA
 * `identifier` and `offset`.
 */
import { INNER, inner as inner_ } from './inner.ts';
import { message, scratch } from './message.ts';
import { PROTOCOL } from './protocols.ts';
import { BAD as BAD_, fail, faultNumber, OK as OK_, SHORT as SHORT_, type Status } from './status.ts';

const inner = inner_;
const { u16: U16, u32: U32 } = scratch;
const { srcPort: SRC_PORT, dstPort: DST_PORT, vtag: VTAG, tsn: TSN, stream: STREAM } = message.at;
const {
  at: AT,
  end: END,
  what: WHAT,
  next: NEXT,
  identifier: IDENTIFIER,
  offset: OFFSET,
  ppid: PPID,
  flags: FLAGS,
} = INNER;
const OK = OK_;
const SHORT = SHORT_;
const BAD = BAD_;
const { sctp: SCTP } = PROTOCOL;
const HEADER = faultNumber('header');
const CHUNK = faultNumber('chunk');

/** Octets of the common header. */
export const SCTP_HEADER = 12;
export const CHUNK_DATA = 0;
export const CHUNK_I_DATA = 64;
/** Bits of a DATA chunk's flags. */
export const DATA_ENDS = 1;
export const DATA_BEGINS = 2;
export const DATA_UNORDERED = 4;

const DATA = CHUNK_DATA;
const I_DATA = CHUNK_I_DATA;
const BEGINS = DATA_BEGINS;

/** Source and destination port (2 each), verification tag (4), checksum (4): §3.1. */
export function sctp(b: Uint8Array, at: number, end: number): Status {
  if (end - at < 12) return fail(SHORT, SCTP, HEADER, at, 12, end - at);
  U16[SRC_PORT] = (b[at] << 8) | b[at + 1];
  U16[DST_PORT] = (b[at + 2] << 8) | b[at + 3];
  U32[VTAG] = ((b[at + 4] << 24) | (b[at + 5] << 16) | (b[at + 6] << 8) | b[at + 7]) >>> 0;
  return OK;
}

/**
 * The chunk at `at`: type, flags, length (2) without padding to a multiple of 4 (§3.2). A length beyond `end` is noted
 * and the user data ends there.
 */
export function sctpChunk(b: Uint8Array, at: number, end: number): Status {
  if (end - at < 4) return fail(SHORT, SCTP, CHUNK, at, 4, end - at);
  const type = b[at];
  const length = (b[at + 2] << 8) | b[at + 3];
  if (length < 4) return fail(BAD, SCTP, CHUNK, at + 2, length, end - at);
  let stop = at + length;
  if (end - at < length) {
    fail(SHORT, SCTP, CHUNK, at + 2, length, end - at);
    stop = end;
  }
  inner[WHAT] = type;
  inner[FLAGS] = b[at + 1];
  inner[END] = stop;
  inner[NEXT] = end - stop < 4 ? end : at + ((length + 3) & ~3);
  if (type === DATA) {
    // TSN (4), stream (2), stream sequence number (2), payload protocol identifier (4)
    if (stop - at < 16) return fail(length < 16 ? BAD : SHORT, SCTP, CHUNK, at, 16, stop - at);
    U32[TSN] = ((b[at + 4] << 24) | (b[at + 5] << 16) | (b[at + 6] << 8) | b[at + 7]) >>> 0;
    U16[STREAM] = (b[at + 8] << 8) | b[at + 9];
    inner[PPID] = ((b[at + 12] << 24) | (b[at + 13] << 16) | (b[at + 14] << 8) | b[at + 15]) >>> 0;
    inner[AT] = at + 16;
    return OK;
  }
  if (type === I_DATA) {
    // TSN (4), stream (2), reserved (2), message identifier (4), identifier of a first fragment, number of another (4)
    if (stop - at < 20) return fail(length < 20 ? BAD : SHORT, SCTP, CHUNK, at, 20, stop - at);
    U32[TSN] = ((b[at + 4] << 24) | (b[at + 5] << 16) | (b[at + 6] << 8) | b[at + 7]) >>> 0;
    U16[STREAM] = (b[at + 8] << 8) | b[at + 9];
    inner[IDENTIFIER] = ((b[at + 12] << 24) | (b[at + 13] << 16) | (b[at + 14] << 8) | b[at + 15]) >>> 0;
    const number = ((b[at + 16] << 24) | (b[at + 17] << 16) | (b[at + 18] << 8) | b[at + 19]) >>> 0;
    const begins = (b[at + 1] & BEGINS) !== 0;
    inner[PPID] = begins ? number : 0;
    inner[OFFSET] = begins ? 0 : number;
    inner[AT] = at + 20;
    return OK;
  }
  inner[AT] = at + 4;
  return OK;
}
