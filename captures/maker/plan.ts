/** What subscribers do: arrivals, and what follows from what. Turns chance into dialogues with their parties. */
import { HOMES } from './countries.ts';
import { Dialogue, IMEI, type Kind, MSC, MSISDN, type Script, SGSN, VLR } from './dialogue.ts';
import type { Engine } from './engine.ts';
import { GTP_KINDS } from './gtp-scripts.ts';
import type { HubScripts } from './hub-scripts.ts';
import { KINDS } from './map-kinds.ts';
import { type Node, Tunnel } from './nodes.ts';
import type { Population } from './population.ts';
import { type Random, Shares } from './random.ts';
import { E214, title } from './sccp.ts';
import type { Operator } from './world.ts';

// What follows a dialogue that went well.
const NOTHING = 0;
const THEN_UL = 1;
const THEN_UL_GPRS = 2;
const THEN_CL = 3;
const THEN_CL_SGSN = 4;
const THEN_PDP = 5;
const THEN_MT = 6;
const THEN_TUNNEL = 7;
const THEN_TUNNEL_OVER = 8;

const MS = 1000;
const SECOND = 1e6;

type Activity =
  | 'voice'
  | 'data'
  | 'pdp'
  | 'sai'
  | 'ul'
  | 'purge'
  | 'mt'
  | 'mo'
  | 'ussd'
  | 'psi'
  | 'restore'
  | 'ready'
  | 'echo';

const ACTIVITIES = new Shares<Activity>([
  [24, 'voice'],
  [16, 'data'],
  [13, 'pdp'],
  [14, 'sai'],
  [9, 'ul'],
  [3, 'purge'],
  [6, 'mt'],
  [3, 'mo'],
  [1, 'ussd'],
  [2, 'psi'],
  [1, 'restore'],
  [1, 'ready'],
  [5, 'echo'],
]);

export interface Lives {
  /** Mean life of a tunnel between its dialogues, microseconds. */
  readonly tunnelRest: number;
  /** Tunnels that are there when the capture begins. */
  readonly tunnelsBefore: number;
}

export class Plan {
  private readonly engine: Engine;
  private readonly random: Random;
  private readonly people: Population;
  private readonly scripts: HubScripts;
  private readonly lives: Lives;

  constructor(engine: Engine, random: Random, people: Population, scripts: HubScripts, lives: Lives) {
    this.engine = engine;
    this.random = random;
    this.people = people;
    this.scripts = scripts;
    this.lives = lives;
    engine.after = d => this.after(d);
    engine.tunnelDue = t => this.tunnelDue(t);
    for (let i = 0; i < lives.tunnelsBefore; i++) {
      const t = this.openTunnel(random.below(people.size));
      if (t !== null) engine.wake(t, random.wait(lives.tunnelRest));
    }
  }

  /** Arrivals with this mean time between them, for ever. */
  arrive(gap: number): void {
    const again = (): void => {
      this.activity();
      this.engine.call(this.random.wait(gap), again);
    };
    this.engine.call(0, again);
  }

  activity(): void {
    const { random, people } = this;
    const i = random.below(people.size);
    switch (ACTIVITIES.draw(random)) {
      case 'voice':
        if (random.chance(0.4)) people.move(i, random);
        this.sai(i, THEN_UL);
        break;
      case 'data':
        if (random.chance(0.4)) people.move(i, random);
        this.saiSgsn(i, THEN_UL_GPRS);
        break;
      case 'pdp':
        this.createTunnel(i);
        break;
      case 'sai':
        if (random.chance(0.5)) this.sai(i, NOTHING);
        else this.saiSgsn(i, NOTHING);
        break;
      case 'ul':
        this.ul(i);
        break;
      case 'purge':
        this.purge(i);
        break;
      case 'mt':
        this.routing(i);
        break;
      case 'mo':
        this.fromVlr(KINDS.mo3, this.scripts.mo3, i, this.homeNode(i, 'serviceCentres'), NOTHING);
        break;
      case 'ussd':
        this.fromVlr(KINDS.ussd, this.scripts.ussd, i, this.homeNode(i, 'hlrs'), NOTHING);
        break;
      case 'psi':
        this.toVlr(KINDS.psi, this.scripts.psi, i);
        break;
      case 'restore':
        this.byImsi(KINDS.restore, this.scripts.restore, i, this.vlr(i), NOTHING);
        break;
      case 'ready':
        this.byImsi(KINDS.ready, this.scripts.ready, i, this.vlr(i), NOTHING);
        break;
      case 'echo':
        this.echo();
    }
  }

