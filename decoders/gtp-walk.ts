/**
 * The information elements of a GTPv1-C message (TS 29.060 §7.7) into the scratch record.
 *
 * An element of a wrong length costs that element; an element that cannot be skipped (an unknown type of fixed length,
 * or one that reaches behind the message) ends the walk, and what was read stands.
 */
import { copyOctets as copy } from './copy.ts';
import { AFTER_FILLER, fillsBefore, trim } from './digits.ts';
import { TV_LENGTHS } from './gtp-elements.ts';
import * as records from './message.ts';
import { PROTOCOL } from './protocols.ts';
import * as statuses from './status.ts';

const { OK, SHORT, BAD, UNKNOWN, fail, faultNumber } = statuses;
const { FLAG_DIGIT_AFTER_FILLER, HAS_TEID_CONTROL, HAS_TEID_DATA, HAS_CAUSE, HAS_RECOVERY, HAS_NSAPI } = records;
const { HAS_LINKED_NSAPI, HAS_TEARDOWN, HAS_RAI, HAS_LOCATION, HAS_RAT, HAS_TIME_ZONE, HAS_SELECTION_MODE } = records;
const { HAS_CHARGING, HAS_QOS, HAS_TFT, HAS_END_USER, HAS_END_USER_V4, HAS_END_USER_V6 } = records;
const { u8: U8, u16: U16, u32: U32 } = records.scratch;
const {
  flags: FLAGS,
  present: PRESENT,
  textAt: TEXT_AT,
  textLength: TEXT_LENGTH,
  imsi: IMSI,
  imsiLength: IMSI_LENGTH,
  imei: IMEI,
  imeiLength: IMEI_LENGTH,
  msisdn: MSISDN,
  msisdnLength: MSISDN_LENGTH,
  sgsnNumber: SGSN_NUMBER,
  sgsnNumberLength: SGSN_NUMBER_LENGTH,
  teidControl: TEID_CONTROL,
  teidData: TEID_DATA,
  chargingCharacteristics: CHARGING_CHARACTERISTICS,
  cause: CAUSE,
  recovery: RECOVERY,
  nsapi: NSAPI,
  linkedNsapi: LINKED_NSAPI,
  teardown: TEARDOWN,
  selectionMode: SELECTION_MODE,
  ratType: RAT_TYPE,
  timeZone: TIME_ZONE,
  pdpOrganisation: PDP_ORGANISATION,
  pdpType: PDP_TYPE,
  locationType: LOCATION_TYPE,
  location: LOCATION,
  rai: RAI,
  controlAddress: CONTROL_ADDRESS,
  controlAddressLength: CONTROL_ADDRESS_LENGTH,
  userAddress: USER_ADDRESS,
  userAddressLength: USER_ADDRESS_LENGTH,
  endUserV4: END_USER_V4,
  endUserV6: END_USER_V6,
} = records.message.at;

const { gtp: GTP } = PROTOCOL;
const ELEMENT = faultNumber('information element');
const TV = TV_LENGTHS;
const AFTER = AFTER_FILLER;

/** TS 23.003 §9.1: 100 octets at most. Longer ones would fill the dictionary of a run. */
const LONGEST_APN = 100;
/** Octets of the ISDN-AddressString that fit a slot behind its nature-of-address octet (TS 29.002: at most 9 in all). */
const NUMBER_ROOM = 10;

/**
 * Walks the elements at `b[at]` to `b[end - 1]`. `before` is what the header was found to be; the first fault is the one
 * that is noted and given back.
 */
