/** What a message adds to the record of its dialogue whatever its protocol: counts, the device, the nodes. */
import type { Message } from '../messages.ts';
import type { Row } from '../rows.ts';
import type { Dialogue } from './records.ts';
import type { State } from './state.ts';
import { seconds } from './units.ts';

export function counted(state: State, d: Dialogue, m: Message, at: number): void {
  d.row.messages++;
  d.row.end = Math.max(d.row.end, seconds(at));
  d.row.lastFrame = state.frame;
  if (lost(m)) d.row.loss = true;
}

export function lost(m: Message): boolean {
  // FLAG_SNAPPED
  return ((m.flags ?? 0) & 1) !== 0 || (m.fault ?? 0) !== 0;
}

/** What any message may tell of the device and its nodes; what stands stays. */
export function identify(row: Row, m: Message): void {
  const fill = (
    field: 'imsi' | 'msisdn' | 'imei' | 'sgsnNumber' | 'vlrNumber' | 'mscNumber' | 'visitedPlmn',
    value: string | undefined,
  ): void => {
    if (row[field] === '' && value !== undefined) row[field] = value;
  };
  fill('imsi', m.imsi);
  fill('msisdn', m.msisdn);
  fill('imei', m.imei);
  if ('gtp' in m) return;
  fill('sgsnNumber', m.sgsnNumber);
  fill('vlrNumber', m.vlrNumber);
  fill('mscNumber', m.mscNumber);
  fill('visitedPlmn', m.visitedPlmn === undefined ? undefined : Buffer.from(m.visitedPlmn).toString('hex'));
}
