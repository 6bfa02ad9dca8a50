/** Arguments of MAP that tell a register of its subscriber (TS 29.002 §17.7.1): insertSubscriberData in parts, deleteSubscriberData. */
import type { Back } from './back.ts';
import { digits, number, sequence, type Writer } from './map-values.ts';

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
