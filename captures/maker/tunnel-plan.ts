/** What tunnels do: they are made, updated from either side, moved, closed; their nodes come back from restarts. */
import type { Cast } from './cast.ts';
import { HOMES } from './countries.ts';
import { type Dialogue, type Kind, Script, wentWell } from './dialogue.ts';
import type { Engine } from './engine.ts';
import { BIT } from './faults.ts';
import { accepted, denied, GTP_KINDS, repeated } from './gtp-scripts.ts';
import type { HubScripts } from './hub-scripts.ts';
import type { Node, Tunnel } from './nodes.ts';
import type { Random, Shares } from './random.ts';

const TUNNEL = 1;
const TUNNEL_OVER = 2;
const SECOND = 1e6;

/** Accepted, with another PDP type than was asked for. TS 29.060 §7.7.1. */
const OTHER_CAUSES = [129, 130].map(cause => new Script([...repeated('create', 0), accepted('create', cause)]));
/** A node that came back does not know the context that it is asked about. */
const FORGOTTEN_UPDATE = new Script([...repeated('update', 0), denied('update', 210)]);
const FORGOTTEN_DELETE = new Script([...repeated('delete', 0), denied('delete', 192)]);

export interface Lives {
  /** Mean rest of a tunnel between its dialogues, microseconds. */
  readonly tunnelRest: number;
  /** Tunnels that are there when the capture begins. */
  readonly tunnelsBefore: number;
}

export class TunnelPlan {
  private readonly engine: Engine;
  private readonly random: Random;
  private readonly cast: Cast;
  private readonly scripts: HubScripts;
  private readonly lives: Lives;

  constructor(engine: Engine, random: Random, cast: Cast, scripts: HubScripts, lives: Lives) {
    this.engine = engine;
    this.random = random;
    this.cast = cast;
    this.scripts = scripts;
    this.lives = lives;
    engine.tunnelDue = t => this.due(t);
    for (let i = 0; i < lives.tunnelsBefore; i++) {
      const t = cast.openTunnel(random.below(cast.people.size));
      if (t === null) continue;
      t.updates = random.below(3);
      engine.wake(t, random.wait(lives.tunnelRest));
    }
  }

  create(i: number): void {
    const t = this.cast.openTunnel(i);
    if (t === null) return;
    t.updates = this.random.below(3);
    const { chance, options } = this.engine;
    const script = this.scripts.create.draw(this.random);
    if (options.rates.cause > 0 && chance.chance(options.rates.cause)) {
      this.over(GTP_KINDS.create, chance.pick(OTHER_CAUSES), t, false, t.sgsn, TUNNEL).why |= BIT.cause;
    } else this.over(GTP_KINDS.create, script, t, false, t.sgsn, TUNNEL);
  }

  echo(): void {
    const { random, cast, engine } = this;
    const { operators } = cast.world;
    const sgsn = random.pick(operators[random.below(operators.length)]!.sgsns);
    const ggsn = random.pick(operators[random.below(HOMES)]!.ggsns);
    const [from, to] = random.chance(0.7) ? [sgsn, ggsn] : [ggsn, sgsn];
    const d = cast.dialogue(GTP_KINDS.echo, this.scripts.echo.draw(random), from, to, -1);
    const { restart } = engine.options.rates;
    if (restart > 0 && engine.chance.chance(restart)) {
      this.restart(to);
      d.why |= BIT.restart;
    }
    engine.start(d);
  }

  /** A node comes back: another counter, and no context. */
  restart(node: Node): void {
    node.recovery = (node.recovery + 1) & 0xff;
    for (const t of node.tunnels) {
      t.dead = node;
      for (const s of t.secondaries) s.dead = node;
    }
  }

  /** A dialogue of GTP is over. */
  after(d: Dialogue): void {
    const t = d.tunnel;
    if (t === null) return;
    const { cast, engine, random } = this;
    const well = wentWell(d);
    if (d.next === TUNNEL_OVER) {
      cast.closed(t);
      // Torn down with the primary.
      if (d.teardown) for (const s of t.secondaries) cast.closed(s);
      return;
    }
    const creates = d.kind === GTP_KINDS.create || d.kind === GTP_KINDS.secondary;
    if (creates && !well) {
      cast.closed(t);
      return;
    }
    if (well) cast.settle(d);
    engine.wake(t, random.wait(this.lives.tunnelRest) + SECOND);
    const { secondary } = engine.options.rates;
    if (d.kind === GTP_KINDS.create && secondary > 0 && engine.chance.chance(secondary)) this.createSecondary(t);
  }

  private createSecondary(t: Tunnel): void {
    const s = this.cast.openSecondary(t);
    if (s === null) return;
    const { engine } = this;
    s.updates = engine.chance.below(2);
    engine.call(engine.chance.between(SECOND / 5, 2 * SECOND), () => {
      if (t.dead !== null || t.gone) return;
      this.over(GTP_KINDS.secondary, this.scripts.secondary.draw(engine.chance), s, false, t.sgsn, TUNNEL);
    });
  }

  private over(kind: Kind, script: Script, t: Tunnel, byGgsn: boolean, sgsn: Node, next: number): Dialogue {
    const d = this.cast.overTunnel(kind, script, t, byGgsn, sgsn);
    d.next = next;
    if (t.primary !== null) {
      d.teardown = false;
      d.why |= BIT.secondary;
    } else if (t.secondaries.length > 0) d.why |= BIT.secondary;
    this.engine.start(d);
    return d;
  }

  private draw(kind: Kind, scripts: Shares<Script>, t: Tunnel, byGgsn: boolean, sgsn: Node, next: number): void {
    this.over(kind, scripts.draw(this.random), t, byGgsn, sgsn, next);
  }

  private due(t: Tunnel): void {
    const { random, scripts } = this;
    if (t.gone) return;
    if (t.dead !== null) {
      this.forgotten(t);
      return;
    }
    if (t.updates > 0) {
      t.updates--;
      // Of a tunnel that nobody has seen yet, the octets of a GGSN's request do not tell which end is which.
      if (t.heard && random.chance(0.2)) {
        this.draw(GTP_KINDS.updateByGgsn, scripts.updateByGgsn, t, true, t.sgsn, TUNNEL);
        return;
      }
      // At times another SGSN takes the tunnel over; contexts that share their ends stay.
      const others = this.cast.world.operators[t.sgsn.operator]!.sgsns;
      const moves = random.chance(0.4);
      const to = moves ? random.pick(others) : t.sgsn;
      const stays = t.primary !== null || t.secondaries.length > 0;
      this.draw(GTP_KINDS.update, scripts.update, t, false, stays ? t.sgsn : to, TUNNEL);
      return;
    }
    if (t.heard && random.chance(0.15)) {
      this.draw(GTP_KINDS.deleteByGgsn, scripts.deleteByGgsn, t, true, t.sgsn, TUNNEL_OVER);
    } else this.draw(GTP_KINDS.delete, scripts.delete, t, false, t.sgsn, TUNNEL_OVER);
  }

  /** The SGSN may not know yet that the GGSN came back; where it came back itself, nothing more is said. */
  private forgotten(t: Tunnel): void {
    const { chance } = this.engine;
    if (t.dead === t.ggsn && chance.chance(0.7)) {
      const [kind, script] = chance.chance(0.5)
        ? ([GTP_KINDS.update, FORGOTTEN_UPDATE] as const)
        : ([GTP_KINDS.delete, FORGOTTEN_DELETE] as const);
      this.over(kind, script, t, false, t.sgsn, TUNNEL_OVER).why |= BIT.restart;
      return;
    }
    this.cast.closed(t);
  }
}
