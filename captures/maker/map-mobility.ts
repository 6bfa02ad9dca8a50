/** Arguments and results of MAP for location, handover and fault recovery (TS 29.002 §17.7.1; versions 1 and 2: GSM 09.02). */
import type { Back } from './back.ts';
import type { Dialogue } from './dialogue.ts';
import { digits, number, sequence, type Writer } from './map-values.ts';

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

/** reset: the register's own number. */
export const reset: Writer = sequence((w, d) => number(w, 0x04, d.opener.number));

/** sendEndSignal: what the access network says, here nothing but its protocol: TS 48.006. */
export const endSignal: Writer = sequence(w => {
  const end = w.p;
  w.one(0x04, 0x41); // handover complete
  w.one(0x0a, 1);
  w.wrap(0x30, end);
}, 0xa3);

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
