/** Who takes part in a dialogue: nodes of the world and subscribers of the population, put together with a script. */
import { Dialogue, IMEI, IMSI, type Kind, MSC, MSISDN, type Script, SGSN, VLR } from './dialogue.ts';
import { GTP_KINDS } from './gtp-scripts.ts';
import { type Node, Tunnel } from './nodes.ts';
import type { Population } from './population.ts';
import type { Random } from './random.ts';
import { E214, title } from './sccp.ts';
import type { World } from './world.ts';

export class Cast {
  readonly world: World;
  readonly people: Population;
  private readonly random: Random;

  constructor(world: World, people: Population, random: Random) {
    this.world = world;
    this.people = people;
    this.random = random;
  }

  vlr(i: number): Node {
    return this.people.visitedOf(i).vlrs[this.people.vlr[i]!]!;
  }

  sgsn(i: number): Node {
    return this.people.visitedOf(i).sgsns[this.people.sgsn[i]!]!;
  }

  homeNode(i: number, what: 'hlrs' | 'serviceCentres' | 'ggsns'): Node {
    const nodes = this.people.homeOf(i)[what];
    return nodes[i % nodes.length]!;
  }

  /** A dialogue about subscriber `i` (-1: nobody), seen on the opener's side of the hub. */
  dialogue(kind: Kind, script: Script, opener: Node, responder: Node, i: number, salt = this.random.next()): Dialogue {
    const { people } = this;
    const d = new Dialogue(kind, script, opener, responder, salt);
    d.near = opener.operator;
    d.device = i;
    if (i < 0) return d;
    const home = people.homeOf(i);
    d.imsi = people.imsi(i);
    d.homeMcc = home.mcc;
    d.homeMnc = home.mnc;
    d.visitedPlmn = people.visitedOf(i).plmn;
    const { learns } = script;
    if (learns & MSISDN) d.msisdn = people.msisdn(i);
    if (learns & IMEI) d.imei = people.imeisv(i);
    if (learns & (VLR | MSC | IMSI) && kind.protocol === 'map') d.vlr = d.msc = this.vlr(i).number;
    if (learns & SGSN) d.sgsn = this.sgsn(i).number;
    return d;
  }

  /** To the home register, called by the E.214 title that follows from the IMSI. */
  byImsi(kind: Kind, script: Script, i: number, from: Node): Dialogue {
    const home = this.people.homeOf(i);
    const d = this.dialogue(kind, script, from, this.homeNode(i, 'hlrs'), i);
    d.called = title((home.countryCode + home.prefix + d.imsi.slice(home.plmn.length)).slice(0, 15), 6, E214);
    return d;
  }

  /** From the home register to a node of the visited network, seen on that side. */
  fromHome(kind: Kind, script: Script, i: number, to: Node): Dialogue {
    const d = this.dialogue(kind, script, this.homeNode(i, 'hlrs'), to, i);
    d.near = to.operator;
    return d;
  }

  /** A tunnel of subscriber `i` that no message has told of yet; null where all NSAPIs are in use. */
  openTunnel(i: number, pdpType?: number): Tunnel | null {
    const { people, random } = this;
    const nsapi = people.freeNsapi(i);
    if (nsapi === 0) return null;
    people.contexts[i] = people.contexts[i]! | (1 << nsapi);
    const home = people.homeOf(i);
    const t = new Tunnel(i, this.sgsn(i), this.homeNode(i, 'ggsns'));
    t.nsapi = nsapi;
    t.apn = random.pick(home.apns);
    t.pdpType = pdpType ?? (random.chance(0.9) ? 0x21 : random.pick([0x57, 0x8d]));
    t.userAddress = (0x0a000000 | random.between(0x10001, 0xfffffe)) >>> 0;
    t.sgsnControl = t.sgsn.nextTeid();
    t.sgsnData = t.sgsn.nextTeid();
    t.ggsnControl = t.ggsn.nextTeid();
    t.ggsnData = t.ggsn.nextTeid();
    t.interfaceId = t.ggsnData;
    return t;
  }

  /** A dialogue over a tunnel; `sgsn` differs from the tunnel's own where another one takes it over. */
  overTunnel(kind: Kind, script: Script, t: Tunnel, byGgsn = false, sgsn: Node = t.sgsn, salt?: number): Dialogue {
    const d = this.dialogue(kind, script, byGgsn ? t.ggsn : sgsn, byGgsn ? sgsn : t.ggsn, t.device, salt);
    d.tunnel = t;
    d.msisdn = this.people.msisdn(t.device);
    d.sgsnIp = sgsn.host!.text;
    d.sgsnControl = sgsn === t.sgsn ? t.sgsnControl : sgsn.nextTeid();
    d.sgsnData = sgsn === t.sgsn ? t.sgsnData : sgsn.nextTeid();
    if (kind === GTP_KINDS.create) {
      const u = d.salt % 10;
      t.imei = u < 6 ? this.people.imeisv(t.device) : u < 8 ? this.people.imei(t.device) : '';
    }
    d.imei = t.imei;
    return d;
  }

  /** One more context of the tunnel's connection; null where all NSAPIs are in use. */
  openSecondary(t: Tunnel): Tunnel | null {
    const { people } = this;
    const nsapi = people.freeNsapi(t.device);
    if (nsapi === 0) return null;
    people.contexts[t.device] = people.contexts[t.device]! | (1 << nsapi);
    const s = new Tunnel(t.device, t.sgsn, t.ggsn);
    s.primary = t;
    s.nsapi = nsapi;
    s.imei = t.imei;
    s.apn = t.apn;
    s.pdpType = t.pdpType;
    s.userAddress = t.userAddress;
    s.sgsnControl = t.sgsnControl;
    s.sgsnData = t.sgsn.nextTeid();
    s.ggsnControl = t.ggsnControl;
    s.ggsnData = t.ggsn.nextTeid();
    s.interfaceId = t.interfaceId;
    t.secondaries.push(s);
    return s;
  }

  /** What a dialogue over a tunnel that went well changes in it. */
  settle(d: Dialogue): void {
    const t = d.tunnel!;
    if (d.kind === GTP_KINDS.create) {
      t.sgsn.tunnels.add(t);
      t.ggsn.tunnels.add(t);
    }
    if (d.kind !== GTP_KINDS.update || d.opener === t.sgsn) return;
    t.sgsn.tunnels.delete(t);
    t.sgsn = d.opener;
    t.sgsn.tunnels.add(t);
    t.sgsnControl = d.sgsnControl;
    t.sgsnData = d.sgsnData;
  }

  /** The tunnel is gone. */
  closed(t: Tunnel): void {
    t.gone = true;
    t.sgsn.tunnels.delete(t);
    t.ggsn.tunnels.delete(t);
    this.people.contexts[t.device] = this.people.contexts[t.device]! & ~(1 << t.nsapi);
  }
}
