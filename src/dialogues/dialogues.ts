/**
 * Messages in order → closed dialogues. One thread, capture time, bounded state; the same input gives the same output.
 */
import { FLAG_CONTINUED, KIND_MESSAGE, message } from '../../decoders/message.ts';
import { PROTOCOL } from '../../decoders/protocols.ts';
import type { Associations, MessageBatch } from '../decode/batch.ts';
import { LateRecords } from '../decode/clock.ts';
import { RecentKeys } from '../decode/copies.ts';
import { OF_BATCH } from '../decode/directions.ts';
import { Ahead, copied } from './ahead.ts';
import { Closing } from './closing.ts';
import { BLOCK, block, current, takeBlock, takeMessage } from './current.ts';
import { GtpPairing } from './gtp.ts';
import { OpenDialogues, open, slab } from './open.ts';
import { DEFAULTS, type DialogueOptions } from './options.ts';
import { Output } from './output.ts';
import { type DialogueBatch, dialogue } from './record.ts';
import { Statistics } from './statistics.ts';
import { type TapOf, Taps } from './taps.ts';
import { TcapPairing } from './tcap.ts';
import { Texts } from './texts.ts';
import { TICK } from './wheel.ts';

const { u8: m8, u16: m16, u32: m32, f64: m64 } = current;
const M = message.at;
const MESSAGE_STRIDE = message.stride;
const KIND = M.kind;
const MESSAGE = KIND_MESSAGE;
const CONTINUED = FLAG_CONTINUED;
const { u8: kinds } = block;
const STRIDE = open.stride;
const D = dialogue.at;
const { gtp: GTP } = PROTOCOL;
/** Numbers of directions below the bit that says whose they are. */
const NUMBER = ~OF_BATCH;
const NOTHING = new Uint32Array(0);

export class Dialogues {
  readonly statistics = new Statistics();
  private readonly opened: OpenDialogues;
  private readonly output: Output;
  private readonly closing: Closing;
  private readonly tcap: TcapPairing;
  private readonly gtp: GtpPairing;
  private readonly texts: Texts;
  private readonly ahead: Ahead;
  private readonly due: (slot: number) => void;
  private tick = -1;
  private readonly late = new LateRecords();
  private copy = false;

  /**
   * `output` gets closed dialogues, a batch at a time, in the order in which they closed. `tapOf` tells the taps of the
   * inputs where there are several.
   */
  constructor(
    options: Partial<DialogueOptions>,
    associations: Associations,
    output: (batch: DialogueBatch) => void,
    tapOf?: TapOf,
  ) {
    const all: DialogueOptions = { ...DEFAULTS, ...options };
    // Where entries lie in the tables; no result depends on it.
    const seed = (Math.random() * 4294967296) | 0;
    this.opened = new OpenDialogues(all.maxOpen);
    this.output = new Output(output);
    const taps = new Taps(tapOf ?? (() => 0), tapOf === undefined ? 0 : all.tapSkew * 1e6);
    this.closing = new Closing(this.opened, this.output, this.statistics, associations, all, taps);
    this.tcap = new TcapPairing(this.opened, this.closing, this.statistics, all, seed);
    this.gtp = new GtpPairing(this.opened, this.closing, this.statistics, all, seed);
    this.texts = new Texts(this.output, this.statistics);
    const packets = new RecentKeys({ window: all.copyWindow * 1e6 });
    const chunks = new RecentKeys({ window: all.chunkWindow * 1e6 });
    this.ahead = new Ahead(seed, packets, chunks, this.tcap.begins, this.tcap.links, this.opened.sightings);
    this.due = slot => {
      if (slab.u8[slot * STRIDE + D.protocol] === GTP) this.gtp.due(slot);
      else this.tcap.due(slot);
    };
  }

  /** Dialogues and tunnels open now, the most there were, and the octets held; of these those for tunnels and their ends. */
  get open(): {
    dialogues: number;
    tunnels: number;
    peakDialogues: number;
    peakTunnels: number;
    octets: number;
    tunnelOctets: number;
  } {
    const { tunnels, gsns } = this.gtp.contexts;
    const tunnelOctets = tunnels.octets + gsns.octets;
    return {
      dialogues: this.opened.count,
      tunnels: tunnels.count,
      peakDialogues: this.opened.peak,
      peakTunnels: tunnels.peak,
      octets: this.opened.octets + tunnelOctets,
      tunnelOctets,
    };
  }

  consume(batch: MessageBatch): void {
    this.opened.check();
    const u8 = new Uint8Array(batch.records);
    const texts = this.texts.numbers(batch.texts);
    const associations = batch.directions?.associations ?? NOTHING;
    for (let first = 0; first < batch.count; first += BLOCK) {
      const end = Math.min(BLOCK, batch.count - first);
      takeBlock(u8, first, first + end);
      this.ahead.look(end);
      for (let n = 0; n < end; n++) {
        if (kinds[n * MESSAGE_STRIDE + KIND] !== MESSAGE) continue;
        takeMessage(n);
        if (m32[M.text] !== 0) m32[M.text] = texts[m32[M.text]];
        if (m32[M.association] > NUMBER) m32[M.association] = associations[m32[M.association] & NUMBER];
        // Records that go on with a message share its answer.
        if (!(m32[M.flags] & CONTINUED)) this.copy = copied[n] !== 0;
        this.take();
      }
    }
  }

  /** Gives the closed dialogues gathered so far although the batch has room. */
  flush(): void {
    this.output.flush();
  }

  /** The input has ended: what is open is closed, and the last batch given. */
  finish(): void {
    this.opened.check();
    this.opened.wheel.advance(this.closing.now, this.due);
    this.opened.each(slot => this.closing.close(slot, true));
    this.output.flush();
  }

  private take(): void {
    const closing = this.closing;
    const time = m64[M.time];
    if (time > closing.now) {
      if (closing.now === 0) closing.startOfInput = time;
      closing.now = time;
      const tick = Math.floor(time / TICK);
      if (tick !== this.tick) {
        this.tick = tick;
        this.opened.wheel.advance(time, this.due);
      }
    } else if (time < closing.now && this.late.tooMany(closing.now, time)) {
      this.statistics.anomaly('clock-put-back', m16[M.file], m32[M.frame]);
      closing.now = time;
      this.tick = Math.floor(time / TICK);
      this.opened.wheel.putBack(time);
      this.ahead.putBack(time);
    }
    const { copy } = this;
    if (copy && !(m32[M.flags] & FLAG_CONTINUED)) this.statistics.copies++;
    if (m8[M.protocol] === GTP) this.gtp.take(copy);
    else if (m8[M.tcapType] !== 0) this.tcap.take(copy);
  }
}
