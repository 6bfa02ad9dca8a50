/** GTPv1-C (TS 29.060): header and the elements of the messages, written backwards, in ascending order of type. */
import type { Back } from './back.ts';
import type { Dialogue, Step } from './dialogue.ts';
import { writePlmn } from './map-values.ts';
import type { Tunnel } from './nodes.ts';

export const ECHO_REQUEST = 1;
export const ECHO_RESPONSE = 2;
export const CREATE_REQUEST = 16;
export const CREATE_RESPONSE = 17;
export const UPDATE_REQUEST = 18;
export const UPDATE_RESPONSE = 19;
export const DELETE_REQUEST = 20;
export const DELETE_RESPONSE = 21;

/** Header with sequence number before what stands in `w`. §6. */
export function writeHeader(w: Back, type: number, teid: number, sequence: number): void {
  const length = w.length + 4;
  w.u16(0); // no N-PDU number, no extension header
  w.u16(sequence);
  w.u32(teid);
  w.u16(length);
  w.u8(type);
  w.u8(0x32); // version 1, GTP, sequence number present
}

function tlv(w: Back, type: number, end: number): void {
  w.u16(end - w.p);
  w.u8(type);
}

function tv32(w: Back, type: number, value: number): void {
  w.u32(value);
  w.u8(type);
}

function tv8(w: Back, type: number, value: number): void {
  w.u8(value);
  w.u8(type);
}

/** What the message written last says of its sender: restart counter, -1 where none. */
export const told = { recovery: -1 };

function recovery(w: Back, counter: number): void {
  tv8(w, 14, counter);
  told.recovery = counter;
}

function imsi(w: Back, digits: string): void {
  const end = w.p;
  w.bcd(digits);
  while (end - w.p < 8) w.u8(0xff); // eight octets, filled. §7.7.2
  w.u8(2);
}

function gsnAddress(w: Back, ip: Uint8Array): void {
  const end = w.p;
  w.octets(ip);
  tlv(w, 133, end);
}

function accessPointName(w: Back, apn: string): void {
  const end = w.p;
  let label = 0;
  for (let i = apn.length - 1; i >= 0; i--) {
    const c = apn.charCodeAt(i);
    if (c === 0x2e) {
      w.u8(label);
      label = 0;
    } else {
      w.u8(c);
      label++;
    }
  }
  w.u8(label);
  tlv(w, 131, end);
}

const QOS = Uint8Array.of(0x02, 0x0b, 0x92, 0x1f, 0x73, 0x96, 0xfe, 0xfe, 0x74, 0xf9, 0xff, 0xff);

function quality(w: Back): void {
  const end = w.p;
  w.octets(QOS);
  tlv(w, 135, end);
}

/** IPCP asking for two name servers. TS 24.008 §10.5.6.3. */
const OPTIONS = Uint8Array.of(
  0x80,
  0x80,
  0x21,
  0x10,
  0x01,
  0x00,
  0x00,
  0x10,
  0x81,
  0x06,
  0,
  0,
  0,
  0,
  0x83,
  0x06,
  0,
  0,
  0,
  0,
);

function configuration(w: Back): void {
  const end = w.p;
  w.octets(OPTIONS);
  tlv(w, 132, end);
}

/** Location area and cell of a device, always the same for one salt. */
function lac(d: Dialogue): number {
  return 1 + (d.salt % 4000);
}

function location(w: Back, d: Dialogue): void {
  let end = w.p;
  w.u16((d.salt >>> 7) & 0xffff); // CI or SAC
  w.u16(lac(d));
  writePlmn(w, d.visitedPlmn);
  w.u8(d.salt & 1); // CGI or SAI
  tlv(w, 152, end);
  end = w.p;
  w.u8(1 + (d.salt & 1)); // UTRAN or GERAN
  tlv(w, 151, end);
}

function routeingArea(w: Back, d: Dialogue): void {
  w.u8(d.salt >>> 11);
  w.u16(lac(d));
  writePlmn(w, d.visitedPlmn);
  w.u8(3);
}

/** End user address: type, and address where given. §7.7.27. */
function endUser(w: Back, t: Tunnel, withAddress: boolean): void {
  const end = w.p;
  if (withAddress) {
    if (t.pdpType !== 0x21) {
      w.u32(t.interfaceId); // interface identifier
      w.u32(0);
      w.u32(t.userAddress);
      w.u32(0x20010db8);
    }
    if (t.pdpType !== 0x57) w.u32(t.userAddress);
  }
  w.u8(t.pdpType);
  w.u8(0xf1); // IETF
  tlv(w, 128, end);
}

export function createRequest(w: Back, d: Dialogue): void {
  const t = d.tunnel as Tunnel;
  const ip = d.opener.host!.ip;
  let end = w.p;
  if (d.imei !== '') {
    w.bcd(d.imei);
    tlv(w, 154, end);
  }
  end = w.p;
  w.u16(0x4001); // four hours ahead of UTC, one of daylight saving
  tlv(w, 153, end);
  location(w, d);
  quality(w);
  end = w.p;
  w.bcd(d.msisdn);
  w.u8(0x91);
  tlv(w, 134, end);
  gsnAddress(w, ip);
  gsnAddress(w, ip);
  configuration(w);
  accessPointName(w, t.apn);
  endUser(w, t, false);
  w.u16(0x0800);
  w.u8(26); // charging characteristics
  tv8(w, 20, t.nsapi);
  tv32(w, 17, d.sgsnControl);
  tv32(w, 16, d.sgsnData);
  tv8(w, 15, 0xfc); // subscribed and verified
  if (d.salt & 2) recovery(w, d.askersCounter);
  routeingArea(w, d);
  imsi(w, d.imsi);
}

