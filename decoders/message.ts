/**
 * The message record: one layout for every protocol, and the one scratch record that decoders fill.
 *
 * The caller clears the scratch record (`clearMessage`), decodes one message, and copies the record out. Decoders write
 * to it and to nothing else; they keep no state between calls. A field that was not on the wire is 0; where 0 is a value
 * too, a bit of `present` tells the two apart.
 */
import { layout, viewsOf } from './layout.ts';

/** Components that fit one record; a message with more goes on in records flagged CONTINUED. */
export const COMPONENT_SLOTS = 6;
/** Octets a component slot. */
export const COMPONENT_SIZE = 8;

export const message = layout(
  {
    time: ['f64', 1, 'capture time, microseconds since 1970 UTC'],
    frame: ['u32', 1, 'frame number in its file, from 1, as Wireshark counts'],
    file: ['u16', 1, 'number of the input file'],
    index: ['u16', 1, 'position of the message in its frame, from 0'],
    flags: ['u32', 1, 'FLAG_… bits'],
    present: ['u32', 1, 'HAS_… bits'],
    copyKeyA: ['u32', 1, 'what makes two sightings of one IP packet or SCTP chunk the same, first half'],
    copyKeyB: ['u32', 1, 'second half'],
    octetsHash: ['u32', 1, 'hash of the TCAP octets: the same on both legs of a relay'],
    payloadAt: ['u32', 1, 'first octet of the TCAP or GTP message in its frame or joined buffer'],
    payloadLength: ['u32', 1, 'its octets'],
    textAt: [
      'u32',
      1,
      'first octet of the APN (GTP), or of an application context that is not of MAP (content octets)',
    ],
    text: ['u32', 1, 'that text in the dictionary of the batch, from 1; written by the batch, not by a decoder'],
    tsn: ['u32', 1, 'SCTP transmission sequence number'],
    vtag: ['u32', 1, 'SCTP verification tag'],
    association: [
      'u32',
      1,
      'one direction of an SCTP association, from 1; written in order by the joiner, 0 without SCTP',
    ],
    faultAt: ['u32', 1, 'octet of the frame where a decoder stopped'],
    faultSays: ['u32', 1, 'the two numbers that disagreed there'],
    faultHas: ['u32', 1, ''],
    textLength: ['u16', 1, 'octets of the text'],
    stream: ['u16', 1, 'SCTP stream identifier'],
    srcPort: ['u16', 1, 'UDP or SCTP'],
    dstPort: ['u16', 1, 'UDP or SCTP'],
    nanos: ['u16', 1, 'nanoseconds beyond the microsecond of time, 0 to 999'],
    kind: ['u8', 1, 'KIND_…'],
    protocol: ['u8', 1, 'number of the innermost protocol that was recognised'],
    fault: ['u8', 1, 'status that stopped the decoder, 0 where none'],
    faultProtocol: ['u8', 1, 'protocol that stopped'],
    faultWhat: ['u8', 1, 'number in FAULTS'],
    ipVersion: ['u8', 1, '4, 6, or 0 where the frame has no IP'],
    src: ['u8', 16, 'source address; IPv4 in the first four octets'],
    dst: ['u8', 16, 'destination address'],
    imsi: ['u8', 8, 'TBCD as on the wire, filler included'],
    imei: ['u8', 8, 'TBCD as on the wire'],
    msisdn: ['u8', 10, 'TBCD without the nature-of-address octet'],
    sgsnNumber: ['u8', 10, 'TBCD without the nature-of-address octet'],
    imsiLength: ['u8', 1, 'octets used of the slot, 0 where absent'],
    imeiLength: ['u8', 1, ''],
    msisdnLength: ['u8', 1, ''],
    sgsnNumberLength: ['u8', 1, ''],
  },
  {
    ss7: {
      opc: ['u32', 1, 'originating point code'],
      dpc: ['u32', 1, 'destination point code'],
      calledPc: ['u32', 1, 'point code inside the called address'],
      callingPc: ['u32', 1, 'point code inside the calling address'],
      otid: ['u32', 1, 'originating transaction identifier, big-endian, right-aligned'],
      dtid: ['u32', 1, 'destination transaction identifier'],
      segmentReference: ['u32', 1, 'SCCP segmentation local reference, 24 bits (Q.713 §3.17)'],
      // At a multiple of four, so that pairing hashes them as words.
      calledGt: ['u8', 12, 'digits of the called global title, TBCD, 0xf filler after an odd count'],
      callingGt: ['u8', 12, 'digits of the calling global title'],
      vlrNumber: ['u8', 10, 'TBCD'],
      mscNumber: ['u8', 10, 'TBCD'],
      contextNumber: ['u16', 1, 'MAP application context, last arc but one of 0.4.0.0.1.0.ac.version'],
      calledGtLength: ['u8', 1, 'octets used, 0 where absent'],
      callingGtLength: ['u8', 1, ''],
      vlrNumberLength: ['u8', 1, ''],
      mscNumberLength: ['u8', 1, ''],
      calledSsn: ['u8', 1, ''],
      callingSsn: ['u8', 1, ''],
      calledRouting: ['u8', 1, 'address indicator octet of the called address as on the wire (Q.713 §3.4.1)'],
      callingRouting: ['u8', 1, 'address indicator octet of the calling address'],
      calledType: ['u8', 1, 'translation type'],
      callingType: ['u8', 1, ''],
      calledPlan: ['u8', 1, 'numbering plan (4 bits)'],
      callingPlan: ['u8', 1, ''],
      calledNature: ['u8', 1, 'nature of address indicator (7 bits)'],
      callingNature: ['u8', 1, ''],
      sccpType: ['u8', 1, 'SCCP message type (Q.713 §2.1)'],
      returnCause: ['u8', 1, 'of UDTS, XUDTS, LUDTS'],
      segmentation: ['u8', 1, 'first octet of the segmentation parameter: F, C, remaining'],
      sls: ['u8', 1, ''],
      networkIndicator: ['u8', 1, ''],
      serviceIndicator: ['u8', 1, 'MTP user, 3 is SCCP'],
      tcapType: ['u8', 1, 'TCAP message tag: 0x61, 0x62, 0x64, 0x65, 0x67'],
      otidLength: ['u8', 1, 'octets on the wire, 0 where absent'],
      dtidLength: ['u8', 1, ''],
      dialoguePdu: ['u8', 1, 'tag of the dialogue APDU: 0x60 AARQ/AUDT, 0x61 AARE, 0x64 ABRT; 0 where none'],
      contextVersion: ['u8', 1, 'last arc of a MAP application context'],
      associateResult: ['u8', 1, 'AARE result: 0 accepted, 1 rejected'],
      sourceDiagnostic: ['u8', 1, 'AARE diagnostic value; bit 7 set where the provider gives it'],
      abortSource: ['u8', 1, 'ABRT source'],
      pAbortCause: ['u8', 1, ''],
      mapDialoguePdu: ['u8', 1, 'tag in the user information: 0xa0 open … 0xa5 provider abort; 0 where none'],
      mapReason: ['u8', 1, 'refuse reason, user-abort choice or provider-abort reason'],
      componentCount: ['u8', 1, 'slots used in this record'],
      visitedPlmn: ['u8', 3, 'requestingPLMN-Id'],
      requestingNode: ['u8', 1, 'requestingNodeType of SAI'],
      components: [
        'u8',
        COMPONENT_SLOTS * COMPONENT_SIZE,
        'slots: type, flags, invoke id, parameter, operation (2), code (2)',
      ],
    },
    gtp: {
      teid: ['u32', 1, 'tunnel endpoint identifier of the header'],
      teidControl: ['u32', 1, 'element 17'],
      teidData: ['u32', 1, 'element 16'],
      sequenceNumber: ['u16', 1, ''],
      chargingCharacteristics: ['u16', 1, 'element 26'],
      gtpVersion: ['u8', 1, ''],
      messageType: ['u8', 1, 'TS 29.060 §7.1 table 1'],
      cause: ['u8', 1, 'element 1'],
      recovery: ['u8', 1, 'element 14'],
      nsapi: ['u8', 1, 'first element 20'],
      linkedNsapi: ['u8', 1, 'second element 20'],
      teardown: ['u8', 1, 'element 19, lowest bit'],
      selectionMode: ['u8', 1, 'element 15'],
      ratType: ['u8', 1, 'element 151'],
      timeZone: ['u8', 1, 'element 153'],
      pdpOrganisation: ['u8', 1, 'element 128'],
      pdpType: ['u8', 1, 'element 128: 0x21 IPv4, 0x57 IPv6, 0x8d both'],
      locationType: ['u8', 1, 'element 152: 0 CGI, 1 SAI, 2 RAI'],
      location: ['u8', 7, 'element 152: PLMN (3), LAC (2), CI, SAC or RAC (2)'],
      rai: ['u8', 6, 'element 3: PLMN (3), LAC (2), RAC (1)'],
      controlAddressLength: ['u8', 1, 'first element 133: 4, 16, or 0 where absent'],
      userAddressLength: ['u8', 1, 'second element 133'],
      controlAddress: ['u8', 16, 'first element 133, GSN address for signalling'],
      userAddress: ['u8', 16, 'second element 133, for user traffic'],
      endUserV4: ['u8', 4, 'element 128'],
      endUserV6: ['u8', 16, 'element 128'],
    },
    /** Of KIND_IP_FRAGMENT and KIND_SCTP_FRAGMENT; an SCCP segment has the fields of ss7. */
    piece: {
      pieceIdentifier: ['u32', 1, 'IP identification, or message identifier of an I-DATA chunk (RFC 8260 §2.1)'],
      pieceOffset: ['u32', 1, 'octets before it in the datagram, or fragment sequence number of an I-DATA chunk'],
      pieceProtocol: ['u32', 1, 'IP protocol number, or SCTP payload protocol identifier as on the wire'],
      pieceInterleaved: ['u8', 1, '1 for an I-DATA chunk'],
    },
  },
);

