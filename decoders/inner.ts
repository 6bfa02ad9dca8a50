/**
 * What one layer leaves for the next: registers that a decoder fills before it returns OK, read by its caller before
 * the next decoder is called. They say where the payload lies and what it is; nothing of them outlives one layer. Signed,
 * since places are small: who takes a 32-bit identifier from here writes `>>> 0`.
 *
 * Over an ArrayBuffer of their own, as all small registers of the hot path are: V8 keeps an array of up to 64 octets
 * within its heap, where it moves, and fetches place and length at every access; of another it folds both into the
 * machine code.
 */
export const inner = new Int32Array(new ArrayBuffer(48));

/** Places in `inner`. */
export const INNER = {
  /** First octet of the payload and the octet behind its last. */
  at: 0,
  end: 1,
  /** What the payload is; each decoder says in which numbering. */
  what: 2,
  /** Where the next element of the same layer begins (chunk, adaptation message). */
  next: 3,
  /** IP identification, or the I-DATA message identifier. */
  identifier: 4,
  /** Octets before this fragment, or the I-DATA fragment sequence number. */
  offset: 5,
  /** 1 where the payload is a fragment. */
  fragment: 6,
  /** 1 where more fragments follow. */
  more: 7,
  /** SCTP payload protocol identifier. */
  ppid: 8,
  /** Chunk flags. */
  flags: 9,
} as const;

/** `what` of the layers below IP. */
export const WHAT_OTHER = 0;
export const WHAT_IP = 1;
export const WHAT_ETHERNET = 2;
export const WHAT_MTP2 = 3;
/** MTP2 with extended sequence numbers (Q.703 annex A). */
export const WHAT_MTP2_EXTENDED = 4;
export const WHAT_MTP3 = 5;
export const WHAT_SCCP = 6;
export const WHAT_EXPORTED = 7;
export const WHAT_TCAP = 8;
/** A component without its TCAP message (MAP, CAP, INAP). */
export const WHAT_COMPONENT = 9;
export const WHAT_M3UA = 10;
export const WHAT_M2UA = 11;
export const WHAT_M2PA = 12;
export const WHAT_SUA = 13;
export const WHAT_GTP = 14;
export const WHAT_UDP = 15;
export const WHAT_SCTP = 16;
export const WHAT_ISUP = 17;
export const WHAT_DIAMETER = 18;
export const WHAT_MPLS = 19;
