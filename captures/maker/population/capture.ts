/**
 * A population as a capture: each of its dialogues is said, octet by octet, between nodes of the made world, by the
 * engine that hub captures come from. Devices live in the world's networks, one for each of the plan's.
 */
import { Cast } from '../cast.ts';
import { HOMES } from '../countries.ts';
import type { Dialogue } from '../dialogue.ts';
import { Engine, type Manners } from '../engine.ts';
import { NO_FAULTS } from '../faults.ts';
import type { Node, Tunnel } from '../nodes.ts';
import { Population as Subscribers } from '../population.ts';
import { Random } from '../random.ts';
import { Taps } from '../taps.ts';
import { Truth } from '../truth.ts';
import { makeWorld, type Operator } from '../world.ts';
import { type Events, SGSN, SUCCESS } from './events.ts';
import type { Population } from './population.ts';
import { speechOf } from './speech.ts';
import { TYPE } from './tables.ts';

/** A month of heartbeats would be most of it. */
const MANNERS: Manners = { bundle: 0.1, bundleWait: 12_000, sackWithData: 0.9, sackAlone: 0, beatEvery: 0 };

export interface CaptureSummary {
  readonly packets: number;
  readonly octets: number;
  readonly dialogues: number;
  /** Of each device. */
  imsi(device: number): string;
}

/** Writes the capture; the same options and seed give the same octets everywhere. Errors are those of the file system. */
export function writeCapture(population: Population, seed: number, output: string): CaptureSummary {
  const random = new Random(seed);
  const truth = new Truth(null);
  const world = makeWorld(random);
  const form = { format: output.endsWith('.pcapng') ? 'pcapng' : 'pcap' } as const;
  const options = { output, form, taps: 1, skew: 0, rotate: 1, framesAFile: Number.POSITIVE_INFINITY };
  const taps = new Taps({ ...options, rates: NO_FAULTS }, Number.POSITIVE_INFINITY, new Random(1), truth);
  const rates = NO_FAULTS;
  const engine = new Engine(world, random, new Random(1), taps, { manners: MANNERS, rates, legs: false, taps: 1 });
  const people = new Subscribers(world, population.profiles.length, random);
  const speaker = new Speaker(engine, new Cast(world, people, random), people, population);
  speaker.run();
  truth.finish(taps.lastFrame);
  return {
    packets: taps.frames,
    octets: taps.octets,
    dialogues: speaker.dialogues,
    imsi: device => people.imsi(device),
  };
}

class Speaker {
  dialogues = 0;
  private readonly engine: Engine;
  private readonly cast: Cast;
  private readonly people: Subscribers;
  private readonly population: Population;
  /** Tunnels that stand, by device. */
  private readonly tunnels = new Map<number, Tunnel>();

  constructor(engine: Engine, cast: Cast, people: Subscribers, population: Population) {
    this.engine = engine;
    this.cast = cast;
    this.people = people;
    this.population = population;
  }

  /** Each event begins when its time has come; the next slice is made when this one is told. */
  run(): void {
    const { engine } = this;
    const slices = this.population.slices();
    let events: Events | undefined;
    let k = 0;
    const next = (): void => {
      while (events === undefined || k === events.ready) {
        const { value, done } = slices.next();
        if (done === true) return;
        events = value as Events;
        k = 0;
      }
      const e = events.order[k] as number;
      engine.call((events.time[e] as number) - engine.now, () => {
        this.say(events as Events, e);
        k++;
        next();
      });
    };
    next();
    engine.run();
  }

  private say(events: Events, e: number): void {
    const device = events.device[e] as number;
    const place = events.place[e] as number;
    const operator = this.operatorOf(events.network[e] as number);
    const { people, cast, engine } = this;
    people.visited[device] = operator.number;
    people.vlr[device] = place % operator.vlrs.length;
    people.sgsn[device] = place % operator.sgsns.length;
    const { kind, script, fromHome } = speechOf(events, e);
    let d: Dialogue | undefined;
    if ((events.type[e] as number) >= TYPE.PDP_CREATE) d = this.overTunnel(events, e, device);
    else {
      const node: Node = events.node[e] === SGSN ? cast.sgsn(device) : cast.vlr(device);
      d = fromHome ? cast.fromHome(kind, script, device, node) : cast.byImsi(kind, script, device, node);
    }
    if (d !== undefined && engine.start(d)) this.dialogues++;
  }

  private overTunnel(events: Events, e: number, device: number): Dialogue | undefined {
    const { cast, tunnels } = this;
    const { kind, script } = speechOf(events, e);
    const salt = saltOf(events.cell[e] as number);
    const type = events.type[e] as number;
    const stands = tunnels.get(device);
    if (type === TYPE.PDP_CREATE) {
      if (stands !== undefined) cast.closed(stands);
      tunnels.delete(device);
      const t = cast.openTunnel(device, 0x21);
      if (t === null) return undefined;
      const d = cast.overTunnel(kind, script, t, false, t.sgsn, salt);
      if (events.outcome[e] === SUCCESS) tunnels.set(device, t);
      else cast.closed(t);
      return d;
    }
    // Older than the capture: nobody has heard of it.
    const t = stands ?? cast.openTunnel(device, 0x21);
    if (t === null) return undefined;
    const moved = type === TYPE.PDP_UPDATE && stands !== undefined ? cast.sgsn(device) : t.sgsn;
    const d = cast.overTunnel(kind, script, t, false, moved, salt);
    if (type === TYPE.PDP_DELETE) {
      tunnels.delete(device);
      cast.closed(t);
    } else {
      tunnels.set(device, t);
      cast.settle(d);
    }
    return d;
  }

  private operatorOf(network: number): Operator {
    const { operators } = this.cast.world;
    return operators[HOMES + (network % (operators.length - HOMES))] as Operator;
  }
}

/** A dialogue's location follows from its salt (gtp.ts): one salt a cell. */
function saltOf(cell: number): number {
  return Math.imul(cell ^ (cell >>> 15), 0x2c1b3c6d) >>> 0;
}
