/**
 * Arguments, results and error parameters of MAP (TS 29.002 §17.7; versions 1 and 2: GSM 09.02), written backwards:
 * the last element of a SEQUENCE stands first in its function.
 */
import type { Back } from './back.ts';
import type { Dialogue } from './dialogue.ts';

type Writer = (w: Back, d: Dialogue) => void;

/** AddressString: extension bit, nature international, plan E.164; then TBCD. §17.7.8. */
function number(w: Back, tag: number, digits: string): void {
  const end = w.p;
  w.bcd(digits);
  w.u8(0x91);
  w.wrap(tag, end);
}

function digits(w: Back, tag: number, d: string): void {
  const end = w.p;
  w.bcd(d);
  w.wrap(tag, end);
}

function noise(w: Back, tag: number, count: number, salt: number): void {
  const end = w.p;
  w.noise(count, salt);
  w.wrap(tag, end);
}

/** MCC and MNC in three octets. TS 24.008 §10.5.1.13. */
export function writePlmn(w: Back, plmn: string): void {
  const c = (i: number): number => plmn.charCodeAt(i) - 48;
  const third = plmn.length === 6 ? c(5) : 15;
  w.u8((c(4) << 4) | c(3));
  w.u8((third << 4) | c(2));
  w.u8((c(1) << 4) | c(0));
}

function sequence(write: Writer, tag = 0x30): Writer {
  return (w, d) => {
    const end = w.p;
    write(w, d);
    w.wrap(tag, end);
  };
}

// updateLocation: imsi, msc-Number [1], vlr-Number, …, vlr-Capability [6], add-info [13]
export const updateLocation1: Writer = sequence((w, d) => {
  number(w, 0x04, d.vlr);
  number(w, 0x81, d.msc);
  digits(w, 0x04, d.imsi);
});

function vlrCapability(w: Back): void {
  const end = w.p;
  let inner = w.p;
  w.u8(0xe0); // supportedLCS-CapabilitySets: the first three
  w.u8(5); // bits unused
  w.wrap(0x85, inner);
  inner = w.p;
  w.u8(0xc0); // supportedCamelPhases: 1 and 2
  w.u8(4);
  w.wrap(0x80, inner);
  w.wrap(0xa6, end);
}

export const updateLocation3: Writer = sequence((w, d) => {
  vlrCapability(w);
  number(w, 0x04, d.vlr);
  number(w, 0x81, d.msc);
  digits(w, 0x04, d.imsi);
});

export const updateLocation3WithImei: Writer = sequence((w, d) => {
  const end = w.p;
  digits(w, 0x80, d.imei); // imeisv [0]
  w.wrap(0xad, end); // add-info [13]
  vlrCapability(w);
  number(w, 0x04, d.vlr);
  number(w, 0x81, d.msc);
  digits(w, 0x04, d.imsi);
});

/** Version 1: hlr-Number itself; from version 2 on it must stand in a SEQUENCE. GSM 09.02 §17.7.1. */
export const updateLocationResult1: Writer = (w, d) => number(w, 0x04, d.responder.number);
export const updateLocationResult: Writer = sequence((w, d) => number(w, 0x04, d.responder.number));

/** The SGSN's own, also where a hub asks in its stead. */
function sgsnAddress(d: Dialogue): Uint8Array {
  return (d.opener.host ?? d.half?.opener.host)!.ip;
}

// updateGprsLocation: imsi, sgsn-Number, sgsn-Address, …
export const updateGprsLocation: Writer = sequence((w, d) => {
  const end = w.p;
  w.octets(sgsnAddress(d));
  w.u8(0x04); // GSN address type IPv4, length 4: TS 23.003 §5.1
  w.wrap(0x04, end);
  number(w, 0x04, d.sgsn);
  digits(w, 0x04, d.imsi);
});

/** SGSN-Capability and RAT type behind, as later releases send them. */
export const updateGprsLocationLong: Writer = sequence((w, d) => {
  w.one(0x88, 0); // usedRAT-Type [8]: utran
  let end = w.p;
  digits(w, 0x80, d.imei);
  w.wrap(0xa4, end); // add-info [4]
  end = w.p;
  w.none(0x83); // gprsEnhancementsSupportIndicator [3]
  w.wrap(0xa0, end); // sgsn-Capability [0]
  end = w.p;
  w.octets(sgsnAddress(d));
  w.u8(0x04);
  w.wrap(0x04, end);
  number(w, 0x04, d.sgsn);
  digits(w, 0x04, d.imsi);
});