  // --- parties --------------------------------------------------------------------------------------------------

  private vlr(i: number): Node {
    return this.people.visitedOf(i).vlrs[this.people.vlr[i]!]!;
  }

  private sgsn(i: number): Node {
    return this.people.visitedOf(i).sgsns[this.people.sgsn[i]!]!;
  }

  private homeNode(i: number, what: 'hlrs' | 'serviceCentres' | 'ggsns'): Node {
    const nodes = this.people.homeOf(i)[what];
    return nodes[i % nodes.length]!;
  }

  private dialogue(
    kind: Kind,
    scripts: Shares<Script>,
    opener: Node,
    responder: Node,
    i: number,
    next: number,
  ): Dialogue {
    const { random, people } = this;
    const script = scripts.draw(random);
    const d = new Dialogue(kind, script, opener, responder, random.next());
    d.next = next;
    d.near = opener.operator;
    d.device = i;
    if (i >= 0) {
      const home = people.homeOf(i);
      const visited = people.visitedOf(i);
      d.imsi = people.imsi(i);
      d.homeMcc = home.mcc;
      d.homeMnc = home.mnc;
      d.visitedPlmn = visited.plmn;
      const { learns } = script;
      if (learns & MSISDN) d.msisdn = people.msisdn(i);
      if (learns & IMEI) d.imei = people.imeisv(i);
      if (learns & (VLR | MSC) || kind.references) d.vlr = d.msc = this.vlr(i).number;
      if (learns & SGSN) d.sgsn = this.sgsn(i).number;
    }
    return d;
  }

  /** Called by the E.214 title that follows from the IMSI, answered by the register's own number. */
  private byImsi(kind: Kind, scripts: Shares<Script>, i: number, from: Node, next: number): void {
    const home = this.people.homeOf(i);
    const d = this.dialogue(kind, scripts, from, this.homeNode(i, 'hlrs'), i, next);
    const subscriber = d.imsi.slice(home.mcc.length + home.mnc.length);
    d.called = title((home.countryCode + home.prefix + subscriber).slice(0, 15), 6, E214);
    this.engine.start(d);
  }

  private fromVlr(kind: Kind, scripts: Shares<Script>, i: number, to: Node, next: number): void {
    this.engine.start(this.dialogue(kind, scripts, this.vlr(i), to, i, next));
  }

  private toVlr(kind: Kind, scripts: Shares<Script>, i: number): void {
    const to = this.vlr(i);
    const d = this.dialogue(kind, scripts, this.homeNode(i, 'hlrs'), to, i, NOTHING);
    d.near = to.operator;
    this.engine.start(d);
  }

  // --- MAP ------------------------------------------------------------------------------------------------------

  private sai(i: number, next: number): void {
    const { scripts, random } = this;
    const u = random.below(100);
    if (u < 4) this.byImsi(KINDS.sai1, scripts.sai1, i, this.vlr(i), next);
    else if (u < 20) this.byImsi(KINDS.sai2, scripts.sai2, i, this.vlr(i), next);
    else if (u < 30) this.byImsi(KINDS.sai2, scripts.sai2Five, i, this.vlr(i), next);
    else if (u < 55) this.byImsi(KINDS.sai3, scripts.sai3, i, this.vlr(i), next);
    else if (u < 85) this.byImsi(KINDS.sai3, scripts.sai3Two, i, this.vlr(i), next);
    else this.byImsi(KINDS.sai3, scripts.sai3Vlr, i, this.vlr(i), next);
  }

  private saiSgsn(i: number, next: number): void {
    const { scripts, random } = this;
    const long = random.chance(0.25);
    this.byImsi(KINDS.saiSgsn, long ? scripts.saiSgsn : scripts.saiSgsnPlain, i, this.sgsn(i), next);
  }

  private ul(i: number): void {
    const { scripts, random } = this;
    const u = random.below(100);
    if (u < 5) this.byImsi(KINDS.ul1, scripts.ul1, i, this.vlr(i), THEN_CL);
    else if (u < 25) this.byImsi(KINDS.ul2, scripts.ul2, i, this.vlr(i), THEN_CL);
    else if (u < 75) this.byImsi(KINDS.ul3, scripts.ul3, i, this.vlr(i), THEN_CL);
    else this.byImsi(KINDS.ul3, scripts.ul3Imei, i, this.vlr(i), THEN_CL);
  }

