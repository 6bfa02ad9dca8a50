/**
 * Opens captures: paths, folders and `-`, as one source of frames in time order.
 */
import type { Readable } from 'node:stream';
import { OperatorError } from '../errors.ts';
import { BATCH_OCTETS, type CaptureNote, type FrameBatch, type FrameSource, frameEntry } from './batch.ts';
import { Buffers } from './buffers.ts';
import { type Input, inputsOf, labelOf, pipeOf, refusal } from './inputs.ts';
import { type Filled, lane } from './lane.ts';
import { type Crowd, type Entrant, merge } from './merge.ts';
import { FileNotes } from './notes.ts';
import { FileOctets, type Octets, OpenFiles, StreamOctets } from './octets.ts';
import { type Recognised, recognise } from './recognise.ts';
import { ZstdHere, type ZstdPlace, zstdPlace } from './zstd-octets.ts';

export interface OpenOptions {
  /** Where `-` reads from; process.stdin unless told. */
  readonly stdin?: Readable;
  /** Milliseconds after which the frames of a pipe are given although the batch has room; 200 unless told. */
  readonly patience?: number;
  /** Ends the reading as if the inputs ended here: what was read is given, nothing more is waited for. */
  readonly signal?: AbortSignal;
  /** Where zstd is decompressed; a thread of its own unless told. */
  readonly zstd?: ZstdPlace;
}

const PATIENCE = 200;
/** A first look reads this many octets at a time, and goes no further than LOOK_OCTETS for the first frame. */
const LOOK = 64 << 10;
const LOOK_OCTETS = 16 << 20;
/** Octets of all inputs that are read at once, about. */
const CROWD_OCTETS = 32 << 20;
const LEAST_LANE = 32 << 10;
/** Octets of the first batch of one input of several. */
const FIRST_LANE = 256 << 10;
/**
 * Octets of the first batch of an input alone; each is twice the one before it until they are as large as usual, so that
 * the stages begin with what there is while the code of those before them is still being compiled.
 */
const FIRST_BATCH = 64 << 10;
/** What comes out of a decompressor at a time. */
const CHUNK = 512 << 10;

interface Source {
  readonly input: Input;
  readonly order: number;
  /** Already open: a pipe, which can be looked at only once. */
  readonly held: Recognised | undefined;
  readonly compressed: boolean;
  readonly first: { readonly time: number; readonly nanos: number } | undefined;
  /** While it is read, and after. */
  octets: Octets | undefined;
  consumed: number;
}

/**
 * Looks at every input and gives them as one source; nothing is held open but pipes.
 * Throws an OperatorError that names the input: `no-such-file`, `unreadable`, `empty-file`, `not-a-capture`,
 * `cut-header`, `no-captures` (a folder), … The same can come from `batches()` where a file changes in the meantime.
 */
export async function openCaptures(inputs: readonly string[], options: OpenOptions = {}): Promise<FrameSource> {
  const notes: CaptureNote[] = [];
  const files = new OpenFiles();
  const sources: Source[] = [];
  const all = await inputsOf(inputs);
  const here = new ZstdHere();
  const zstd = options.zstd ?? zstdPlace();
  try {
    for (const input of all) {
      const source = await look(input, sources.length, { files, here, zstd, notes, several: all.length > 1, options });
      if (source !== undefined) sources.push(source);
    }
    if (sources.length === 0) throw new OperatorError('no-captures', `${inputs.join(', ')}: no captures in it`);
  } catch (error) {
    for (const source of sources) await source.held?.octets.close();
    await zstd.close();
    throw error;
  }
  return new Captures(sources, notes, files, zstd, options);
}

interface LookOptions {
  readonly files: OpenFiles;
  readonly here: ZstdPlace;
  readonly zstd: ZstdPlace;
  readonly notes: CaptureNote[];
  readonly several: boolean;
  readonly options: OpenOptions;
}

/** Recognises an input and finds the time of its first frame; undefined for a folder's file that is no capture. */
async function look(input: Input, order: number, with_: LookOptions): Promise<Source | undefined> {
  const { files, here, zstd, notes, several, options } = with_;
  const { name } = input;
  let raw: Octets | undefined;
  try {
    if (input.sort === 'file') raw = new FileOctets(files, name);
    else {
      const stream = input.sort === 'pipe' ? await pipeOf(name) : (options.stdin ?? process.stdin);
      raw = new StreamOctets(stream, true, options.signal);
    }
    const known = await recognise(raw, labelOf(name), {
      zstd: input.sort === 'file' ? here : zstd,
      chunk: input.sort === 'file' ? LOOK : CHUNK,
    });
    const about = { input, order, compressed: known.compressed, octets: undefined, consumed: 0 };
    if (input.sort !== 'file') return { ...about, held: known, first: undefined };
    const first = several ? await firstFrame(known) : undefined;
    await known.octets.close();
    return { ...about, held: undefined, first };
  } catch (error) {
    await raw?.close().catch(() => {});
    const refused = refusal(name, error);
    if (!input.found || !(refused instanceof OperatorError)) throw refused;
    // In a folder other things may lie about. An empty capture is worth a word.
    if (refused.code !== 'not-a-capture')
      notes.push({ code: refused.code, file: name, frame: 0, octet: 0, text: refused.message });
    return undefined;
  }
}

