/** What subscribers do: arrivals, and what follows from what. */
import type { Cast } from './cast.ts';
import { HOMES } from './countries.ts';
import { type Dialogue, type Kind, REFUSAL, type Script, wentWell } from './dialogue.ts';
import type { Engine } from './engine.ts';
import { BIT } from './faults.ts';
import { throughHub } from './hub.ts';
import type { HubScripts } from './hub-scripts.ts';
import { KINDS } from './map-kinds.ts';
import type { Node } from './nodes.ts';
import { type Random, Shares } from './random.ts';
import { E212, title } from './sccp.ts';
import { type Lives, TunnelPlan } from './tunnel-plan.ts';

// What follows a dialogue that went well.
const NOTHING = 0;
const UPDATE_LOCATION = 1;
const UPDATE_GPRS_LOCATION = 2;
const CANCEL = 3;
const CANCEL_SGSN = 4;
const DELIVER = 5;
/** A refused context is asked for again in version 2. */
const FALL_BACK = 8;

const MS = 1000;
const SECOND = 1e6;

const ACTIVITIES = new Shares([
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
] as const);

export class Plan {
  private readonly engine: Engine;
  private readonly random: Random;
  private readonly cast: Cast;
  private readonly scripts: HubScripts;
  private readonly tunnels: TunnelPlan;

  constructor(engine: Engine, random: Random, cast: Cast, scripts: HubScripts, lives: Lives) {
    this.engine = engine;
    this.random = random;
    this.cast = cast;
    this.scripts = scripts;
    this.tunnels = new TunnelPlan(engine, random, cast, scripts, lives);
    engine.after = d => this.after(d);
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
    const { random, cast, scripts } = this;
    const i = random.below(cast.people.size);
    switch (ACTIVITIES.draw(random)) {
      case 'voice':
        if (random.chance(0.4)) cast.people.move(i, random);
        this.sai(i, UPDATE_LOCATION);
        break;
      case 'data':
        if (random.chance(0.4)) cast.people.move(i, random);
        this.saiSgsn(i, UPDATE_GPRS_LOCATION);
        break;
      case 'pdp':
        this.tunnels.create(i);
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
        this.engine.start(
          cast.dialogue(KINDS.mo3, scripts.mo3.draw(random), cast.vlr(i), cast.homeNode(i, 'serviceCentres'), i),
        );
        break;
      case 'ussd':
        this.engine.start(
          cast.dialogue(KINDS.ussd, scripts.ussd.draw(random), cast.vlr(i), cast.homeNode(i, 'hlrs'), i),
        );
        break;
      case 'psi':
        this.engine.start(cast.fromHome(KINDS.psi, scripts.psi.draw(random), i, cast.vlr(i)));
        break;
      case 'restore':
        this.ask(KINDS.restore, scripts.restore, i, cast.vlr(i), NOTHING);
        break;
      case 'ready':
        this.ask(KINDS.ready, scripts.ready, i, cast.vlr(i), NOTHING);
        break;
      default:
        this.tunnels.echo();
    }
  }

  // --- MAP ------------------------------------------------------------------------------------------------------

  private ask(kind: Kind, scripts: Shares<Script>, i: number, from: Node, next: number): void {
    const { engine, cast } = this;
    const { chance, options } = engine;
    const { title: byTitle, ssn, terminate } = options.rates;
    const script = scripts.draw(this.random);
    const d = cast.byImsi(kind, script, i, from);
    d.next = next;
    if (byTitle > 0 && chance.chance(byTitle)) {
      d.called = title(d.imsi, 6, E212);
      d.why |= BIT.title;
    }
    if (ssn > 0 && chance.chance(ssn)) {
      d.onSsn = true;
      d.why |= BIT.ssn;
    }
    if (terminate > 0 && options.legs && chance.chance(terminate) && isPlain(script))
      throughHub(engine, cast, d, script);
    else engine.start(d);
  }

  private sai(i: number, next: number): void {
    const { scripts, random } = this;
    const from = this.cast.vlr(i);
    const u = random.below(100);
    if (u < 4) this.ask(KINDS.sai1, scripts.sai1, i, from, next);
    else if (u < 20) this.ask(KINDS.sai2, scripts.sai2, i, from, next);
    else if (u < 30) this.ask(KINDS.sai2, scripts.sai2Five, i, from, next);
    else if (u < 55) this.ask(KINDS.sai3, scripts.sai3, i, from, next);
    else if (u < 85) this.ask(KINDS.sai3, scripts.sai3Two, i, from, next);
    else this.ask(KINDS.sai3, scripts.sai3Vlr, i, from, next);
  }

  private saiSgsn(i: number, next: number): void {
    const { scripts, random } = this;
    const script = random.chance(0.25) ? scripts.saiSgsn : scripts.saiSgsnPlain;
    this.ask(KINDS.saiSgsn, script, i, this.cast.sgsn(i), next);
  }