  private ulGprs(i: number): void {
    const long = this.random.chance(0.3);
    this.byImsi(KINDS.ulGprs, long ? this.scripts.ulGprsLong : this.scripts.ulGprs, i, this.sgsn(i), THEN_CL_SGSN);
  }

  /** The register cancels at the node before. */
  private cancel(i: number, gprs: boolean): void {
    const { people, random, scripts } = this;
    const before = people.before[i]!;
    if (before === 0xffff) return;
    people.before[i] = 0xffff;
    const old = this.engine.world.operators[before >> 2]!;
    if (old === people.visitedOf(i)) return;
    const to = gprs ? old.sgsns[0]! : (old.vlrs[before & 3] ?? old.vlrs[0]!);
    const u = random.below(100);
    const pick = (): [Kind, Shares<Script>] => {
      if (gprs) return [KINDS.clSgsn, scripts.clSgsn];
      if (u < 5) return [KINDS.cl1, scripts.cl1];
      return u < 35 ? [KINDS.cl2, scripts.cl2] : [KINDS.cl3, scripts.cl3];
    };
    const [kind, script] = pick();
    const d = this.dialogue(kind, script, this.homeNode(i, 'hlrs'), to, i, NOTHING);
    d.near = to.operator;
    this.engine.start(d, random.wait(60 * MS));
  }

  private purge(i: number): void {
    const { scripts, random } = this;
    const u = random.below(3);
    if (u === 0) this.byImsi(KINDS.purge2, scripts.purge2, i, this.vlr(i), NOTHING);
    else if (u === 1) this.byImsi(KINDS.purge3, scripts.purge3, i, this.vlr(i), NOTHING);
    else this.byImsi(KINDS.purge3, scripts.purgeSgsn, i, this.sgsn(i), NOTHING);
  }

  /** A short message from some service centre: routing asked of the home register. */
  private routing(i: number): void {
    const { operators } = this.engine.world;
    const from = operators[this.random.below(HOMES)]!.serviceCentres[0]!;
    const [kind, script] = this.random.chance(0.3)
      ? [KINDS.sriSm2, this.scripts.sriSm2]
      : [KINDS.sriSm3, this.scripts.sriSm3];
    const d = this.dialogue(kind, script, from, this.homeNode(i, 'hlrs'), i, THEN_MT);
    d.called = title(d.msisdn, 6);
    this.engine.start(d);
  }

  private deliver(asked: Dialogue): void {
    const to = this.vlr(asked.device);
    const d = this.dialogue(KINDS.mt3, this.scripts.mt3, asked.opener, to, asked.device, NOTHING);
    d.called = title(to.number, 8); // the MSC
    this.engine.start(d, this.random.wait(40 * MS));
  }

  // --- GTP ------------------------------------------------------------------------------------------------------

  private echo(): void {
    const { operators } = this.engine.world;
    const { random } = this;
    const visited = operators[random.below(operators.length)]!;
    const home = operators[random.below(HOMES)]!;
    const sgsn = random.pick(visited.sgsns);
    const ggsn = random.pick(home.ggsns);
    const [from, to] = random.chance(0.7) ? [sgsn, ggsn] : [ggsn, sgsn];
    this.engine.start(this.dialogue(GTP_KINDS.echo, this.scripts.echo, from, to, -1, NOTHING));
  }

  private openTunnel(i: number): Tunnel | null {
    const { people, random } = this;
    const nsapi = people.freeNsapi(i);
    if (nsapi === 0) return null;
    people.contexts[i] = people.contexts[i]! | (1 << nsapi);
    const home: Operator = people.homeOf(i);
    const t = new Tunnel(i, this.sgsn(i), this.homeNode(i, 'ggsns'));
    t.nsapi = nsapi;
    t.imsi = people.imsi(i);
    t.msisdn = people.msisdn(i);
    t.homeMcc = home.mcc;
    t.homeMnc = home.mnc;
    t.apn = random.pick(home.apns);
    t.pdpType = random.chance(0.9) ? 0x21 : random.pick([0x57, 0x8d]);
    t.userAddress = (0x0a000000 | random.between(0x10001, 0xfffffe)) >>> 0;
    t.sgsnControl = t.sgsn.nextTeid();
    t.sgsnData = t.sgsn.nextTeid();
    t.ggsnControl = t.ggsn.nextTeid();
    t.ggsnData = t.ggsn.nextTeid();
    t.updates = random.below(3);
    return t;
  }

