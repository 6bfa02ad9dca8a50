/** How long a dialogue of TCAP stays open: the timers of its operations (specification §5), then the reorder window. */
import type { Closing } from './closing.ts';
import { type OpenDialogues, open, PHASE_ENDED, PHASE_ORPHAN, PHASE_WAITING, slab } from './open.ts';
import { TIMER_M, timeouts } from './operations.ts';
import type { DialogueOptions } from './options.ts';
import type { Components } from './tcap-components.ts';

const { u8, f64 } = slab;
const O = open.at;
const STRIDE = open.stride;

export class Deadlines {
  /** Microseconds by operation class of timer (operations.ts). */
  readonly timeouts: Float64Array;
  private readonly opened: OpenDialogues;
  private readonly closing: Closing;
  private readonly components: Components;
  /** Microseconds that an ended dialogue, or an answer without its request, is kept. */
  private readonly linger: number;

  constructor(opened: OpenDialogues, closing: Closing, components: Components, options: DialogueOptions) {
    this.opened = opened;
    this.closing = closing;
    this.components = components;
    this.timeouts = timeouts(options);
    this.linger = options.reorderWindow * 1e6;
  }

  /** The longest timer among the open operations, from this message on (specification §5). */
  set(slot: number): void {
    const at8 = slot * STRIDE;
    const phase = u8[at8 + O.phase];
    const { now } = this.closing;
    if (phase === PHASE_WAITING) return;
    if (phase === PHASE_ENDED) {
      this.endSoon(slot);
      return;
    }
    if (phase === PHASE_ORPHAN) {
      f64[at8 / 8 + O.deadline] = now + this.timeouts[TIMER_M];
      return;
    }
    const before = f64[at8 / 8 + O.deadline];
    const deadline = now + (this.components.longest(slot, this.timeouts) || this.timeouts[TIMER_M]);
    if (deadline < before) this.bringForward(slot, deadline);
    else f64[at8 / 8 + O.deadline] = deadline;
  }

  /** The first deadline of a dialogue that is over, or waits for its request, before it stands in the wheel. */
  lingerFrom(slot: number): void {
    f64[(slot * STRIDE) / 8 + O.deadline] = this.closing.now + this.linger;
  }

  /** It has ended: kept for the reorder window from now on. */
  endSoon(slot: number): void {
    this.bringForward(slot, this.closing.now + this.linger);
  }

  /** A deadline that may lie before the bucket in which the wheel holds the dialogue. */
  private bringForward(slot: number, deadline: number): void {
    const opened = this.opened;
    f64[(slot * STRIDE) / 8 + O.deadline] = deadline;
    opened.wheel.remove(slot);
    opened.wheel.add(slot);
  }
}
