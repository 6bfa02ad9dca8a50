/** A small world for captures that show one thing: dialogues put by hand, each at its time. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cast } from './cast.ts';
import { type Asked, type Dialogue, type Kind, Script, type Step, wentWell } from './dialogue.ts';
import { Engine, type Manners } from './engine.ts';
import { NO_FAULTS } from './faults.ts';
import type { FileForm } from './files.ts';
import { throughHub } from './hub.ts';
import type { Node, Tunnel } from './nodes.ts';
import { Population } from './population.ts';
import { Random } from './random.ts';
import { Taps } from './taps.ts';
import { Truth } from './truth.ts';
import { makeWorld, type World } from './world.ts';

/** Every message in a packet of its own, nothing between them. */
const PLAIN: Manners = { bundle: 0, bundleWait: 1, sackWithData: 0.3, sackAlone: 0, beatEvery: 0 };

export interface StageOptions {
  readonly seed: number;
  /** Ends the capture after so many frames; by default when all is said. */
  readonly frames?: number;
  readonly manners?: Partial<Manners>;
  readonly form?: FileForm;
  readonly legs?: boolean;
  readonly taps?: number;
  /** Seconds by which the taps' clocks differ. */
  readonly skew?: number;
  readonly rotate?: number;
  readonly framesAFile?: number;
  /** Seconds into the traffic at which the taps open. */
  readonly start?: number;
}

export class Stage {
  readonly world: World;
  readonly random: Random;
  readonly cast: Cast;
  readonly engine: Engine;
  private readonly follow = new Map<Dialogue, (d: Dialogue) => void>();

  constructor(random: Random, engine: Engine, cast: Cast) {
    this.random = random;
    this.world = cast.world;
    this.cast = cast;
    this.engine = engine;
    engine.after = d => this.follow.get(d)?.(d);
  }

  /** Starts a dialogue at `seconds`; `then` is called when it is over. */
  at(seconds: number, d: Dialogue, asked: Asked | null = null, then?: (d: Dialogue) => void): Dialogue {
    if (then !== undefined) this.follow.set(d, then);
    if (asked !== null) {
      d.asked = asked;
      d.called = asked.called ?? d.called;
      d.onSsn = asked.onSsn ?? d.onSsn;
      d.teardown = asked.teardown ?? d.teardown;
    }
    if (!this.engine.start(d, Math.round(seconds * 1e6) - this.engine.now)) throw new Error('no identifier is free');
    return d;
  }

  /** From the visitor's VLR to its home register, called by the E.214 title. */
  vlr(seconds: number, device: number, kind: Kind, steps: readonly Step[], asked?: Asked): Dialogue {
    return this.at(seconds, this.cast.byImsi(kind, new Script(steps), device, this.cast.vlr(device)), asked);
  }

  /** The same from the visitor's SGSN. */
  sgsn(seconds: number, device: number, kind: Kind, steps: readonly Step[], asked?: Asked): Dialogue {
    return this.at(seconds, this.cast.byImsi(kind, new Script(steps), device, this.cast.sgsn(device)), asked);
  }

  /** From the home register to the visitor's VLR, or to its SGSN. */
  home(seconds: number, device: number, kind: Kind, steps: readonly Step[], toSgsn = false, asked?: Asked): Dialogue {
    const to = toSgsn ? this.cast.sgsn(device) : this.cast.vlr(device);
    return this.at(seconds, this.cast.fromHome(kind, new Script(steps), device, to), asked);
  }

  /** The visitor's VLR asks, the hub ends the transaction and asks the home register itself. */
  ended(seconds: number, device: number, kind: Kind, steps: readonly Step[]): void {
    const script = new Script(steps);
    const d = this.cast.byImsi(kind, script, device, this.cast.vlr(device));
    throughHub(this.engine, this.cast, d, script, Math.round(seconds * 1e6) - this.engine.now);
  }

