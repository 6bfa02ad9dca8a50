/**
 * The dialogue portion of a TCAP message (Q.773 §3.1, §4.2.3): an EXTERNAL around AARQ, AARE, ABRT or AUDT, and in its
 * user information the MAP dialogue protocol data unit (TS 29.002 §17.4). Fills the scratch record.
 *
 * Every part may be absent, the application context of an AARQ too. A part that cannot be read costs that part.
 */
import { head as head_, header, integer } from './ber.ts';
import { HAS_ABORT_SOURCE, HAS_ASSOCIATE_RESULT, HAS_CONTEXT, HAS_MAP_REASON, message, scratch } from './message.ts';
import { PROTOCOL } from './protocols.ts';
import { BAD as BAD_, fail, faultNumber, OK as OK_, type Status } from './status.ts';

const head = head_;
const OK = OK_;
const { tcap: TCAP } = PROTOCOL;
const { u8, u16, u32 } = scratch;
const { present: PRESENT, textAt: TEXT_AT, textLength: TEXT_LENGTH, contextNumber: CONTEXT_NUMBER } = message.at;
const { contextVersion: CONTEXT_VERSION, dialoguePdu: DIALOGUE_PDU, associateResult: ASSOCIATE_RESULT } = message.at;
const { sourceDiagnostic: SOURCE_DIAGNOSTIC, abortSource: ABORT_SOURCE } = message.at;
const { mapDialoguePdu: MAP_DIALOGUE_PDU, mapReason: MAP_REASON } = message.at;
const CONTEXT_BIT = HAS_CONTEXT;
const RESULT_BIT = HAS_ASSOCIATE_RESULT;
const ABORT_BIT = HAS_ABORT_SOURCE;
const REASON_BIT = HAS_MAP_REASON;
const BAD = BAD_;
const PORTION = faultNumber('dialogue portion');
const APPLICATION_CONTEXT = faultNumber('application context');
/** Octets of an application context that is kept as a text; those in use have fewer than 12. */
const LONGEST_CONTEXT = 64;

/**
 * Where the destination reference of a map-open held an IMSI: [first octet of its digits, octets], 0 octets where not.
 * The caller clears it, and uses it if no argument brought an IMSI.
 */
export const referenceImsi = new Int32Array(new ArrayBuffer(8));

/** Levels of the structure; each is the contents of one constructed element. */
const PORTION_LEVEL = 0; // [APPLICATION 11]: EXTERNAL
const EXTERNAL_LEVEL = 1; // object identifier, single-ASN1-type [0] or octet-aligned [1]
const APDU_LEVEL = 2; // AARQ, AARE, ABRT
const PDU_LEVEL = 3; // contents of those
const RESULT_LEVEL = 4; // INTEGER of the result
const DIAGNOSTIC_LEVEL = 5; // [1] by the user, [2] by the provider
const USER_LEVEL = 6; // user information: EXTERNALs
const USER_EXTERNAL_LEVEL = 7;
const MAP_LEVEL = 8; // the MAP dialogue PDU
const MAP_PDU_LEVEL = 9; // its contents
const CONTEXT_LEVEL = 10; // application context name [1]: object identifier

/**
 * Reads the contents of a dialogue portion.
 * SHORT: it goes beyond `end`. BAD: contradictory BER.
 */
export function dialoguePortion(b: Uint8Array, at: number, end: number): Status {
  // The common form written out: EXTERNAL {object identifier of seven octets, [0] {APDU}}, short lengths that agree
  if (
    end - at >= 15 &&
    b[at] === 0x28 &&
    at + 2 + b[at + 1] === end &&
    b[at + 1] < 0x80 &&
    b[at + 2] === 0x06 &&
    b[at + 3] === 7 &&
    b[at + 11] === 0xa0 &&
    at + 13 + b[at + 12] === end &&
    at + 15 + b[at + 14] === end
  ) {
    const apdu = b[at + 13];
    if (apdu === 0x60 || apdu === 0x61 || apdu === 0x64) {
      u8[DIALOGUE_PDU] = apdu;
      let status: Status = OK;
      let p = at + 15;
      while (end - p >= 2) {
        const tag = b[p];
        const q = p + 2;
        const stop = q + b[p + 1];
        if (b[p + 1] > 0x7f || stop > end || (tag & 0x1f) === 0x1f) break;
        const inner = pdu(b, q, stop, tag);
        if (inner !== OK) status = inner;
        p = stop;
      }
      if (p === end) return status;
      const inner = level(b, p, end, PDU_LEVEL);
      return inner !== OK ? inner : status;
    }
  }
  return level(b, at, end, PORTION_LEVEL);
}

