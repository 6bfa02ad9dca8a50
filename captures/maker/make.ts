/** Makes a capture of hub traffic and, beside it, the truth about it. Constant memory, whatever the number of packets. */
import { Cast } from './cast.ts';
import { Engine, type Manners } from './engine.ts';
import { NO_FAULTS, type Rates } from './faults.ts';
import type { FileForm } from './files.ts';
import { hubScripts, type Troubles, USUAL } from './hub-scripts.ts';
import { Plan } from './plan.ts';
import { Population } from './population.ts';
import { Random } from './random.ts';
import { Taps } from './taps.ts';
import { Truth } from './truth.ts';
import { makeWorld } from './world.ts';

export interface MakeOptions {
  /** Frames to write, exactly. */
  readonly packets: number;
  readonly seed: number;
  /** Path of the capture. */
  readonly output: string;
  /** Write `<output without its ending>.truth.ndjson` beside it. */
  readonly truth?: boolean;
  /** Another path for it. */
  readonly truthFile?: string;
  /** Subscribers; by default one to every 20 packets, from 50 to 50,000. */
  readonly devices?: number;
  /** Length of the capture in seconds, about; by default 2,000 packets a second, and a minute at least. */
  readonly durationSeconds?: number;
  /** The capture begins so many seconds into the traffic: dialogues and tunnels are met halfway. */
  readonly startSeconds?: number;
  /** Shares of what goes wrong in dialogues, in tenths of a percent of an operation's. */
  readonly troubles?: Partial<Troubles>;
  /** Shares of faults, 0 to 1 (faults.ts). */
  readonly faults?: Partial<Rates>;
  /** Both legs of the transit hub are captured. */
  readonly legs?: boolean;
  /** Taps, each with files of its own, and seconds by which their clocks may differ. */
  readonly taps?: number;
  readonly skewSeconds?: number;
  /** Files that each tap writes one after the other. */
  readonly rotate?: number;
  readonly form?: FileForm;
}

export interface MakeSummary {
  readonly packets: number;
  /** Octets of the frames, without the capture files' headers. */
  readonly octets: number;
  readonly messages: number;
  readonly dialogues: number;
  /** Seconds of capture time. */
  readonly seconds: number;
  /** Dialogues by type and outcome: `UL success`. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Paths of the capture, in the order of their frames. */
  readonly outputs: readonly string[];
  /** Path of the truth, or null. */
  readonly truth: string | null;
}

const MANNERS: Manners = {
  bundle: 0.2,
  bundleWait: 12_000,
  sackWithData: 0.5,
  sackAlone: 0.08,
  beatEvery: 30e6,
};

/** Packets that one arrival comes to, counted on long runs. */
const PACKETS_AN_ARRIVAL = 7.2;
const PACKETS_AN_ARRIVAL_ON_TWO_LEGS = 10.8;
/** What is drawn for faults is drawn apart. */
const CHANCE = 0x5eed;

export function truthPath(output: string): string {
  return `${output.replace(/\.(pcap|pcapng|cap)$/, '')}.truth.ndjson`;
}

/** Writes the capture; the same options give the same octets everywhere. Errors are those of the file system. */
export async function make(options: MakeOptions): Promise<MakeSummary> {
  const { packets, seed, output, legs = false, taps: many = 1, rotate = 1 } = options;
  const seconds = options.durationSeconds ?? Math.max(60, packets / 2000);
  const devices = options.devices ?? Math.min(50_000, Math.max(50, Math.floor(packets / 20)));
  const rates = { ...NO_FAULTS, ...options.faults };
  const random = new Random(seed);
  const chance = new Random((seed ^ CHANCE) >>> 0);
  const world = makeWorld(random);
  const truthFile = options.truth === false ? null : (options.truthFile ?? truthPath(output));
  const skew = Math.round((options.skewSeconds ?? 0) * 1e6);
  const truth = new Truth(truthFile, many > 1 ? skew : 0);
  const taps = new Taps(
    {
      output,
      form: options.form ?? {},
      taps: many,
      skew,
      rotate,
      framesAFile: rotate > 1 ? Math.ceil(packets / rotate) : Number.POSITIVE_INFINITY,
      rates,
    },
    packets,
    new Random((seed ^ (CHANCE << 8)) >>> 0),
    truth,
  );
  const engine = new Engine(world, random, chance, taps, { manners: MANNERS, rates, legs, taps: many });
  const people = new Population(world, devices, random);
  const troubles = { ...USUAL, ...troublesOf(rates), ...options.troubles };
  const plan = new Plan(engine, random, new Cast(world, people, random), hubScripts(troubles), {
    // Five minutes at most: open tunnels are what memory goes by.
    tunnelRest: Math.min(300, seconds / 6) * 1e6,
    tunnelsBefore: Math.min(200, Math.floor(packets / 500)),
  });
  plan.arrive((seconds * 1e6) / (packets / (legs ? PACKETS_AN_ARRIVAL_ON_TWO_LEGS : PACKETS_AN_ARRIVAL)));
  engine.tapOpens = Math.round((options.startSeconds ?? 0) * 1e6);
  engine.run();
  truth.finish(taps.lastFrame);
  return {
    packets: taps.frames,
    octets: taps.octets,
    messages: engine.messages,
    dialogues: truth.dialogues,
    seconds: (taps.lastFrame - engine.tapOpens) / 1e6,
    outcomes: Object.fromEntries([...truth.outcomes].sort()),
    outputs: taps.files,
    truth: truthFile,
  };
}

/** Faults of dialogues as tenths of a percent; those that are not asked for stay as they usually are. */
function troublesOf(rates: Rates): Partial<Troubles> {
  const given = (rate: number): number | undefined => (rate > 0 ? rate * 1000 : undefined);
  const rows = {
    late: given(rates.late),
    abort: given(rates.abort),
    unanswered: given(rates.unanswered),
    returned: given(rates.returned),
    retransmitted: given(rates.repeat),
    // Beyond what a tap or a clock can make of it.
    lateBy: Object.values(rates).some(rate => rate > 0) ? 12 : undefined,
  };
  return Object.fromEntries(Object.entries(rows).filter(([, value]) => value !== undefined));
}
