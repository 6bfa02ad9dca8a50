/** Dialogues of devices as columns of numbers: what a slice of time brings, and the order of it. */

export const SUCCESS = 0;
export const REJECT = 1;
export const ERROR = 2;

/** Reasons. */
export const NONE = 0;
export const MAP_ERROR = 1;
export const GTP_CAUSE = 2;
export const ABORT = 3;
export const SILENCE = 4;

/** Visited nodes. */
export const VLR = 0;
export const SGSN = 1;

export class Events {
  /** Filled so far; those of later slices too. */
  count = 0;
  /** Whole microseconds since the population began. */
  time = new Float64Array(0);
  device = new Uint32Array(0);
  /** Number in TYPES (profile.ts). */
  type = new Uint8Array(0);
  outcome = new Uint8Array(0);
  reason = new Uint8Array(0);
  /** Error of MAP, or cause of GTP. */
  code = new Uint16Array(0);
  /** VLR or SGSN, and which of its kind in the network. */
  node = new Uint8Array(0);
  place = new Uint8Array(0);
  /** In NETWORKS. */
  network = new Uint8Array(0);
  /** LAC << 16 | CI of a GTP dialogue; 0: not told. */
  cell = new Uint32Array(0);
  /** Number of the tunnel among the device's own, from 1; 0: none. */
  tunnel = new Uint32Array(0);
  /** Microseconds to the first answer, and to the last message; an answer that does not come is 0. */
  response = new Uint32Array(0);
  duration = new Uint32Array(0);
  inserts = new Uint8Array(0);
  repeats = new Uint8Array(0);
  /** Its answer lies behind the end. */
  cut = new Uint8Array(0);

  /** Positions in order of time, the first `ready` of them: those of this slice. */
  order = new Uint32Array(0);
  ready = 0;
  /** Time that this slice comes to. */
  end = 0;
  private keys = new Float64Array(0);

  constructor(room = 1 << 16) {
    this.grow(room);
  }

  /** A new event's position. */
  add(time: number, device: number): number {
    if (this.count === this.time.length) this.grow(this.count * 2);
    const at = this.count++;
    this.time[at] = time;
    this.device[at] = device;
    return at;
  }

  /** Puts what comes before `end` in order; events at the same microsecond keep the order in which they were added. */
  sort(start: number, end: number): void {
    const { time, keys, order, count } = this;
    let ready = 0;
    // 2^31 microseconds are 35 minutes, 2^21 events: below 2^53.
    for (let i = 0; i < count; i++) {
      if ((time[i] as number) < end) keys[ready++] = ((time[i] as number) - start) * MOST + i;
    }
    keys.subarray(0, ready).sort();
    for (let i = 0; i < ready; i++) order[i] = (keys[i] as number) % MOST;
    this.ready = ready;
    this.end = end;
  }

  /** Forgets what came before `end`; the rest moves to the front. */
  drop(end: number): void {
    let kept = 0;
    for (let i = 0; i < this.count; i++) {
      if ((this.time[i] as number) < end) continue;
      if (kept !== i) this.move(i, kept);
      kept++;
    }
    this.count = kept;
  }

  private move(from: number, to: number): void {
    for (const column of this.columns()) column[to] = column[from] as number;
  }

  private columns() {
    const { time, device, type, outcome, reason, code, node, place } = this;
    const { network, cell, tunnel, response, duration, inserts, repeats, cut } = this;
    return [
      time,
      device,
      type,
      outcome,
      reason,
      code,
      node,
      place,
      network,
      cell,
      tunnel,
      response,
      duration,
      inserts,
      repeats,
      cut,
    ];
  }

  private grow(room: number): void {
    if (room > MOST) throw new Error('a slice of a population holds too many dialogues');
    const longer = <A extends { set(from: A): void; length: number }>(from: A, make: new (n: number) => A): A => {
      const to = new make(room);
      to.set(from);
      return to;
    };
    this.time = longer(this.time, Float64Array);
    this.device = longer(this.device, Uint32Array);
    this.type = longer(this.type, Uint8Array);
    this.outcome = longer(this.outcome, Uint8Array);
    this.reason = longer(this.reason, Uint8Array);
    this.code = longer(this.code, Uint16Array);
    this.node = longer(this.node, Uint8Array);
    this.place = longer(this.place, Uint8Array);
    this.network = longer(this.network, Uint8Array);
    this.cell = longer(this.cell, Uint32Array);
    this.tunnel = longer(this.tunnel, Uint32Array);
    this.response = longer(this.response, Uint32Array);
    this.duration = longer(this.duration, Uint32Array);
    this.inserts = longer(this.inserts, Uint8Array);
    this.repeats = longer(this.repeats, Uint8Array);
    this.cut = longer(this.cut, Uint8Array);
    this.order = longer(this.order, Uint32Array);
    this.keys = longer(this.keys, Float64Array);
  }
}

/** Events in a slice at most. */
const MOST = 1 << 21;