/** Time of the first frame, if it comes early enough. */
async function firstFrame(known: Recognised): Promise<{ time: number; nanos: number } | undefined> {
  const notes = new FileNotes([], '', '');
  const stop = new AbortController();
  let looked = 0;
  const octets: Octets = {
    live: false,
    fault: undefined,
    consumed: () => 0,
    close: () => known.octets.close(),
    fill: async (into, from, to, patience) => {
      if (looked > LOOK_OCTETS) return 0;
      const n = await known.octets.fill(into, from, Math.min(to, from + LOOK), patience);
      looked += Math.max(0, n);
      return n;
    },
  };
  const walker = known.walker({ file: 0, notes });
  const batches = lane({
    octets,
    walker,
    notes,
    buffers: new Buffers(),
    capacity: () => LOOK,
    patience: 0,
    signal: stop.signal,
  });
  const { value } = await batches.next();
  await batches.return();
  if (value === undefined) return undefined;
  return {
    time: new Float64Array(value.index)[frameEntry.at.time],
    nanos: new Uint16Array(value.index)[frameEntry.at.nanos],
  };
}

class Captures implements FrameSource {
  readonly files: readonly string[];
  readonly totalOctets: number;
  readonly notes: readonly CaptureNote[];
  readonly #sources: readonly Source[];
  readonly #list: CaptureNote[];
  readonly #open: OpenFiles;
  readonly #zstd: ZstdPlace;
  readonly #options: OpenOptions;
  readonly #buffers = new Buffers();
  readonly #crowd: Crowd = { active: 1, taps: [] };

  constructor(
    sources: readonly Source[],
    notes: CaptureNote[],
    open: OpenFiles,
    zstd: ZstdPlace,
    options: OpenOptions,
  ) {
    this.#sources = sources;
    this.#list = notes;
    this.#open = open;
    this.#zstd = zstd;
    this.#options = options;
    this.notes = notes;
    this.files = sources.map(source => source.input.name);
    const sizes = sources.map(source => source.input.octets);
    this.totalOctets = sources.some(source => source.held !== undefined) ? 0 : sizes.reduce((a, b) => a + b, 0);
  }

  consumedOctets(): number {
    let sum = 0;
    for (const source of this.#sources) sum += source.octets?.consumed() ?? source.consumed;
    return sum;
  }

  async *batches(): AsyncGenerator<FrameBatch, void, undefined> {
    let number = 0;
    try {
      const entrants = this.#sources.map(source => this.#entrant(source));
      const stream = entrants.length === 1 ? entrants[0].start() : merge(entrants, this.#buffers, this.#crowd);
      for await (const { count, data, index } of stream) yield { number: number++, count, data, index };
    } finally {
      await this.#zstd.close();
    }
  }

  tapOf(file: number): number {
    return this.#crowd.taps[file] ?? 0;
  }

  recycle(data: ArrayBufferLike, index: ArrayBufferLike): void {
    this.#buffers.recycle(data, index);
  }

  #entrant(source: Source): Entrant {
    return {
      order: source.order,
      name: source.input.name,
      first: source.first,
      live: source.held !== undefined,
      start: () => this.#read(source),
    };
  }

  async *#read(source: Source): AsyncGenerator<Filled, void, undefined> {
    const { input, order } = source;
    const raw = new FileOctets(this.#open, input.name);
    try {
      const share = Math.max(LEAST_LANE, Math.floor(CROWD_OCTETS / this.#crowd.active));
      const unpacking = { zstd: this.#zstd, chunk: Math.min(CHUNK, share) };
      const known = source.held ?? (await recognise(raw, labelOf(input.name), unpacking));
      const notes = new FileNotes(this.#list, input.name, labelOf(input.name));
      source.octets = known.octets;
      // A small file needs no large buffer; what is compressed may become large.
      const whole =
        known.compressed || source.held !== undefined
          ? BATCH_OCTETS
          : Math.min(BATCH_OCTETS, Math.max(LEAST_LANE, input.octets + 1));
      const alone = this.#sources.length === 1;
      let next = alone ? FIRST_BATCH : FIRST_LANE;
      yield* lane({
        octets: known.octets,
        walker: known.walker({ file: order, notes }),
        notes,
        buffers: this.#buffers,
        capacity: () => {
          const most = Math.min(whole, next);
          // How many will be read at once shows only when all of them have begun.
          next = alone ? next * 2 : whole;
          // A power of two, so that buffers that come back fit again.
          const share = 2 ** Math.floor(Math.log2(CROWD_OCTETS / this.#crowd.active));
          return Math.min(most, Math.max(LEAST_LANE, share));
        },
        patience: this.#options.patience ?? PATIENCE,
        signal: this.#options.signal,
      });
    } catch (error) {
      await raw.close();
      throw refusal(input.name, error);
    } finally {
      source.consumed = source.octets?.consumed() ?? 0;
      source.octets = undefined;
    }
  }
}
