/** What goes wrong between the nodes and the capture: loss, disorder, copies, late and cut messages, clocks that go back. */
import { FLAG_SNAPPED } from '../../../decoders/message.ts';
import { type Message, octetsOf } from '../messages.ts';
import type { Stage, Timed } from './stage.ts';

export interface Faults {
  readonly drop: number;
  readonly disorder: number;
  readonly copy: number;
  readonly mirror: number;
  readonly late: number;
  readonly snapped: number;
  readonly backwards: number;
}

export const NO_FAULTS: Faults = { drop: 0, disorder: 0, copy: 0, mirror: 0, late: 0, snapped: 0, backwards: 0 };
export const ALL_FAULTS: Faults = {
  drop: 0.03,
  disorder: 0.03,
  copy: 0.03,
  mirror: 0.03,
  late: 0.02,
  snapped: 0.01,
  backwards: 0.02,
};

/** What the taps show of the messages, in the order in which they do. */
export function spoil(stage: Stage, f: Faults): Message[] {
  const { r } = stage;
  const seen: Timed[] = [];
  for (const { m, at } of stage.out) {
    if (r.chance(f.drop)) continue;
    let when = at;
    if (r.chance(f.disorder)) when += (r.next() - 0.5) * 5;
    if (r.chance(f.late)) when += 5 + r.next() * 20;
    const flags = r.chance(f.snapped) ? FLAG_SNAPPED : 0;
    const message = flags === 0 ? m : { ...m, flags };
    seen.push({ m: message, at: when });
    if (r.chance(f.copy)) seen.push({ m: message, at: when + r.next() });
    // A mirror elsewhere: another chunk or packet, the same octets.
    if (r.chance(f.mirror))
      seen.push({ m: { ...message, octets: octetsOf(message), copyKey: stage.key++ }, at: when + r.next() / 10 });
  }
  seen.sort((a, b) => a.at - b.at);
  return seen.map(({ m, at }) => {
    const shifted = r.chance(f.backwards) ? at - r.next() : at;
    return { ...m, at: Math.max(0, Math.round(shifted * 1e6) / 1e6) };
  });
}