  private overTunnel(kind: Kind, scripts: Shares<Script>, t: Tunnel, byGgsn: boolean, sgsn: Node, next: number): void {
    const d = this.dialogue(kind, scripts, byGgsn ? t.ggsn : sgsn, byGgsn ? sgsn : t.ggsn, t.device, next);
    d.tunnel = t;
    d.sgsnIp = sgsn.host!.text;
    d.sgsnControl = sgsn === t.sgsn ? t.sgsnControl : sgsn.nextTeid();
    d.sgsnData = sgsn === t.sgsn ? t.sgsnData : sgsn.nextTeid();
    if (kind === GTP_KINDS.create) {
      const u = d.salt % 10;
      d.imei = u < 6 ? this.people.imeisv(t.device) : u < 8 ? this.people.imei(t.device) : '';
    }
    this.engine.start(d);
  }

  private createTunnel(i: number): void {
    const t = this.openTunnel(i);
    if (t !== null) this.overTunnel(GTP_KINDS.create, this.scripts.create, t, false, t.sgsn, THEN_TUNNEL);
  }

  private tunnelDue(t: Tunnel): void {
    const { random, scripts } = this;
    if (t.updates > 0) {
      t.updates--;
      if (random.chance(0.2)) {
        this.overTunnel(GTP_KINDS.updateByGgsn, scripts.updateByGgsn, t, true, t.sgsn, THEN_TUNNEL);
        return;
      }
      // At times another SGSN takes the tunnel over.
      const others = this.engine.world.operators[t.sgsn.operator]!.sgsns;
      const to = random.chance(0.4) ? random.pick(others) : t.sgsn;
      this.overTunnel(GTP_KINDS.update, scripts.update, t, false, to, THEN_TUNNEL);
      return;
    }
    const byGgsn = random.chance(0.15);
    const [kind, script] = byGgsn ? [GTP_KINDS.deleteByGgsn, scripts.deleteByGgsn] : [GTP_KINDS.delete, scripts.delete];
    this.overTunnel(kind, script, t, byGgsn, t.sgsn, THEN_TUNNEL_OVER);
  }

  // --- what follows ---------------------------------------------------------------------------------------------

  private after(d: Dialogue): void {
    const { random } = this;
    const last = d.script[d.script.length - 1]!;
    const well = d.at >= d.script.length && last.outcome?.outcome === 'success' && last.least < d.kind.timeout;
    const i = d.device;
    switch (d.next) {
      case THEN_UL:
        if (well) this.engine.call(random.between(50 * MS, 900 * MS), () => this.ul(i));
        break;
      case THEN_UL_GPRS:
        if (well) this.engine.call(random.between(50 * MS, 900 * MS), () => this.ulGprs(i));
        break;
      case THEN_CL:
        if (well) this.cancel(i, false);
        break;
      case THEN_CL_SGSN:
        if (!well) break;
        this.cancel(i, true);
        if (random.chance(0.4)) this.engine.call(random.between(200 * MS, 4 * SECOND), () => this.createTunnel(i));
        break;
      case THEN_PDP:
        if (well) this.createTunnel(i);
        break;
      case THEN_MT:
        if (well) this.deliver(d);
        break;
      case THEN_TUNNEL:
        this.tunnelNext(d, well);
        break;
      case THEN_TUNNEL_OVER:
        this.closed(d.tunnel!);
    }
  }

  private tunnelNext(d: Dialogue, well: boolean): void {
    const t = d.tunnel!;
    if (d.kind === GTP_KINDS.create && !well) {
      this.closed(t);
      return;
    }
    if (well) {
      t.known |= d.known;
      if (d.kind === GTP_KINDS.update) {
        t.sgsn = d.opener;
        t.sgsnControl = d.sgsnControl;
        t.sgsnData = d.sgsnData;
      }
    }
    this.engine.wake(t, this.random.wait(this.lives.tunnelRest) + SECOND);
  }

  private closed(t: Tunnel): void {
    this.people.contexts[t.device] = this.people.contexts[t.device]! & ~(1 << t.nsapi);
  }
}