// insertSubscriberData: imsi [0], msisdn [1], category [2], subscriberStatus [3], bearerServiceList [4], …
function services(w: Back, tag: number, codes: readonly number[]): void {
  const end = w.p;
  for (let i = codes.length - 1; i >= 0; i--) w.one(0x04, codes[i] as number);
  w.wrap(tag, end);
}

/** The subscriber's head: number, category, services. */
export const insertHead: Writer = sequence((w, d) => {
  services(w, 0xa6, [0x11, 0x12, 0x21, 0x22]); // telephony, emergency, SMS MT and MO
  services(w, 0xa4, [0x1a, 0x1c]);
  w.one(0x83, 0); // service granted
  w.one(0x82, 0x0a); // ordinary subscriber
  number(w, 0x81, d.msisdn);
});

/** Call forwarding, barring, lines: supplementary services (provisionedSS [7]). */
export const insertServices: Writer = sequence(w => {
  const end = w.p;
  for (const [code, status] of SUPPLEMENTARY) {
    const inner = w.p;
    w.one(0x84, status); // ss-Status [4]
    w.one(0x04, code);
    w.wrap(0xa3, inner); // ss-Data [3]
  }
  w.wrap(0xa7, end);
});

const SUPPLEMENTARY = [
  [0x12, 0x05], // CLIR
  [0x41, 0x05], // call waiting
  [0x11, 0x05], // CLIP
] as const;

/** Operator determined barring: odb-Data [8]. */
export const insertBarring: Writer = sequence(w => {
  const end = w.p;
  const inner = w.p;
  w.u16(0x8000); // all outgoing calls
  w.u8(1); // of 15 bits
  w.wrap(0x03, inner); // odb-GeneralData
  w.wrap(0xa8, end);
});

/** gprsSubscriptionData [16]: two PDP contexts. */
export const insertGprs: Writer = sequence((w, d) => {
  const end = w.p;
  pdpContext(w, 2, 'mms');
  pdpContext(w, 1, 'internet');
  w.wrap(0xa1, end); // gprsDataList [1]
  w.wrap(0xb0, end);
  number(w, 0x81, d.msisdn);
});

function pdpContext(w: Back, id: number, apn: string): void {
  const end = w.p;
  let inner = w.p;
  w.text(apn);
  w.u8(apn.length);
  w.wrap(0x94, inner); // apn [20]
  w.none(0x93); // vplmnAddressAllowed [19]
  inner = w.p;
  w.u24(0x1b921f);
  w.wrap(0x92, inner); // qos-Subscribed [18]
  inner = w.p;
  w.u16(0xf121);
  w.wrap(0x90, inner); // pdp-Type [16]: IETF, IPv4
  w.one(0x02, id);
  w.wrap(0x30, end);
}

/** Opened by the home register itself: whom it is about. */
export const insertWithImsi: Writer = sequence((w, d) => {
  w.one(0x82, 0x0a);
  number(w, 0x81, d.msisdn);
  digits(w, 0x80, d.imsi);
});

/** imsi [0], basicServiceList [1] { ext-Teleservice [3] }. */
export const deleteData: Writer = sequence((w, d) => {
  const end = w.p;
  w.one(0x83, 0x21); // SMS MT
  w.wrap(0xa1, end);
  digits(w, 0x80, d.imsi);
});

/** checkIMEI, versions 1 and 2: the equipment alone; its result: white-listed. */
export const checkImei: Writer = (w, d) => digits(w, 0x04, d.imei);
export const whiteListed: Writer = w => w.one(0x0a, 0);

/** noteSubscriberPresent: the IMSI alone. */
export const subscriberPresent: Writer = (w, d) => digits(w, 0x04, d.imsi);
/** reset: the register's own number. */
export const reset: Writer = sequence((w, d) => number(w, 0x04, d.opener.number));
/** reportSM-DeliveryStatus: msisdn, serviceCentreAddress, sm-DeliveryOutcome: absentSubscriber. */
export const deliveryStatus: Writer = sequence((w, d) => {
  w.one(0x0a, 1);
  number(w, 0x04, d.opener.number);
  number(w, 0x04, d.msisdn);
});
/** sendEndSignal: what the access network says, here nothing but its protocol: TS 48.006. */
export const endSignal: Writer = sequence(w => {
  const end = w.p;
  w.one(0x04, 0x41); // handover complete
  w.one(0x0a, 1);
  w.wrap(0x30, end);
}, 0xa3);

// sendAuthenticationInfo
export const sendAuthenticationInfo2: Writer = (w, d) => digits(w, 0x04, d.imsi);

