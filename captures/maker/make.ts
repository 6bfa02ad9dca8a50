/** Makes a capture of hub traffic and, beside it, the truth about it. Constant memory, whatever the number of packets. */
import { Cast } from './cast.ts';
import { Engine, type Manners } from './engine.ts';
import { captureFile, type FileForm } from './files.ts';
import { hubScripts, type Troubles, USUAL } from './hub-scripts.ts';
import { Plan } from './plan.ts';
import { Population } from './population.ts';
import { Random } from './random.ts';
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
  /** Shares of what goes wrong, in tenths of a percent of an operation's dialogues. */
  readonly faults?: Partial<Troubles>;
  readonly form?: FileForm;
}

export interface MakeSummary {
  readonly packets: number;
  /** Octets of the frames, without the capture file's headers. */
  readonly octets: number;
  readonly messages: number;
  readonly dialogues: number;
  /** Seconds of capture time. */
  readonly seconds: number;
  /** Dialogues by type and outcome: `UL success`. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly output: string;
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

export function truthPath(output: string): string {
  return `${output.replace(/\.(pcap|pcapng|cap)$/, '')}.truth.ndjson`;
}

/** Writes the capture; the same options give the same octets everywhere. Errors are those of the file system. */
export async function make(options: MakeOptions): Promise<MakeSummary> {
  const { packets, seed, output } = options;
  const seconds = options.durationSeconds ?? Math.max(60, packets / 2000);
  const devices = options.devices ?? Math.min(50_000, Math.max(50, Math.floor(packets / 20)));
  const random = new Random(seed);
  const world = makeWorld(random);
  const truthFile = options.truth === false ? null : (options.truthFile ?? truthPath(output));
  const truth = new Truth(truthFile);
  const file = captureFile(output, options.form ?? {});
  const engine = new Engine(world, random, MANNERS, { file, truth });
  const people = new Population(world, devices, random);
  const plan = new Plan(engine, random, new Cast(world, people, random), hubScripts({ ...USUAL, ...options.faults }), {
    // Five minutes at most: open tunnels are what memory goes by.
    tunnelRest: Math.min(300, seconds / 6) * 1e6,
    tunnelsBefore: Math.min(200, Math.floor(packets / 500)),
  });
  plan.arrive((seconds * 1e6) / (packets / PACKETS_AN_ARRIVAL));
  engine.tapOpens = Math.round((options.startSeconds ?? 0) * 1e6);
  engine.run(packets);
  file.close();
  truth.finish(engine.lastFrame);
  return {
    packets: engine.frames,
    octets: engine.octets,
    messages: engine.messages,
    dialogues: truth.dialogues,
    seconds: (engine.lastFrame - engine.tapOpens) / 1e6,
    outcomes: Object.fromEntries([...truth.outcomes].sort()),
    output,
    truth: truthFile,
  };
}