  private ul(i: number): void {
    const { scripts, random } = this;
    const from = this.cast.vlr(i);
    const u = random.below(100);
    if (u < 5) this.ask(KINDS.ul1, scripts.ul1, i, from, CANCEL);
    else if (u < 25) this.ask(KINDS.ul2, scripts.ul2, i, from, CANCEL);
    else if (u < 75) this.ask(KINDS.ul3, scripts.ul3, i, from, random.chance(0.5) ? FALL_BACK : CANCEL);
    else this.ask(KINDS.ul3, scripts.ul3Imei, i, from, CANCEL);
  }

  private ulGprs(i: number): void {
    const script = this.random.chance(0.3) ? this.scripts.ulGprsLong : this.scripts.ulGprs;
    this.ask(KINDS.ulGprs, script, i, this.cast.sgsn(i), CANCEL_SGSN);
  }

  /** The register cancels at the node before. */
  private cancel(i: number, gprs: boolean): void {
    const { random, scripts, cast } = this;
    const { people, world } = cast;
    const before = people.before[i]!;
    if (before === 0xffff) return;
    people.before[i] = 0xffff;
    const old = world.operators[before >> 2]!;
    if (old === people.visitedOf(i)) return;
    const to = gprs ? old.sgsns[0]! : (old.vlrs[before & 3] ?? old.vlrs[0]!);
    const u = random.below(100);
    const pick = (): readonly [Kind, Shares<Script>] => {
      if (gprs) return [KINDS.clSgsn, scripts.clSgsn];
      if (u < 5) return [KINDS.cl1, scripts.cl1];
      return u < 35 ? [KINDS.cl2, scripts.cl2] : [KINDS.cl3, scripts.cl3];
    };
    const [kind, script] = pick();
    this.engine.start(cast.fromHome(kind, script.draw(random), i, to), random.wait(60 * MS));
  }

  private purge(i: number): void {
    const { scripts, random, cast } = this;
    const u = random.below(3);
    if (u === 0) this.ask(KINDS.purge2, scripts.purge2, i, cast.vlr(i), NOTHING);
    else if (u === 1) this.ask(KINDS.purge3, scripts.purge3, i, cast.vlr(i), NOTHING);
    else this.ask(KINDS.purge3, scripts.purgeSgsn, i, cast.sgsn(i), NOTHING);
  }

  /** A short message from some service centre: routing asked of the home register. */
  private routing(i: number): void {
    const { random, scripts, cast } = this;
    const from = cast.world.operators[random.below(HOMES)]!.serviceCentres[0]!;
    const old = random.chance(0.3);
    const kind = old ? KINDS.sriSm2 : KINDS.sriSm3;
    const script = (old ? scripts.sriSm2 : scripts.sriSm3).draw(random);
    const d = cast.dialogue(kind, script, from, cast.homeNode(i, 'hlrs'), i);
    d.called = title(d.msisdn, 6);
    d.msc = cast.vlr(i).number;
    d.next = DELIVER;
    this.engine.start(d);
  }

  private deliver(asked: Dialogue): void {
    const { random, cast } = this;
    const to = cast.vlr(asked.device);
    const d = cast.dialogue(KINDS.mt3, this.scripts.mt3.draw(random), asked.opener, to, asked.device);
    d.called = title(to.number, 8); // the MSC
    this.engine.start(d, random.wait(40 * MS));
  }

  // --- what follows ---------------------------------------------------------------------------------------------

  private after(d: Dialogue): void {
    if (d.kind.protocol === 'gtp') {
      this.tunnels.after(d);
      return;
    }
    const { random, engine } = this;
    const last = d.script[d.script.length - 1]!;
    const well = wentWell(d);
    const i = d.device;
    switch (d.next) {
      case UPDATE_LOCATION:
        if (well) engine.call(random.between(50 * MS, 900 * MS), () => this.ul(i));
        break;
      case UPDATE_GPRS_LOCATION:
        if (well) engine.call(random.between(50 * MS, 900 * MS), () => this.ulGprs(i));
        break;
      case CANCEL:
        if (well) this.cancel(i, false);
        break;
      case FALL_BACK:
        if (well) this.cancel(i, false);
        else if (last.portion === REFUSAL && last.value === 2) {
          engine.call(random.between(5 * MS, 60 * MS), () => {
            const again = this.cast.byImsi(KINDS.ul2, this.scripts.ul2.draw(random), i, d.opener);
            again.next = CANCEL;
            this.engine.start(again);
          });
        }
        break;
      case CANCEL_SGSN:
        if (!well) break;
        this.cancel(i, true);
        if (random.chance(0.4)) engine.call(random.between(200 * MS, 4 * SECOND), () => this.tunnels.create(i));
        break;
      case DELIVER:
        if (well) this.deliver(d);
        break;
    }
  }
}

/** A request and its answer in one message each. */
function isPlain({ steps }: Script): boolean {
  return steps.length === 2 && steps[1]!.outcome !== null && steps[1]!.returned < 0 && steps[1]!.least < SECOND;
}
