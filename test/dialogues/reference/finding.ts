/** Which dialogue an identifier means: by the address, else by how far each that has it agrees (readings 4 and 5). */
import { bothPoints, bothTitles } from './addresses.ts';
import type { Dialogue } from './records.ts';
import { seen } from './sightings.ts';
import type { State } from './state.ts';

export function find(
  state: State,
  tid: string,
  to: string,
  pc: number,
  from: string,
  other: string,
  hash: number,
  at: number,
  openers: boolean,
  inside: boolean,
): { d: Dialogue; side: 0 | 1; rule: string } | null {
  const candidates: { d: Dialogue; side: 0 | 1 }[] = [];
  for (const d of state.live) {
    if (d.gtp) continue;
    for (const side of [0, 1] as const) {
      if (d.sides[side].tid !== tid || (openers && side === 1)) continue;
      const known = side === 0 ? d.row.dtid : d.row.otid;
      if (other !== '' && known !== '' && known !== other) continue;
      candidates.push({ d, side });
    }
  }
  candidates.sort((a, b) => b.d.sides[b.side].stamp - a.d.sides[a.side].stamp);
  const exact = to === '' ? undefined : candidates.find(({ d, side }) => d.sides[side].address === to);
  if (exact) return { ...exact, rule: 'tid+address' };
  const agreements = candidates
    .map(c => ({ ...c, degree: agreement(state, c.d, c.side, to, pc, from, other, hash, at, inside) }))
    .filter(c => c.degree >= 0)
    .sort((a, b) => b.degree - a.degree);
  const [best, next] = agreements;
  if (!best || (next && next.degree === best.degree)) return null;
  return { d: best.d, side: best.side, rule: 'tid' };
}

function agreement(
  state: State,
  d: Dialogue,
  side: 0 | 1,
  to: string,
  pc: number,
  from: string,
  other: string,
  hash: number,
  at: number,
  inside: boolean,
): number {
  const known = d.sides[side];
  // A short End with one identifier reads the same from many nodes: two titles that differ tell them apart.
  const differ = bothTitles(to, known.address) && to !== known.other;
  if ((other !== '' || !differ) && seen(d, hash, '', at) !== 'not') return 5;
  if (other !== '' && (side === 0 ? d.row.dtid : d.row.otid) !== '') return 4;
  if (to !== '' && to === known.other) return 3;
  // Of answers alone the opener is a guess.
  const guessed = (d.phase === 'waiting' || d.phase === 'orphan') && bothTitles(to, known.address);
  if (side === 1 && from !== '' && from === d.sides[0].address && !guessed) return 2;
  if (d.phase === 'ended' || bothTitles(to, known.address)) return -1;
  if (side === 0 && state.ssn !== 0 && d.row.callingSsn !== null && d.row.callingSsn !== state.ssn) return -1;
  const asked = /^(\d+)\./.exec(d.row.context)?.[1];
  if (side === 0 && state.context !== null && asked !== undefined && Number(asked) !== state.context) return -1;
  if (pc !== 0 && pc === known.pc) return 1;
  // Of what was never asked, the identifier alone tells nothing.
  if (d.phase === 'orphan') return -1;
  return inside && bothPoints(to, known.address) ? -1 : 0;
}
