/**
 * A frame for people: every layer of it in the order in which they stand, each with its fields (`inspect`). The
 * describing decoders read the octets on their own; what stands in what is put together here, as src/decode does.
 *
 * Reads only the octets given; never throws. Nesting and the number of layers are bounded.
 */

import { describeExported } from './describe-exported.ts';
import { describeGtp } from './describe-gtp.ts';
import { describeGre, describeIp, describeIpPayload, describeUdp, describeVxlan, type Ports } from './describe-ip.ts';
import { describeEthernet, describeLink, describeMpls } from './describe-link.ts';
import { describeMtp2, describeMtp3 } from './describe-mtp.ts';
import { describeSccp, type Party } from './describe-sccp.ts';
import { describeSctp, insideData } from './describe-sctp.ts';
import { describeComponentsAlone, describeTcap } from './describe-tcap.ts';
import { describeXua, type PointCodeText } from './describe-xua.ts';
import { exportedPdu } from './exported-pdu.ts';
import { gtpMessageName } from './gtp-messages.ts';
import * as whats from './inner.ts';
import { POINT_CODES_ITU, POINT_CODES_JAPAN } from './mtp3.ts';
import { FAULT, hidden, type Inside, type Layer, layer, type Part } from './part.ts';
import { OK } from './status.ts';
import { looksLikeTcap } from './tcap.ts';
import type { Xua } from './xua-names.ts';

export interface DescribeOptions {
  /** Show what a person wrote: short messages, USSD. */
  readonly withText?: boolean;
  /** Point code format of mtp3.ts. */
  readonly form?: number;
  readonly pointCode?: PointCodeText;
}

/** Layers of one frame; more come only of octets made to be many. */
const MOST_LAYERS = 500;
const MOST_NESTED = 40;

/** The layers of the frame `b[at]` to `b[end - 1]`; places are indexes into `b`. */
export function describeFrame(
  b: Uint8Array,
  at: number,
  end: number,
  linkType: number,
  options: DescribeOptions = {},
): Part[] {
  const frame = new Frame(b, options);
  frame.follow(describeLink(b, at, end, linkType), 0);
  return frame.parts;
}

/** The payload of a datagram joined from fragments. `version` is that of IP. */
export function describeDatagram(
  b: Uint8Array,
  protocol: number,
  version: number,
  options: DescribeOptions = {},
): Part[] {
  const frame = new Frame(b, options);
  frame.follow(describeIpPayload(b, protocol, version), 0);
  return frame.parts;
}

/** A user message joined from SCTP fragments. */
export function describeUserMessage(b: Uint8Array, ppid: number, ports: Ports, options: DescribeOptions = {}): Part[] {
  const frame = new Frame(b, options);
  frame.inside(insideData(b, 0, b.length, ppid, ports), 0, b.length, 0);
  return frame.parts;
}

/** User data joined from SCCP segments; subsystem numbers as the segments' addresses have them, -1 where they have none. */
export function describeUserData(b: Uint8Array, party: Party, options: DescribeOptions = {}): Part[] {
  const frame = new Frame(b, options);
  frame.party.called = party.called;
  frame.party.calling = party.calling;
  frame.inside('user-data', 0, b.length, 0);
  return frame.parts;
}

class Frame {
  readonly parts: Part[] = [];
  readonly ports: Ports = { source: 0, destination: 0 };
  readonly party: Party = { called: -1, calling: -1 };
  readonly #b: Uint8Array;
  readonly #options: DescribeOptions;
  readonly #form: number;
  readonly #pointCode: PointCodeText;

  constructor(b: Uint8Array, options: DescribeOptions) {
    this.#b = b;
    this.#options = options;
    this.#form = options.form ?? 0;
    this.#pointCode = options.pointCode ?? (code => code);
  }

  follow({ part: one, next }: Layer, depth: number): void {
    if (this.parts.length >= MOST_LAYERS || depth > MOST_NESTED) return;
    // a link type without a header of its own is no layer
    if (one.length > 0 || one.parts.length > 0) this.parts.push(one);
    if (next !== undefined) this.inside(next.what, next.at, next.end, depth + 1);
  }