export function createResponse(w: Back, d: Dialogue, step: Step): void {
  const t = d.tunnel as Tunnel;
  const ip = d.responder.host!.ip;
  quality(w);
  gsnAddress(w, ip);
  gsnAddress(w, ip);
  configuration(w);
  endUser(w, t, true);
  tv32(w, 127, d.salt); // charging identifier
  tv32(w, 17, t.ggsnControl);
  tv32(w, 16, t.ggsnData);
  if (d.salt & 2) recovery(w, d.responder.recovery);
  tv8(w, 8, 0xfe); // reordering not required
  tv8(w, 1, step.cause);
}

/** An answer of its cause alone: refusals, and Delete PDP Context Response. */
export function causeAlone(w: Back, _d: Dialogue, step: Step): void {
  tv8(w, 1, step.cause);
}

export function updateRequest(w: Back, d: Dialogue): void {
  const t = d.tunnel as Tunnel;
  const ip = d.opener.host!.ip;
  location(w, d);
  quality(w);
  gsnAddress(w, ip);
  gsnAddress(w, ip);
  tv8(w, 20, t.nsapi);
  tv32(w, 17, d.sgsnControl);
  tv32(w, 16, d.sgsnData);
  if (d.salt & 2) recovery(w, d.askersCounter);
  routeingArea(w, d);
}

export function updateResponse(w: Back, d: Dialogue, step: Step): void {
  const t = d.tunnel as Tunnel;
  const ip = d.responder.host!.ip;
  quality(w);
  gsnAddress(w, ip);
  gsnAddress(w, ip);
  tv32(w, 127, d.salt);
  tv32(w, 17, t.ggsnControl);
  tv32(w, 16, t.ggsnData);
  tv8(w, 1, step.cause);
}

/** By the GGSN: another quality of service. */
export function updateRequestByGgsn(w: Back, d: Dialogue): void {
  quality(w);
  tv8(w, 20, (d.tunnel as Tunnel).nsapi);
}

export function updateResponseBySgsn(w: Back, d: Dialogue, step: Step): void {
  quality(w);
  tv32(w, 16, (d.tunnel as Tunnel).sgsnData);
  tv8(w, 1, step.cause);
}

/** Teardown 1, or 0 or left out where this context alone goes. §7.7.16. */
export function deleteRequest(w: Back, d: Dialogue): void {
  tv8(w, 20, (d.tunnel as Tunnel).nsapi);
  if (d.teardown) tv8(w, 19, 0xff);
  else if (d.salt & 1) tv8(w, 19, 0xfe);
}

/** One more context with the primary's address and APN: its end of the tunnel goes by the header. §7.3.1. */
export function secondaryRequest(w: Back, d: Dialogue): void {
  const t = d.tunnel as Tunnel;
  const ip = d.opener.host!.ip;
  const end = w.p;
  // One packet filter, for UDP: TS 24.008 §10.5.6.12.
  w.octets(Uint8Array.of(0x21, 0x10, 0x01, 0x02, 0x30, 0x11));
  tlv(w, 137, end);
  quality(w);
  gsnAddress(w, ip);
  gsnAddress(w, ip);
  tv8(w, 20, (t.primary as Tunnel).nsapi); // linked NSAPI
  tv8(w, 20, t.nsapi);
  tv32(w, 16, d.sgsnData);
}

/** Its answer: the control TEID is the primary's and left out. §7.3.2. */
export function secondaryResponse(w: Back, d: Dialogue, step: Step): void {
  const t = d.tunnel as Tunnel;
  const ip = d.responder.host!.ip;
  quality(w);
  gsnAddress(w, ip);
  gsnAddress(w, ip);
  tv32(w, 127, d.salt);
  tv32(w, 16, t.ggsnData);
  tv8(w, 8, 0xfe);
  tv8(w, 1, step.cause);
}

export function echoResponse(w: Back, d: Dialogue): void {
  recovery(w, d.responder.recovery);
}

export function nothing(): void {}

/** The addresses of `endUser` as text: IPv4, IPv6, or both with a space between. */
export function userAddress(t: Tunnel): string {
  const a = t.userAddress;
  const four = `${a >>> 24}.${(a >>> 16) & 255}.${(a >>> 8) & 255}.${a & 255}`;
  if (t.pdpType === 0x21) return four;
  const six = shortest([0x2001, 0xdb8, a >>> 16, a & 0xffff, 0, 0, t.interfaceId >>> 16, t.interfaceId & 0xffff]);
  return t.pdpType === 0x57 ? six : `${four} ${six}`;
}

/** IPv6 as RFC 5952 §4 writes it: the longest run of zero groups, the first of equals, as `::`. */
function shortest(groups: readonly number[]): string {
  let from = 0;
  let run = 1;
  for (let i = 0; i < 8; i++) {
    let n = 0;
    while (i + n < 8 && groups[i + n] === 0) n++;
    if (n > run) {
      from = i;
      run = n;
    }
  }
  const hex = (part: readonly number[]): string => part.map(g => g.toString(16)).join(':');
  return run < 2 ? hex(groups) : `${hex(groups.slice(0, from))}::${hex(groups.slice(from + run))}`;
}