function level(b: Uint8Array, at: number, end: number, where: number): Status {
  let status: Status = OK;
  let p = at;
  while (p < end) {
    let tag = b[p];
    let n = 0;
    let q = p + 2;
    let stop = 0;
    let next = 0;
    let cut: Status = OK;
    if (end - p >= 2) {
      n = b[p + 1];
      stop = q + n;
      next = stop;
    }
    if (end - p < 2 || n > 0x7f || stop > end || (tag & 0x1f) === 0x1f) {
      cut = header(b, p, end);
      q = head[0];
      stop = head[1];
      next = head[2];
      tag = head[3];
      if (cut !== OK) status = fail(cut, TCAP, PORTION, p, n, end - p);
    }
    const inner = element(b, q, stop, tag, where);
    if (inner !== OK) status = inner;
    if (cut !== OK) return status;
    p = next;
  }
  return status;
}

function element(b: Uint8Array, q: number, stop: number, tag: number, where: number): Status {
  switch (where) {
    case PORTION_LEVEL:
      if (tag === 0x28) return level(b, q, stop, EXTERNAL_LEVEL); // EXTERNAL, X.690 §8.18
      if (tag === 0x06) return applicationContext(b, q, stop); // no EXTERNAL around it: seen in the field
      break;
    case EXTERNAL_LEVEL:
      if (tag === 0xa0 || tag === 0x81) return level(b, q, stop, APDU_LEVEL);
      break;
    case APDU_LEVEL:
      // Q.773 §4.2.3: AARQ and AUDT [APPLICATION 0], AARE [APPLICATION 1], ABRT [APPLICATION 4]
      if (tag === 0x60 || tag === 0x61 || tag === 0x64) {
        u8[DIALOGUE_PDU] = tag;
        return level(b, q, stop, PDU_LEVEL);
      }
      break;
    case PDU_LEVEL:
      return pdu(b, q, stop, tag);
    case CONTEXT_LEVEL:
      if (tag === 0x06) return applicationContext(b, q, stop);
      break;
    case RESULT_LEVEL:
      if (tag === 0x02) {
        u8[ASSOCIATE_RESULT] = integer(b, q, stop);
        u32[PRESENT] |= RESULT_BIT;
      }
      break;
    case DIAGNOSTIC_LEVEL:
      // dialogue-service-user [1] or dialogue-service-provider [2], each around an INTEGER
      if (tag === 0xa1 || tag === 0xa2) {
        const cut = header(b, q, stop);
        if (cut !== OK) return fail(cut, TCAP, PORTION, q, 3, stop - q);
        u8[SOURCE_DIAGNOSTIC] = (integer(b, head[0], head[1]) & 0x7f) | (tag === 0xa2 ? 0x80 : 0);
      }
      break;
    case USER_LEVEL:
      if (tag === 0x28) return userExternal(b, q, stop);
      break;
    case USER_EXTERNAL_LEVEL:
      if (tag === 0xa0 || tag === 0x81) return level(b, q, stop, MAP_LEVEL);
      break;
    case MAP_LEVEL:
      if (tag >= 0xa0 && tag <= 0xa5) {
        u8[MAP_DIALOGUE_PDU] = tag;
        return level(b, q, stop, MAP_PDU_LEVEL);
      }
      break;
    case MAP_PDU_LEVEL:
      mapDialogue(b, q, stop, tag);
      break;
  }
  return OK;
}