  /** Refused in a higher version, asked again in a lower one as soon as that is over. */
  fallback(
    seconds: number,
    device: number,
    first: readonly Step[],
    kind: Kind,
    again: Kind,
    steps: readonly Step[],
  ): void {
    const { cast } = this;
    const from = cast.vlr(device);
    this.at(seconds, cast.byImsi(kind, new Script(first), device, from), null, () => {
      this.at(this.engine.now / 1e6 + 0.03, cast.byImsi(again, new Script(steps), device, from));
    });
  }

  /** A tunnel of device `device`, with IPv4 unless told. */
  open(device: number, pdpType = 0x21): Tunnel {
    return this.cast.openTunnel(device, pdpType)!;
  }

  /** Over a tunnel, which takes note of what went well. */
  tunnel(seconds: number, t: Tunnel, kind: Kind, steps: readonly Step[], by: Over = {}): void {
    this.engine.call(Math.round(seconds * 1e6) - this.engine.now, () => {
      const { byGgsn = false, sgsn = t.sgsn, fits = () => true, asked = null } = by;
      const script = new Script(steps);
      let d = this.cast.overTunnel(kind, script, t, byGgsn, sgsn);
      while (!fits(d.salt)) d = this.cast.overTunnel(kind, script, t, byGgsn, sgsn);
      this.at(seconds, d, asked, over => {
        if (wentWell(over)) this.cast.settle(over);
      });
    });
  }

  /** A node comes back from a restart, with another counter. */
  restart(seconds: number, node: Node): void {
    this.engine.call(Math.round(seconds * 1e6) - this.engine.now, () => {
      node.recovery = (node.recovery + 1) & 0xff;
    });
  }

  /** Between two nodes that need no tunnel: echo. */
  between(seconds: number, kind: Kind, steps: readonly Step[], from: Node, to: Node, asked?: Asked): void {
    this.at(seconds, this.cast.dialogue(kind, new Script(steps), from, to, -1), asked);
  }

  /** The first subscriber for whom it holds. */
  first(fits: (i: number) => boolean): number {
    for (let i = 0; i < this.cast.people.size - 4; i++) if (fits(i)) return i;
    throw new Error('no such subscriber');
  }
}

/** How a dialogue goes over a tunnel. */
export interface Over {
  readonly byGgsn?: boolean;
  /** Another SGSN takes the tunnel over. */
  readonly sgsn?: Node;
  /** What its salt must be like: chance decides by it which optional elements stand in a message. */
  readonly fits?: (salt: number) => boolean;
  readonly asked?: Asked;
}

/** Makes `<folder>/capture.pcap` and `<folder>/truth.ndjson`. Gives the number of frames. */
export function perform(folder: string, options: StageOptions, play: (stage: Stage) => void): number {
  mkdirSync(folder, { recursive: true });
  const random = new Random(options.seed);
  const world = makeWorld(random);
  const { form = {}, legs = false, taps: many = 1, skew = 0, rotate = 1, framesAFile = 100 } = options;
  const truth = new Truth(join(folder, 'truth.ndjson'), Math.round(skew * 1e6));
  const taps = new Taps(
    {
      output: join(folder, 'capture.pcap'),
      form,
      taps: many,
      skew: Math.round(skew * 1e6),
      rotate,
      framesAFile: rotate > 1 ? framesAFile : Number.POSITIVE_INFINITY,
      rates: NO_FAULTS,
    },
    options.frames ?? Number.POSITIVE_INFINITY,
    random,
    truth,
  );
  const engine = new Engine(world, random, random, taps, {
    manners: { ...PLAIN, ...options.manners },
    rates: NO_FAULTS,
    legs,
    taps: many,
  });
  engine.tapOpens = Math.round((options.start ?? 0) * 1e6);
  const people = new Population(world, 64, random);
  play(new Stage(random, engine, new Cast(world, people, random)));
  engine.run();
  truth.finish(taps.lastFrame);
  return taps.frames;
}

export function writeStory(folder: string, text: string): void {
  writeFileSync(join(folder, 'story.md'), text);
}
