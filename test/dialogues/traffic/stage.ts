/** What MAP and GTP make together: chance, the messages with their times, the devices. */
import type { Message } from '../messages.ts';
import { Random } from './random.ts';

export type Timed = { m: Message; at: number };

export class Stage {
  readonly r: Random;
  readonly out: Timed[] = [];
  /** Of the next message: what makes its copies the same. */
  key = 1;

  constructor(seed: number) {
    this.r = new Random(seed);
  }

  add(at: number, m: Message): void {
    this.out.push({ m: { ...m, copyKey: this.key++ }, at });
  }

  imsi(): string {
    return `26201000000${String(this.r.below(40)).padStart(4, '0')}`;
  }
}
