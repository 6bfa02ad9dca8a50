/** A small world for captures that show one thing: dialogues put by hand, each at its time. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cast } from './cast.ts';
import { type Dialogue, type Kind, Script, type Step, wentWell } from './dialogue.ts';
import { Engine, type Manners } from './engine.ts';
import { NO_FAULTS } from './faults.ts';
import type { FileForm } from './files.ts';
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
  at(seconds: number, d: Dialogue, then?: (d: Dialogue) => void): Dialogue {
    if (then !== undefined) this.follow.set(d, then);
    if (!this.engine.start(d, Math.round(seconds * 1e6) - this.engine.now)) throw new Error('no identifier is free');
    return d;
  }

  /** From the visitor's VLR to its home register, called by the E.214 title. */
  vlr(seconds: number, device: number, kind: Kind, steps: readonly Step[]): Dialogue {
    return this.at(seconds, this.cast.byImsi(kind, new Script(steps), device, this.cast.vlr(device)));
  }

  /** The same from the visitor's SGSN. */
  sgsn(seconds: number, device: number, kind: Kind, steps: readonly Step[]): Dialogue {
    return this.at(seconds, this.cast.byImsi(kind, new Script(steps), device, this.cast.sgsn(device)));
  }

  /** From the home register to the visitor's VLR, or to its SGSN. */
  home(seconds: number, device: number, kind: Kind, steps: readonly Step[], toSgsn = false): Dialogue {
    const to = toSgsn ? this.cast.sgsn(device) : this.cast.vlr(device);
    return this.at(seconds, this.cast.fromHome(kind, new Script(steps), device, to));
  }

  /** Over a tunnel, which takes note of what went well. */
  tunnel(seconds: number, t: Tunnel, kind: Kind, steps: readonly Step[], byGgsn = false, sgsn?: Node): void {
    this.engine.call(Math.round(seconds * 1e6) - this.engine.now, () => {
      const d = this.cast.overTunnel(kind, new Script(steps), t, byGgsn, sgsn ?? t.sgsn);
      this.at(seconds, d, over => {
        if (wentWell(over)) this.cast.settle(over);
      });
    });
  }
}

/** Makes `<folder>/capture.pcap` and `<folder>/truth.ndjson`. Gives the number of frames. */
export function perform(folder: string, options: StageOptions, play: (stage: Stage) => void): number {
  mkdirSync(folder, { recursive: true });
  const random = new Random(options.seed);
  const world = makeWorld(random);
  const truth = new Truth(join(folder, 'truth.ndjson'));
  const { form = {}, legs = false, taps: many = 1, skew = 0, rotate = 1, framesAFile = 100 } = options;
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
