/** Network elements: what they are called, what identifiers they give out; and the tunnels between two of them. */
import type { Context } from './contexts.ts';
import type { Dialogue } from './dialogue.ts';
import { Host } from './link.ts';
import type { Random } from './random.ts';
import { type Address, title } from './sccp.ts';

/**
 * Transaction identifiers of one node, 1 to 4 octets. Short ones come round soon: each is given out again only when its
 * dialogue has been over for a while.
 */
export class Identifiers {
  readonly width: number;
  private next: number;
  private readonly stride: number;
  private readonly freeAt: Float64Array | null;

  constructor(width: number, random: Random) {
    this.width = width;
    // Half of the nodes count from a small number, as many stacks do: so nodes use each other's at the same time.
    const small = random.chance(0.5);
    this.next = small ? random.below(1000) : random.next();
    this.stride = small ? 1 : random.pick([1, 0x100, 0x10001]);
    this.freeAt = width <= 2 ? new Float64Array(width === 1 ? 0x100 : 0x10000) : null;
  }

  /** -1 where all are in use. */
  take(now: number, until: number): number {
    const { freeAt } = this;
    if (freeAt === null) {
      this.next = (this.next + this.stride) >>> 0;
      return this.width === 3 ? this.next & 0xffffff : this.next;
    }
    const mask = freeAt.length - 1;
    for (let tries = 0; tries <= mask && tries < 512; tries++) {
      this.next = (this.next + 1) & mask;
      if ((freeAt[this.next] as number) > now) continue;
      freeAt[this.next] = until;
      return this.next;
    }
    return -1;
  }

  /** Not to be used again before then. */
  hold(identifier: number, until: number): void {
    if (this.freeAt !== null) this.freeAt[identifier] = until;
  }
}

export class Node {
  /** Digits of its own E.164 number; '' for an element without SS7. */
  readonly number: string;
  readonly ssn: number;
  readonly address: Address;
  /** Operator in the world, by number. */
  readonly operator: number;
  readonly identifiers: Identifiers;
  // GSNs
  readonly host: Host | null;
  /** Port from which its requests leave. */
  readonly port: number;
  /** Restart counter. */
  recovery: number;
  /** Of routing on point code and subsystem number. */
  pointCode = 0;
  /** Second address of a GSN. */
  readonly otherHost: Host | null;
  /** Sequence number of a request just answered; -1: none. */
  answeredSequence = -1;
  /** Who used a short identifier last. */
  readonly users = new Map<number, Dialogue>();
  /** A dialogue that is over, whose identifier may be taken again. */
  past: Dialogue | null = null;
  /** Tunnels of a GSN that stand. */
  readonly tunnels = new Set<Tunnel>();
  private sequence: number;
  private teid: number;

  constructor(number: string, ssn: number, operator: number, width: number, host: Host | null, random: Random) {
    this.number = number;
    this.ssn = ssn;
    this.address = title(number, ssn);
    this.operator = operator;
    this.identifiers = new Identifiers(width, random);
    this.host = host;
    this.otherHost = host === null ? null : secondOf(host);
    this.port = random.chance(0.8) ? 2123 : random.between(20000, 60000);
    this.recovery = random.below(256);
    this.sequence = random.below(0x10000);
    this.teid = random.next();
  }

  nextSequence(): number {
    this.sequence = (this.sequence + 1) & 0xffff;
    return this.sequence;
  }

  nextTeid(): number {
    this.teid = (this.teid + 0x101) >>> 0 || 1;
    return this.teid;
  }
}

/** The address a hundred behind it, at the same device. */
function secondOf(host: Host): Host {
  const dot = host.text.lastIndexOf('.');
  return new Host(`${host.text.slice(0, dot)}.${100 + Number(host.text.slice(dot + 1))}`, 0x10000 + host.mac[5]!);
}

export const TUNNEL_EVENT = 1;

/** A PDP context between an SGSN and a GGSN. */
export class Tunnel {
  readonly event = TUNNEL_EVENT;
  readonly device: number;
  /** What its create said of the equipment. */
  imei = '';
  apn = '';
  nsapi = 5;
  sgsn: Node;
  readonly ggsn: Node;
  sgsnControl = 0;
  sgsnData = 0;
  ggsnControl = 0;
  ggsnData = 0;
  /** Of an IPv6 address. */
  interfaceId = 0;
  /** 0x21 IPv4, 0x57 IPv6, 0x8d both. */
  pdpType = 0x21;
  /** The address given by the GGSN, four octets as one number; of IPv6 the third group and the fourth. */
  userAddress = 0;
  /** Something was said over it since the taps opened. */
  heard = false;
  /** The context that it came after, whose control TEIDs it shares. */
  primary: Tunnel | null = null;
  readonly secondaries: Tunnel[] = [];
  /** The end that has restarted and knows nothing of it. */
  dead: Node | null = null;
  /** Closed by both. */
  gone = false;
  /** What an observer knows of it and its secondaries; with the primary. */
  contexts: readonly Context[] = [];
  /** Updates still to come. */
  updates = 0;

  constructor(device: number, sgsn: Node, ggsn: Node) {
    this.device = device;
    this.sgsn = sgsn;
    this.ggsn = ggsn;
  }
}
