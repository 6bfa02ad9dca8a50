/** GTP dialogues, the newest first, and whether one is between these two addresses. */
import type { Gtp } from '../messages.ts';
import { ip } from './addresses.ts';
import type { Dialogue } from './records.ts';
import type { State } from './state.ts';

export function newest(state: State): Dialogue[] {
  return state.live.filter(d => d.gtp && d.phase !== 'closed').sort((a, b) => b.sides[0].stamp - a.sides[0].stamp);
}

export function sameKey(
  d: Dialogue,
  m: Gtp,
  requester: string | undefined,
  responder: string | undefined,
  port: number,
): boolean {
  return (
    d.gtp &&
    d.row.src === ip(requester) &&
    d.row.dst === ip(responder) &&
    d.port === port &&
    (d.row.sequence ?? 0) === (m.sequence ?? 0)
  );
}