/** An element of an AARQ, AARE or ABRT. */
function pdu(b: Uint8Array, q: number, stop: number, tag: number): Status {
  if (tag === 0xa1) {
    if (stop - q === 9 && b[q] === 0x06 && b[q + 1] === 7) {
      return applicationContext(b, q + 2, stop);
    }
    return level(b, q, stop, CONTEXT_LEVEL);
  }
  if (tag === 0xbe) return level(b, q, stop, USER_LEVEL); // user-information [30]
  const apdu = u8[DIALOGUE_PDU];
  if (apdu === 0x61) {
    if (tag === 0xa2) {
      if (stop - q === 3 && b[q] === 0x02 && b[q + 1] === 1) {
        u8[ASSOCIATE_RESULT] = b[q + 2];
        u32[PRESENT] |= RESULT_BIT;
        return OK;
      }
      return level(b, q, stop, RESULT_LEVEL);
    }
    if (tag === 0xa3) {
      if (stop - q === 5 && b[q + 1] === 3 && b[q + 2] === 0x02 && b[q + 3] === 1 && (b[q] === 0xa1 || b[q] === 0xa2)) {
        u8[SOURCE_DIAGNOSTIC] = (b[q + 4] & 0x7f) | (b[q] === 0xa2 ? 0x80 : 0);
        return OK;
      }
      return level(b, q, stop, DIAGNOSTIC_LEVEL);
    }
  } else if (apdu === 0x64 && tag === 0x80 && stop > q) {
    u8[ABORT_SOURCE] = b[stop - 1];
    u32[PRESENT] |= ABORT_BIT;
  }
  return OK;
}

/** 0.4.0.0.1.0.ac.version (TS 29.002 §17.3.3) as two numbers; every other name as its octets. */
function applicationContext(b: Uint8Array, q: number, stop: number): Status {
  const n = stop - q;
  if (
    n === 7 &&
    b[q] === 4 && // itu-t 0, identified-organization 4
    b[q + 1] === 0 && // etsi
    b[q + 2] === 0 && // mobileDomain
    b[q + 3] === 1 && // gsm-Network
    b[q + 4] === 0 && // ac-Id
    b[q + 5] < 0x80 &&
    b[q + 6] < 0x80
  ) {
    u16[CONTEXT_NUMBER] = b[q + 5];
    u8[CONTEXT_VERSION] = b[q + 6];
    u32[PRESENT] |= CONTEXT_BIT;
    return OK;
  }
  if (n > LONGEST_CONTEXT) return fail(BAD, TCAP, APPLICATION_CONTEXT, q, n, LONGEST_CONTEXT);
  u32[TEXT_AT] = q;
  u16[TEXT_LENGTH] = n;
  return OK;
}

/** An EXTERNAL of the user information; only map-DialogueAS 0.4.0.0.1.1.1.1 (TS 29.002 §17.4) is read. */
function userExternal(b: Uint8Array, q: number, stop: number): Status {
  if (stop - q >= 2 && b[q] === 0x06) {
    const n = b[q + 1];
    const o = q + 2;
    const mapDialogueAs =
      n === 7 &&
      stop - o >= 7 &&
      b[o] === 4 &&
      b[o + 1] === 0 &&
      b[o + 2] === 0 &&
      b[o + 3] === 1 &&
      b[o + 4] === 1 &&
      b[o + 5] === 1;
    if (!mapDialogueAs) return OK;
  }
  return level(b, q, stop, USER_EXTERNAL_LEVEL);
}

/** An element of a MAP dialogue PDU (TS 29.002 §17.4). */
function mapDialogue(b: Uint8Array, q: number, stop: number, tag: number): void {
  const kind = u8[MAP_DIALOGUE_PDU];
  if (kind === 0xa0) {
    // destinationReference [0]: an IMSI where the numbering plan is land mobile, E.212 (TS 29.002 §17.7.8: 6)
    if (tag === 0x80 && stop - q > 1 && (b[q] & 0x0f) === 6) {
      referenceImsi[0] = q + 1;
      referenceImsi[1] = stop - q - 1;
    }
    return;
  }
  if ((u32[PRESENT] & REASON_BIT) !== 0) return;
  if (kind === 0xa3 || kind === 0xa5) {
    // map-refuse: Reason; map-providerAbort: MAP-ProviderAbortReason; both ENUMERATED
    if (tag !== 0x0a || stop <= q) return;
    u8[MAP_REASON] = b[stop - 1];
  } else if (kind === 0xa4) {
    // map-userAbort: the choice [0] to [3]
    if ((tag & 0xc0) !== 0x80 || (tag & 0x1f) > 3) return;
    u8[MAP_REASON] = tag & 0x1f;
  } else {
    return;
  }
  u32[PRESENT] |= REASON_BIT;
}