  inside(what: Inside, at: number, end: number, depth: number): void {
    if (end <= at && what !== 'ip') return;
    for (const one of this.#layers(what, at, end)) this.follow(one, depth);
  }

  #layers(what: Inside, at: number, end: number): Iterable<Layer> {
    const b = this.#b;
    switch (what) {
      case 'ethernet':
        return [describeEthernet(b, at, end)];
      case 'mpls':
        return [describeMpls(b, at, end)];
      case 'ip':
        return [describeIp(b, at, end)];
      case 'gre':
        return [describeGre(b, at, end)];
      case 'vxlan':
      case 'vxlan-gpe':
        return [describeVxlan(b, at, end, what === 'vxlan-gpe')];
      case 'udp':
        return [describeUdp(b, at, end, this.ports)];
      case 'sctp':
        return describeSctp(b, at, end, this.ports);
      case 'm3ua':
      case 'm2ua':
      case 'm2pa':
      case 'sua':
        return this.#messages(what, at, end);
      case 'mtp2':
      case 'mtp2-extended':
        return [describeMtp2(b, at, end, what === 'mtp2-extended')];
      case 'mtp3':
        return [describeMtp3(b, at, end, this.#form, this.#pointCode)];
      case 'mtp3-japan':
        return [describeMtp3(b, at, end, ttcForm(b, at, end), this.#pointCode)];
      case 'sccp':
        this.party.called = -1;
        this.party.calling = -1;
        return [describeSccp(b, at, end, { form: this.#form, pointCode: this.#pointCode, party: this.party })];
      case 'user-data':
        return [this.#userData(at, end)];
      case 'tcap':
        return [describeTcap(b, at, end, this.#tcap())];
      case 'component': {
        const whole = looksLikeTcap(b, at, end) || isTcapTag(b[at]);
        return [(whole ? describeTcap : describeComponentsAlone)(b, at, end, this.#tcap())];
      }
      case 'gtp':
        return [gtp(b, at, end)];
      case 'gtp_u':
        return [isUserPlaneSignalling(b, at, end) ? gtp(b, at, end) : rest(what, at, end)];
      case 'exported':
        return [this.#exported(at, end)];
      default:
        return [rest(what, at, end)];
    }
  }

  #tcap(): { party: Party; withText: boolean } {
    return { party: this.party, withText: this.#options.withText === true };
  }

  /** One adaptation-layer message, or several behind each other. A layer is followed before the next one is read. */
  *#messages(which: Xua, at: number, end: number): Generator<Layer> {
    let p = at;
    do {
      this.party.called = -1;
      this.party.calling = -1;
      const { layer: one, next } = describeXua(this.#b, p, end, which, this.#pointCode, this.party);
      yield one;
      if (next - p < 8) return;
      p = next;
    } while (end - p >= 8 && this.#b[p] === 1 && this.#b[p + 1] === 0);
  }

  /** User data of SCCP or SUA: TCAP by its look; by its tag alone between subsystems that speak nothing else. */
  #userData(at: number, end: number): Layer {
    const isUser = (ssn: number): boolean => (ssn >= 5 && ssn <= 10) || (ssn >= 145 && ssn <= 150);
    const isTcap =
      looksLikeTcap(this.#b, at, end) ||
      (isTcapTag(this.#b[at]) && (isUser(this.party.called) || isUser(this.party.calling) || this.#isBroken()));
    return isTcap ? describeTcap(this.#b, at, end, this.#tcap()) : rest('user-data', at, end);
  }

  /** A fault in the layers so far. */
  #isBroken(): boolean {
    const broken = (one: Part): boolean => one.name === FAULT || one.parts.some(broken);
    return this.parts.some(broken);
  }

  /** Wireshark's exported PDU: the decoder knows the dissectors' names. */
  #exported(at: number, end: number): Layer {
    const { inner, INNER } = whats;
    const status = exportedPdu(this.#b, at, end);
    const what = status === OK ? (EXPORTED[inner[INNER.what]] ?? 'other') : 'other';
    return describeExported(this.#b, at, end, what, inner[INNER.at]);
  }
}

/** What is not read: how much of it, and what it is. */
function rest(what: Inside, at: number, end: number): Layer {
  const [protocol, name] = RESTS[what] ?? (['other', 'Payload'] as const);
  const n = end - at;
  const value = what === 'piece' ? `${n} octets of a larger whole` : `${n} octets, not read`;
  return { part: { ...hidden(name, value, at, n), layer: protocol } };
}

const RESTS: Partial<Record<Inside, readonly ['isup' | 'diameter' | 'gtp_u' | 'other', string]>> = {
  isup: ['isup', 'ISUP'],
  diameter: ['diameter', 'Diameter'],
  gtp_u: ['gtp_u', 'GTP-U'],
  piece: ['other', 'Piece'],
  'user-data': ['other', 'User data'],
};

const EXPORTED: Readonly<Record<number, Inside>> = {
  [whats.WHAT_IP]: 'ip',
  [whats.WHAT_ETHERNET]: 'ethernet',
  [whats.WHAT_MTP2]: 'mtp2',
  [whats.WHAT_MTP3]: 'mtp3',
  [whats.WHAT_SCCP]: 'sccp',
  [whats.WHAT_TCAP]: 'tcap',
  [whats.WHAT_COMPONENT]: 'component',
  [whats.WHAT_M3UA]: 'm3ua',
  [whats.WHAT_M2UA]: 'm2ua',
  [whats.WHAT_M2PA]: 'm2pa',
  [whats.WHAT_SUA]: 'sua',
  [whats.WHAT_GTP]: 'gtp',
  [whats.WHAT_UDP]: 'udp',
  [whats.WHAT_SCTP]: 'sctp',
  [whats.WHAT_ISUP]: 'isup',
  [whats.WHAT_DIAMETER]: 'diameter',
};

/** A tag that a TCAP message can begin with (Q.773 §4.2.1). */
function isTcapTag(tag: number): boolean {
  return tag === 0x62 || tag === 0x64 || tag === 0x65 || tag === 0x67 || tag === 0x61;
}

/** The label of Protocol Data 2: five octets, or four where SCCP begins behind four, as src/decode takes it. */
function ttcForm(b: Uint8Array, at: number, end: number): number {
  const isType = (octet: number): boolean => octet >= 1 && octet <= 20;
  if (end - at < 7 || (b[at] & 15) !== 3) return POINT_CODES_JAPAN;
  return isType(b[at + 6]) || !isType(b[at + 5]) ? POINT_CODES_JAPAN : POINT_CODES_ITU;
}

/** Signalling of the user plane (TS 29.281 §7.1): echo, error indication, supported extension headers. */
function isUserPlaneSignalling(b: Uint8Array, at: number, end: number): boolean {
  const isType = end - at >= 8 && [1, 2, 26, 31].includes(b[at + 1]);
  return isType && (b[at] & 0xf8) === 0x30 && ((b[at + 2] << 8) | b[at + 3]) === end - at - 8;
}

function gtp(b: Uint8Array, at: number, end: number): Layer {
  const parts = describeGtp(b, at, end);
  const version = end > at ? b[at] >> 5 : 1;
  const isPrime = end - at >= 1 && version < 2 && (b[at] & 0x10) === 0;
  const protocol = isPrime
    ? 'gtp_prime'
    : version === 0
      ? 'gtpv0'
      : version === 1
        ? 'gtp'
        : version === 2
          ? 'gtpv2'
          : 'other';
  const name = { gtp: 'GTP', gtpv0: 'GTPv0', gtp_prime: "GTP'", gtpv2: 'GTPv2', other: 'GTP' }[protocol];
  const standard = { gtp: 'TS 29.060', gtpv0: 'GSM 09.60', gtp_prime: 'TS 32.295', gtpv2: 'TS 29.274', other: '' }[
    protocol
  ];
  const message = end - at < 2 ? '' : version < 2 ? gtpMessageName(b[at + 1], version) : `message ${b[at + 1]}`;
  // behind the message's own length nothing belongs to it
  const own = protocol === 'gtp' && end - at >= 8 ? at + 8 + ((b[at + 2] << 8) | b[at + 3]) : end;
  return layer(protocol, name, message, at, Math.min(end, own) - at, standard, parts);
}
