/** Arguments and results of MAP for short messages and USSD (TS 29.002 §17.7.4, §17.7.6). */
import type { Back } from './back.ts';
import { digits, number, sequence, type Writer } from './map-values.ts';

/** noteSubscriberPresent: the IMSI alone. */
export const subscriberPresent: Writer = (w, d) => digits(w, 0x04, d.imsi);

/** reportSM-DeliveryStatus: msisdn, serviceCentreAddress, sm-DeliveryOutcome: absentSubscriber. */
export const deliveryStatus: Writer = sequence((w, d) => {
  w.one(0x0a, 1);
  number(w, 0x04, d.opener.number);
  number(w, 0x04, d.msisdn);
});

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

/** imsi [0], alertReason [1]. */
export const readyForSm: Writer = sequence((w, d) => {
  w.one(0x0a, 0);
  digits(w, 0x80, d.imsi);
});