export function walk(b: Uint8Array, at: number, end: number, before: statuses.Status): statuses.Status {
  let status = before;
  let p = at;
  let present = 0;
  let addresses = 0;
  while (p < end) {
    const type = b[p];
    if (type < 128) {
      const n = TV[type];
      const v = p + 1;
      if (n === 0) {
        if (status === OK) status = fail(UNKNOWN, GTP, ELEMENT, p, type, end - p);
        break;
      }
      if (end - v < n) {
        if (status === OK) status = fail(SHORT, GTP, ELEMENT, p, n, end - v);
        break;
      }
      // a repeated element counts once, the first one (§11.1.11); only 20 and 133 have a second meaning
      switch (type) {
        case 1: // §7.7.1
          if ((present & HAS_CAUSE) === 0) U8[CAUSE] = b[v];
          present |= HAS_CAUSE;
          break;
        case 2: // §7.7.2
          if (U8[IMSI_LENGTH] === 0) digits(b, v, 8, IMSI, IMSI_LENGTH);
          break;
        case 3: // §7.7.3
          if ((present & HAS_RAI) === 0) copy(b, v, 6, RAI);
          present |= HAS_RAI;
          break;
        case 14: // §7.7.11
          if ((present & HAS_RECOVERY) === 0) U8[RECOVERY] = b[v];
          present |= HAS_RECOVERY;
          break;
        case 15: // §7.7.12: bits 2 and 1
          if ((present & HAS_SELECTION_MODE) === 0) U8[SELECTION_MODE] = b[v] & 0x03;
          present |= HAS_SELECTION_MODE;
          break;
        case 16: // §7.7.13
          if ((present & HAS_TEID_DATA) === 0) U32[TEID_DATA] = word(b, v);
          present |= HAS_TEID_DATA;
          break;
        case 17: // §7.7.14
          if ((present & HAS_TEID_CONTROL) === 0) U32[TEID_CONTROL] = word(b, v);
          present |= HAS_TEID_CONTROL;
          break;
        case 19: // §7.7.16: bit 1
          if ((present & HAS_TEARDOWN) === 0) U8[TEARDOWN] = b[v] & 0x01;
          present |= HAS_TEARDOWN;
          break;
        case 20: // §7.7.17: bits 4 to 1
          if ((present & HAS_NSAPI) === 0) {
            U8[NSAPI] = b[v] & 0x0f;
            present |= HAS_NSAPI;
          } else if ((present & HAS_LINKED_NSAPI) === 0) {
            U8[LINKED_NSAPI] = b[v] & 0x0f;
            present |= HAS_LINKED_NSAPI;
          }
          break;
        case 26: // §7.7.23
          if ((present & HAS_CHARGING) === 0) U16[CHARGING_CHARACTERISTICS] = (b[v] << 8) | b[v + 1];
          present |= HAS_CHARGING;
          break;
      }
      p = v + n;
      continue;
    }
    // 141 has one octet of length (§7.7.40), all others two
    const head = type === 141 ? 2 : 3;
    if (end - p < head) {
      if (status === OK) status = fail(SHORT, GTP, ELEMENT, p, head, end - p);
      break;
    }
    const n = type === 141 ? b[p + 1] : (b[p + 1] << 8) | b[p + 2];
    const v = p + head;
    if (end - v < n) {
      if (status === OK) status = fail(SHORT, GTP, ELEMENT, p, n, end - v);
      break;
    }
    // octets that the element's clause asks for, 0 where `n` suits it
    let asks = 0;
    switch (type) {
      case 128: // §7.7.27
        if (n < 2) asks = 2;
        else if ((present & HAS_END_USER) === 0) {
          const has = endUser(b, v, n);
          present |= HAS_END_USER | has;
          if (has === 0 && n !== 2) asks = 2;
        }
        break;
      case 131: // §7.7.30
        if (n > LONGEST_APN) asks = LONGEST_APN;
        else if (U16[TEXT_LENGTH] === 0) {
          U32[TEXT_AT] = v;
          U16[TEXT_LENGTH] = n;
        }
        break;
      case 133: // §7.7.32
        addresses++;
        if (n !== 4 && n !== 16) asks = 4;
        else if (addresses === 1) {
          copy(b, v, n, CONTROL_ADDRESS);
          U8[CONTROL_ADDRESS_LENGTH] = n;
        } else if (addresses === 2) {
          copy(b, v, n, USER_ADDRESS);
          U8[USER_ADDRESS_LENGTH] = n;
        }
        break;
      case 134: // §7.7.33: nature of address, then digits
        if (n < 2 || n - 1 > NUMBER_ROOM) asks = 9;
        else if (U8[MSISDN_LENGTH] === 0) digits(b, v + 1, n - 1, MSISDN, MSISDN_LENGTH);
        break;
      case 135: // §7.7.34
        present |= HAS_QOS;
        break;
      case 137: // §7.7.36
        present |= HAS_TFT;
        break;
      case 147: // §7.7.47: as the MSISDN
        if (n < 2 || n - 1 > NUMBER_ROOM) asks = 9;
        else if (U8[SGSN_NUMBER_LENGTH] === 0) digits(b, v + 1, n - 1, SGSN_NUMBER, SGSN_NUMBER_LENGTH);
        break;
      case 151: // §7.7.50
        if (n < 1) asks = 1;
        else {
          if ((present & HAS_RAT) === 0) U8[RAT_TYPE] = b[v];
          present |= HAS_RAT;
        }
        break;
      case 152: // §7.7.51: type, PLMN (3), LAC (2), CI, SAC or RAC (2)
        if (n < 8) asks = 8;
        else {
          if ((present & HAS_LOCATION) === 0) {
            U8[LOCATION_TYPE] = b[v];
            copy(b, v + 1, 7, LOCATION);
          }
          present |= HAS_LOCATION;
        }
        break;
      case 153: // §7.7.52
        if (n < 1) asks = 1;
        else {
          if ((present & HAS_TIME_ZONE) === 0) U8[TIME_ZONE] = b[v];
          present |= HAS_TIME_ZONE;
        }
        break;
      case 154: // §7.7.53
        if (n !== 8) asks = 8;
        else if (U8[IMEI_LENGTH] === 0) digits(b, v, 8, IMEI, IMEI_LENGTH);
        break;
    }
    if (asks !== 0 && status === OK) status = fail(BAD, GTP, ELEMENT, p, n, asks);
    p = v + n;
  }
  U32[PRESENT] |= present;
  return status;
}

