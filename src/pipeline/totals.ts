/** What the decoders counted, added up over a run. */
import { PROTOCOLS } from '../../decoders/protocols.ts';
import type { DecodeCounts, FaultCount } from '../decode/batch.ts';

/** Kinds of faults kept apart; beyond it they are counted together by `otherFaults`. */
const MOST_KINDS = 4096;

export class Totals {
  frames = 0;
  octets = 0;
  snapped = 0;
  /** Microseconds since 1970; 0 where there were no frames. */
  firstTime = 0;
  lastTime = 0;
  /** Faults of kinds that found no room in `faults`. */
  otherFaults = 0;
  /** Messages by number of the innermost protocol. */
  readonly protocols = new Float64Array(PROTOCOLS.length);
  readonly #faults = new Map<string, FaultCount>();

  /** Kinds of faults, each with its first frame, in the order in which they were first met. */
  get faults(): readonly FaultCount[] {
    return [...this.#faults.values()];
  }

  /** Called in order of the batches, so that the first frame kept is the first one. */
  add(counts: DecodeCounts): void {
    if (counts.frames > 0) {
      if (this.frames === 0 || counts.firstTime < this.firstTime) this.firstTime = counts.firstTime;
      if (this.frames === 0 || counts.lastTime > this.lastTime) this.lastTime = counts.lastTime;
    }
    this.frames += counts.frames;
    this.octets += counts.octets;
    this.snapped += counts.snapped;
    for (let i = 0; i < this.protocols.length; i++) this.protocols[i] += counts.protocols[i] ?? 0;
    for (const fault of counts.faults) this.#fault(fault);
  }

  #fault(fault: FaultCount): void {
    const key = `${fault.status} ${fault.protocol} ${fault.what} ${fault.cut}`;
    const known = this.#faults.get(key);
    if (known !== undefined) known.count += fault.count;
    else if (this.#faults.size < MOST_KINDS) this.#faults.set(key, { ...fault });
    else this.otherFaults += fault.count;
  }
}
