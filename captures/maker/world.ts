/**
 * The world that the traffic runs in: visited networks with their VLRs, MSCs and SGSNs, home networks with their HLRs,
 * service centres and GGSNs, the signalling transfer points that carry them to the hub, and the hub. One seed, one world.
 */
import { HOMES, OPERATORS } from './countries.ts';
import type { Dialogue } from './dialogue.ts';
import { Host } from './link.ts';
import type { Label } from './m3ua.ts';
import { Node } from './nodes.ts';
import { Random } from './random.ts';
import type { Address } from './sccp.ts';
import { associate, type Flow } from './sctp.ts';

/** A message that goes in pieces, and how many of them an observer still lacks. */
export interface Whole {
  missing: number;
}

/** What rides in a packet: a message, or a piece of one, on one leg of its way. */
export interface Rider {
  readonly dialogue: Dialogue;
  /** Step of its script. */
  readonly index: number;
  /** 0, or 1 behind the hub. */
  readonly leg: 0 | 1;
  readonly segment: number;
  /** The message is whole with this piece. */
  readonly last: boolean;
  readonly whole: Whole | null;
  readonly opc: number;
  readonly dpc: number;
  readonly called: Address | null;
  readonly from: Host;
  readonly to: Host;
  /** Octets at its end that mean nothing, and those before them that a record does not miss. */
  readonly padding: number;
  readonly clips: number;
  /** Where its chunk stands in the flow's buffer. */
  at: number;
  length: number;
  /** GTP: restart counter that it tells, -1 where none, and the address that its sender gives itself. */
  readonly recovery: number;
  readonly named: string;
  /** A piece, or a packet of GTP, that an observer has. */
  shown: boolean;
}

/** An association of the hub with a peer's signalling transfer point; flow 0 goes to the hub, flow 1 from it. */
export class Link {
  readonly flows: readonly [Flow<Rider>, Flow<Rider>];
  /** Number in the world. */
  readonly number: number;
  readonly networkAppearance: number;
  readonly routingContext: number;

  constructor(number: number, flows: [Flow<Rider>, Flow<Rider>], networkAppearance: number, routingContext: number) {
    this.number = number;
    this.flows = flows;
    this.networkAppearance = networkAppearance;
    this.routingContext = routingContext;
  }
}

/** Where a message goes with one signalling link selection: the flow, and the routing label on it. */
export interface Route {
  readonly flow: Flow<Rider>;
  readonly label: Label;
}

export interface Operator {
  readonly number: number;
  readonly country: string;
  readonly countryCode: string;
  readonly mcc: string;
  readonly mnc: string;
  /** Both. */
  readonly plmn: string;
  readonly prefix: string;
  readonly nationalDigits: number;
  readonly vlrs: readonly Node[];
  readonly sgsns: readonly Node[];
  readonly hlrs: readonly Node[];
  readonly serviceCentres: readonly Node[];
  readonly ggsns: readonly Node[];
  readonly apns: readonly string[];
  /** By direction (to the hub, from it) and signalling link selection: load sharing over three links and two point codes. */
  readonly routes: readonly [readonly Route[], readonly Route[]];
}

export interface World {
  readonly operators: readonly Operator[];
  readonly links: readonly Link[];
  readonly hub: readonly [Host, Host];
  /** The hub's own application, where it ends transactions. */
  readonly hubNode: Node;
}

const PEERS = 8;
/** The hub's point code. */
const HUB = 1111;