/** Version 3: imsi [0], numberOfRequestedVectors, …, requestingNodeType [3], requestingPLMN-Id [4]. */
function authenticationRequest(vectors: number, node: number): Writer {
  return sequence((w, d) => {
    if (node >= 0) {
      const end = w.p;
      writePlmn(w, d.visitedPlmn);
      w.wrap(0x84, end);
      w.one(0x83, node);
    }
    w.none(0x81); // immediateResponsePreferred [1]
    w.one(0x02, vectors);
    digits(w, 0x80, d.imsi);
  });
}

export const requestVectors = {
  plain: authenticationRequest(5, -1),
  vlr: authenticationRequest(3, 0),
  sgsn: authenticationRequest(5, 1),
  two: authenticationRequest(2, -1),
};

function triplet(w: Back, salt: number): void {
  const end = w.p;
  noise(w, 0x04, 8, salt + 2); // kc
  noise(w, 0x04, 4, salt + 1); // sres
  noise(w, 0x04, 16, salt); // rand
  w.wrap(0x30, end);
}

function quintuplet(w: Back, salt: number): void {
  const end = w.p;
  noise(w, 0x04, 16, salt + 4); // autn
  noise(w, 0x04, 16, salt + 3); // ik
  noise(w, 0x04, 16, salt + 2); // ck
  noise(w, 0x04, 8, salt + 1); // xres
  noise(w, 0x04, 16, salt); // rand
  w.wrap(0x30, end);
}

function vectors(count: number, one: (w: Back, salt: number) => void): Writer {
  return (w, d) => {
    for (let i = 0; i < count; i++) one(w, d.salt + 16 * i);
  };
}

/** Version 2: a SEQUENCE of triplets. */
export const triplets2 = [0, 1, 2, 3, 4, 5].map(n => sequence(vectors(n, triplet)));
/** Version 3: [3] { tripletList [0] or quintupletList [1] }. */
export const triplets3 = [0, 1, 2, 3, 4, 5].map(n => sequence(sequence(vectors(n, triplet), 0xa0), 0xa3));
export const quintuplets3 = [0, 1, 2, 3, 4, 5].map(n => sequence(sequence(vectors(n, quintuplet), 0xa1), 0xa3));

/** Version 1 of authentication: sendParameters with subscriberId [0] and requestParameterList. */
export const sendParameters: Writer = sequence((w, d) => {
  const end = w.p;
  w.one(0x0a, 1); // requestAuthenticationSet
  w.wrap(0x30, end);
  digits(w, 0x80, d.imsi);
});

// cancelLocation
export const cancelLocation1: Writer = sequence((w, d) => digits(w, 0x04, d.imsi));
export const cancelLocation2: Writer = (w, d) => digits(w, 0x04, d.imsi);
/** [3] { imsi, cancellationType }. */
export const cancelLocation3: Writer = sequence((w, d) => {
  w.one(0x0a, 0); // updateProcedure
  digits(w, 0x04, d.imsi);
}, 0xa3);

// purgeMS
export const purgeMs2: Writer = sequence((w, d) => {
  number(w, 0x04, d.vlr);
  digits(w, 0x04, d.imsi);
});
export const purgeMsVlr: Writer = sequence((w, d) => {
  number(w, 0x80, d.vlr);
  digits(w, 0x04, d.imsi);
}, 0xa3);
export const purgeMsSgsn: Writer = sequence((w, d) => {
  number(w, 0x81, d.sgsn);
  digits(w, 0x04, d.imsi);
}, 0xa3);
/** freezeTMSI [0]. */
export const purgeMsResult: Writer = sequence(w => w.none(0x80));

// Short messages
export const sendRoutingInfoForSm: Writer = sequence((w, d) => {
  number(w, 0x82, d.opener.number); // serviceCentreAddress [2]
  w.one(0x81, 0xff); // sm-RP-PRI [1]
  number(w, 0x80, d.msisdn);
});
/** imsi, locationInfoWithLMSI [0] { networkNode-Number [1] }. */
export const sendRoutingInfoForSmResult: Writer = sequence((w, d) => {
  const end = w.p;
  number(w, 0x81, d.msc);
  w.wrap(0xa0, end);
  digits(w, 0x04, d.imsi);
});

