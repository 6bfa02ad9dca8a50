/** Events by time, and by the order in which they were put where times are the same: a binary heap over three arrays. */
export class Queue<T> {
  private times = new Float64Array(4096);
  private orders = new Float64Array(4096);
  private readonly items: T[] = [];
  private order = 0;
  size = 0;
  /** Time of what `pop` gave last. */
  now = 0;

  /** Time of what `pop` gives next. */
  get first(): number {
    return this.times[0] as number;
  }

  put(time: number, item: T): void {
    if (this.size === this.times.length) {
      this.times = longer(this.times);
      this.orders = longer(this.orders);
    }
    const { times, orders, items } = this;
    const order = this.order++;
    let i = this.size++;
    while (i > 0) {
      const up = (i - 1) >> 1;
      if ((times[up] as number) <= time) break; // an earlier order stays in front
      times[i] = times[up] as number;
      orders[i] = orders[up] as number;
      items[i] = items[up] as T;
      i = up;
    }
    times[i] = time;
    orders[i] = order;
    items[i] = item;
  }

  /** The next event; the queue must not be empty. */
  pop(): T {
    const { times, orders, items } = this;
    const first = items[0] as T;
    this.now = times[0] as number;
    const n = --this.size;
    const time = times[n] as number;
    const order = orders[n] as number;
    const item = items[n] as T;
    items[n] = undefined as unknown as T; // let it go
    if (n === 0) return first;
    let i = 0;
    for (;;) {
      let down = 2 * i + 1;
      if (down >= n) break;
      if (down + 1 < n && before(times, orders, down + 1, down)) down++;
      const t = times[down] as number;
      if (t > time || (t === time && (orders[down] as number) > order)) break;
      times[i] = t;
      orders[i] = orders[down] as number;
      items[i] = items[down] as T;
      i = down;
    }
    times[i] = time;
    orders[i] = order;
    items[i] = item;
    return first;
  }
}

function before(times: Float64Array, orders: Float64Array, a: number, b: number): boolean {
  const ta = times[a] as number;
  const tb = times[b] as number;
  return ta < tb || (ta === tb && (orders[a] as number) < (orders[b] as number));
}

function longer(from: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const to = new Float64Array(from.length * 2);
  to.set(from);
  return to;
}
