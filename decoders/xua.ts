/**
 * What the SIGTRAN adaptation layers share: the common header (RFC 4666 §1.3.1, the same in RFC 3331, 3868 and 4165)
 * and parameters (RFC 4666 §3.2), and the guess which layer a user message is where nothing on the wire says so.
 */
import { WHAT_M2PA, WHAT_M2UA, WHAT_M3UA, WHAT_OTHER, WHAT_SUA } from './inner.ts';

/** Octets of the common header: version, reserved, class, type, length (4). */
export const XUA_HEADER = 8;

/** SCTP payload protocol identifiers (IANA). */
const PPID_M2UA = 2;
const PPID_M3UA = 3;
const PPID_SUA = 4;
const PPID_M2PA = 5;

/** WHAT_… of a payload protocol identifier of the family, in network order or in the wrong one; else WHAT_OTHER. */
export function xuaOfIdentifier(ppid: number): number {
  // some stacks write the identifier in their own byte order
  const value = ppid > 0xffffff && (ppid & 0xffffff) === 0 ? ppid >>> 24 : ppid;
  switch (value) {
    case PPID_M3UA:
      return WHAT_M3UA;
    case PPID_M2UA:
      return WHAT_M2UA;
    case PPID_M2PA:
      return WHAT_M2PA;
    case PPID_SUA:
      return WHAT_SUA;
    default:
      return WHAT_OTHER;
  }
}

/** WHAT_… of a registered port of the family, else WHAT_OTHER. */
export function xuaOfPort(port: number): number {
  switch (port) {
    case 2905:
      return WHAT_M3UA;
    case 2904:
      return WHAT_M2UA;
    case 3565:
      return WHAT_M2PA;
    case 14001:
      return WHAT_SUA;
    default:
      return WHAT_OTHER;
  }
}

/**
 * True where the octets can be a message of the family: version 1, reserved 0, and a length that is all that is there,
 * padding apart.
 */
export function looksLikeXua(b: Uint8Array, at: number, end: number): boolean {
  if (end - at < 8 || b[at] !== 1 || b[at + 1] !== 0) return false;
  const length = ((b[at + 4] << 24) | (b[at + 5] << 16) | (b[at + 6] << 8) | b[at + 7]) >>> 0;
  return length >= 8 && length <= end - at && end - at - length < 4 && b[at + 2] <= 11;
}

/** Which layer a plausible message is, by the classes that only one of them has; M3UA where several have it. */
export function xuaOfClass(messageClass: number): number {
  switch (messageClass) {
    case 6: // MAUP (RFC 3331 §3.1.3)
    case 10: // IIM
      return WHAT_M2UA;
    case 7: // connectionless (RFC 3868 §3.1.2)
    case 8: // connection-oriented
      return WHAT_SUA;
    case 11: // RFC 4165 §2.1
      return WHAT_M2PA;
    case 0:
    case 1:
    case 2:
    case 3:
    case 4:
    case 9:
      return WHAT_M3UA;
    default:
      return WHAT_OTHER;
  }
}