export function makeWorld(random: Random): World {
  let hosts = 1;
  const host = (text: string, ttl = 62): Host => new Host(text, hosts++, ttl);
  const hub: [Host, Host] = [host('10.60.0.1', 64), host('10.60.0.2', 64)];
  const hubSix = host('2001:db8:60::1', 64);
  const links: Link[] = [];
  const pairs: Link[][] = [];
  for (let peer = 0; peer < PEERS; peer++) {
    const pair: Link[] = [];
    for (let k = 0; k < 2; k++) {
      const six = peer === PEERS - 1 && k === 1; // one association over IPv6
      const far = six ? host(`2001:db8:${(0x100 + peer).toString(16)}::2`) : host(`10.61.${peer}.${k + 1}`, 60);
      const near = six ? hubSix : (hub[k] as Host);
      const port = 2905 + (k === 0 ? 0 : peer);
      const form = (peer * 2 + k) % 4;
      const link = new Link(
        links.length,
        associate<Rider>(far, near, port, 2905, random),
        form === 1 || form === 3 ? 8 : -1,
        form === 2 || form === 3 ? 100 + peer : -1,
      );
      links.push(link);
      pair.push(link);
    }
    pairs.push(pair);
  }
  const operators = OPERATORS.map(([country, countryCode, mcc, mnc, prefix, nationalDigits], number): Operator => {
    const digits = (role: number, k: number): string => {
      const free = nationalDigits - prefix.length;
      const own = `${role}${k}${random.below(900000) + 100000}0000`.slice(0, free);
      return countryCode + prefix + own;
    };
    const isHome = number < HOMES;
    const node = (role: number, k: number, ssn: number, at: Host | null): Node =>
      new Node(digits(role, k), ssn, number, widthOf(random, role), at, random);
    const many = <T>(n: number, make: (k: number) => T): T[] => Array.from({ length: n }, (_, k) => make(k));
    const operator: Operator = {
      number,
      country,
      countryCode,
      mcc,
      mnc,
      plmn: mcc + mnc,
      prefix,
      nationalDigits,
      vlrs: many(random.between(2, 3), k => node(1, k, 7, null)),
      sgsns: many(random.between(1, 2), k => node(2, k, 149, host(`10.${100 + (number % 100)}.0.${10 + k}`, 58))),
      hlrs: isHome ? many(2, k => node(3, k, 6, null)) : [],
      serviceCentres: isHome ? many(1, k => node(4, k, 8, null)) : [],
      ggsns: isHome ? many(2, k => new Node('', 0, number, 4, host(`10.${30 + number}.8.${20 + k}`, 61), random)) : [],
      apns: isHome
        ? [
            'internet',
            'mms',
            `iot.op${number}.example`,
            `internet.mnc${mnc.padStart(3, '0')}.mcc${mcc}.gprs`,
            'm2m.telemetry',
          ]
        : [],
      routes: routesOf(
        [...(pairs[number % PEERS] as Link[]), (pairs[(number + 3) % PEERS] as Link[])[0] as Link],
        [2048 + number * 16, 2048 + number * 16 + 1],
      ),
    };
    // Beside the two of its signalling transfer points, each node has a point code of its own.
    let own = 2048 + number * 16 + 2;
    for (const n of [...operator.vlrs, ...operator.sgsns, ...operator.hlrs, ...operator.serviceCentres])
      n.pointCode = own++;
    return operator;
  });
  // Drawn apart, so that the rest of the world is the same without it.
  const hubNode = new Node('32475000111', 6, -1, 4, null, new Random(HUB));
  hubNode.pointCode = HUB;
  return { operators, links, hub, hubNode };
}

/** Octets of a node's transaction identifiers: four for most, one to three for some. */
function widthOf(random: Random, role: number): number {
  const u = random.below(100);
  // One octet names 256 dialogues: too few for a home network's register.
  return u < 88 ? 4 : u < 94 ? 3 : u < 98 || role > 2 ? 2 : 1;
}

function routesOf(links: readonly Link[], pointCodes: readonly [number, number]): [Route[], Route[]] {
  const direction = (toHub: boolean): Route[] =>
    Array.from({ length: 16 }, (_, sls): Route => {
      const link = links[sls % links.length] as Link;
      const pointCode = pointCodes[sls & 1] as number;
      return {
        flow: link.flows[toHub ? 0 : 1],
        label: {
          opc: toHub ? pointCode : HUB,
          dpc: toHub ? HUB : pointCode,
          networkIndicator: 0, // international
          networkAppearance: link.networkAppearance,
          routingContext: link.routingContext,
        },
      };
    });
  return [direction(true), direction(false)];
}