/**
 * End user address (§7.7.27): organisation, type, then nothing, IPv4, IPv6 or both. Gives HAS_END_USER_… of the
 * addresses that were there.
 */
function endUser(b: Uint8Array, v: number, n: number): number {
  const type = b[v + 1];
  U8[PDP_ORGANISATION] = b[v] & 0x0f;
  U8[PDP_TYPE] = type;
  if (n === 6 && type !== 0x57) {
    copy(b, v + 2, 4, END_USER_V4);
    return HAS_END_USER_V4;
  }
  if (n === 18 && type !== 0x21) {
    copy(b, v + 2, 16, END_USER_V6);
    return HAS_END_USER_V6;
  }
  if (n === 22 && type === 0x8d) {
    copy(b, v + 2, 4, END_USER_V4);
    copy(b, v + 6, 16, END_USER_V6);
    return HAS_END_USER_V4 | HAS_END_USER_V6;
  }
  return 0;
}

function word(b: Uint8Array, v: number): number {
  return ((b[v] << 24) | (b[v + 1] << 16) | (b[v + 2] << 8) | b[v + 3]) >>> 0;
}

/** Copies a digit string without the octets behind its filler; one of fillers alone is none. */
function digits(b: Uint8Array, v: number, n: number, to: number, lengthAt: number): void {
  // the common case: a filler in the last half-octet or none
  if (n >= 4 && n <= 8 && !fillsBefore(b, v, v + n)) {
    copy(b, v, n, to);
    U8[lengthAt] = n;
    return;
  }
  const answer = trim(b, v, n);
  const used = answer & 0xff;
  copy(b, v, used, to);
  U8[lengthAt] = used;
  if (answer >= AFTER) U32[FLAGS] |= FLAG_DIGIT_AFTER_FILLER;
}