/** SMS-DELIVER of ten spaces-and-letters, septets packed. TS 23.040 §9.2.2.1. */
const DELIVER = Uint8Array.of(
  0x04, // no more messages to send
  0x0b,
  0x91,
  0x88,
  0x32,
  0x10,
  0x00,
  0x00,
  0xf0, // originating address, eleven digits
  0x00, // protocol identifier
  0x00, // data coding: default alphabet
  0x62,
  0x10,
  0x50,
  0x00,
  0x00,
  0x00,
  0x00, // service centre time stamp
  0x05,
  0xc8,
  0x32,
  0x9b,
  0xfd,
  0x06, // five septets
);
const SUBMIT = Uint8Array.of(
  0x01,
  0x01, // SMS-SUBMIT, reference
  0x0b,
  0x91,
  0x88,
  0x32,
  0x10,
  0x00,
  0x00,
  0xf0, // destination address
  0x00,
  0x00,
  0x05,
  0xc8,
  0x32,
  0x9b,
  0xfd,
  0x06,
);

function tpdu(w: Back, octets: Uint8Array): void {
  const end = w.p;
  w.octets(octets);
  w.wrap(0x04, end);
}

/** sm-RP-DA imsi [0], sm-RP-OA serviceCentreAddressOA [4], sm-RP-UI. */
export const mtForwardSm: Writer = sequence((w, d) => {
  tpdu(w, DELIVER);
  number(w, 0x84, d.opener.number);
  digits(w, 0x80, d.imsi);
});
/** sm-RP-DA serviceCentreAddressDA [4], sm-RP-OA msisdn [2], sm-RP-UI, imsi. */
export const moForwardSm: Writer = sequence((w, d) => {
  digits(w, 0x04, d.imsi);
  tpdu(w, SUBMIT);
  number(w, 0x82, d.msisdn);
  number(w, 0x84, d.responder.number);
});

// USSD: data coding scheme, string
const CODE = Uint8Array.of(0xaa, 0x58, 0x2c, 0x36, 0x02); // *111#, septets packed
export const ussd: Writer = sequence(w => {
  const end = w.p;
  w.octets(CODE);
  w.wrap(0x04, end);
  w.one(0x04, 0x0f);
});

// Others by IMSI
export const restoreData: Writer = sequence((w, d) => digits(w, 0x04, d.imsi));
/** imsi [0], requestedInfo [2] { locationInformation [0], subscriberState [1] }. */
export const provideSubscriberInfo: Writer = sequence((w, d) => {
  const end = w.p;
  w.none(0x81);
  w.none(0x80);
  w.wrap(0xa2, end);
  digits(w, 0x80, d.imsi);
});
/** subscriberInfo { subscriberState [1] assumedIdle [0] }. */
export const provideSubscriberInfoResult: Writer = sequence(w => {
  const end = w.p;
  let inner = w.p;
  w.none(0x80);
  w.wrap(0xa1, inner);
  inner = w.p;
  w.one(0x02, 12); // ageOfLocationInformation
  w.wrap(0xa0, inner);
  w.wrap(0x30, end);
});
/** imsi [0], alertReason [1]. */
export const readyForSm: Writer = sequence((w, d) => {
  w.one(0x0a, 0);
  digits(w, 0x80, d.imsi);
});

// Error parameters
/** SEQUENCE { ENUMERATED } of version 3: roaming cause, diagnostic, network resource. */
export function enumerated(value: number): Writer {
  return sequence(w => w.one(0x0a, value));
}
/** The bare ENUMERATED of versions 1 and 2. */
export function bareEnumerated(value: number): Writer {
  return w => w.one(0x0a, value);
}

// MAP dialogue PDUs, §17.4
/** map-open: destinationReference [0] the IMSI (plan E.212), originationReference [1]. */
export function mapOpen(w: Back, d: Dialogue): void {
  const end = w.p;
  number(w, 0x81, d.msc);
  const inner = w.p;
  w.bcd(d.imsi);
  w.u8(0x96);
  w.wrap(0x80, inner);
  w.wrap(0xa0, end);
}
export function mapRefuse(w: Back): void {
  const end = w.p;
  w.one(0x0a, 0); // noReasonGiven
  w.wrap(0xa3, end);
}
/** map-userAbort with the choice: 0 and 1 are NULLs, 2 and 3 ENUMERATED. */
export function mapUserAbort(w: Back, choice: number): void {
  const end = w.p;
  if (choice < 2) w.none(0x80 | choice);
  else w.one(0x80 | choice, 0);
  w.wrap(0xa4, end);
}
/** map-providerAbort with its reason: 0 abnormalDialogue, 1 invalidPDU. */
export function mapProviderAbort(w: Back, reason: number): void {
  const end = w.p;
  w.one(0x0a, reason);
  w.wrap(0xa5, end);
}