/** A message for the pairing of dialogues. */
export const KIND_MESSAGE = 1;
/** Recognised and counted, not paired (adaptation-layer management, connection-oriented SCCP, ISUP, GTP'). */
export const KIND_OTHER = 2;
/** Pieces, to be joined in order; their octets travel beside the records. */
export const KIND_IP_FRAGMENT = 3;
export const KIND_SCTP_FRAGMENT = 4;
export const KIND_SCCP_SEGMENT = 5;

/** The frame was cut by the snap length. */
export const FLAG_SNAPPED = 1;
/** More components of the message in the record before. */
export const FLAG_CONTINUED = 2;
/** First record of an SCTP DATA chunk: its TSN has not been counted by a record before. */
export const FLAG_CHUNK_START = 4;
/** Joined from IP fragments, SCTP fragments or SCCP segments. */
export const FLAG_JOINED = 8;
/** First and last piece: B and E bits of an SCTP fragment, offset 0 and no more fragments of an IP fragment. */
export const FLAG_BEGINS = 16;
export const FLAG_ENDS = 32;
/** SCTP DATA chunk with the U bit: unordered. */
export const FLAG_UNORDERED = 64;
/** A digit stood behind a filler in an identity. */
export const FLAG_DIGIT_AFTER_FILLER = 128;

export const HAS_LABEL = 1; // opc and dpc
export const HAS_CALLED_SSN = 1 << 1;
export const HAS_CALLING_SSN = 1 << 2;
export const HAS_CALLED_PC = 1 << 3;
export const HAS_CALLING_PC = 1 << 4;
export const HAS_SEGMENTATION = 1 << 5;
export const HAS_RETURN_CAUSE = 1 << 6;
export const HAS_P_ABORT = 1 << 7;
export const HAS_ABORT_SOURCE = 1 << 8;
export const HAS_ASSOCIATE_RESULT = 1 << 9;
export const HAS_MAP_REASON = 1 << 10;
export const HAS_CONTEXT = 1 << 11; // a MAP context in contextNumber and contextVersion
export const HAS_REQUESTING_NODE = 1 << 12;
export const HAS_VISITED_PLMN = 1 << 13;
// GTP; the two groups share the bits' word but never a record
export const HAS_SEQUENCE = 1;
export const HAS_CAUSE = 1 << 1;
export const HAS_TEID_CONTROL = 1 << 2;
export const HAS_TEID_DATA = 1 << 3;
export const HAS_NSAPI = 1 << 4;
export const HAS_LINKED_NSAPI = 1 << 5;
export const HAS_RECOVERY = 1 << 6;
export const HAS_TEARDOWN = 1 << 7;
export const HAS_RAI = 1 << 8;
export const HAS_LOCATION = 1 << 9;
export const HAS_RAT = 1 << 10;
export const HAS_END_USER = 1 << 11; // pdpOrganisation and pdpType
export const HAS_END_USER_V4 = 1 << 12;
export const HAS_END_USER_V6 = 1 << 13;
export const HAS_QOS = 1 << 14;
export const HAS_TFT = 1 << 15;
export const HAS_SELECTION_MODE = 1 << 16;
export const HAS_TIME_ZONE = 1 << 17;
export const HAS_CHARGING = 1 << 18;
export const HAS_TEID = 1 << 19; // the header's

/** Octets of a component slot; operation and code are 16-bit, little-endian as the views are. */
export const SLOT_TYPE = 0; // 0xa1 invoke, 0xa2 result last, 0xa3 error, 0xa4 reject, 0xa7 result not last
export const SLOT_FLAGS = 1;
export const SLOT_INVOKE_ID = 2;
export const SLOT_PARAMETER = 3; // an error's cause or diagnostic, where SLOT_HAS_PARAMETER
export const SLOT_OPERATION = 4; // local operation code
export const SLOT_CODE = 6; // local error code; of a reject, problem tag << 8 | problem code

export const SLOT_HAS_INVOKE_ID = 1;
export const SLOT_HAS_OPERATION = 2;
export const SLOT_HAS_CODE = 4;
export const SLOT_HAS_PARAMETER = 8;
export const SLOT_GLOBAL = 16; // the operation or error code is an object identifier; the number is 0
export const SLOT_LINKED = 32;
/** sendParameters (9) that asks for an authentication set. */
export const SLOT_WANTS_AUTHENTICATION = 64;

/** The scratch record. */
export const scratch = viewsOf(new ArrayBuffer(message.stride));

const { f64 } = scratch;
const WORDS = message.stride / 8;

/** Zeroes the scratch record. */
export function clearMessage(): void {
  for (let i = 0; i < WORDS; i++) f64[i] = 0;
}
