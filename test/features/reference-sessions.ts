/** Sessions of a device: the connected components of a graph with two kinds of edges, found by walking it. */
import { byStart, type Dialogue, isGtp, type Session, type Tunnel } from './reference-records.ts';
import { belongsToTunnel } from './reference-tunnels.ts';

const LESS_THAN = 30_000_000n;

type Edge = readonly [Dialogue, Dialogue];

/** Each dialogue that is not GTP to the next one of the device, where that begins less than 30 s later. */
function runs(dialogues: readonly Dialogue[]): Edge[] {
  return dialogues
    .slice(1)
    .map((next, i) => [dialogues[i], next] as const)
    .filter(([before, next]) => !isGtp(before) && next.start_time - before.start_time < LESS_THAN);
}

/** Each dialogue of a tunnel to the next one of the tunnel. */
function alongTunnels(tunnels: readonly Tunnel[]): Edge[] {
  return tunnels.flatMap(({ dialogues }) => dialogues.slice(1).map((next, i) => [dialogues[i], next] as const));
}

/** All that can be reached from `start`, in order. */
function reached(start: Dialogue, neighbours: ReadonlyMap<Dialogue, readonly Dialogue[]>): Dialogue[] {
  const seen = new Set([start]);
  for (const dialogue of seen) for (const neighbour of neighbours.get(dialogue) ?? []) seen.add(neighbour);
  return [...seen].sort(byStart);
}

/** In the order of their first dialogues. `dialogues` are all of one device, in order. */
export function sessionsOf(dialogues: readonly Dialogue[], tunnels: readonly Tunnel[]): Session[] {
  const neighbours = new Map<Dialogue, Dialogue[]>(dialogues.map(dialogue => [dialogue, []]));
  for (const [a, b] of [...runs(dialogues), ...alongTunnels(tunnels)]) {
    neighbours.get(a)!.push(b);
    neighbours.get(b)!.push(a);
  }
  const sessions: Session[] = [];
  const placed = new Set<Dialogue>();
  for (const dialogue of dialogues) {
    if (placed.has(dialogue)) continue;
    const members = reached(dialogue, neighbours);
    for (const member of members) placed.add(member);
    sessions.push({ dialogues: members, tunnel: onlyTunnel(members, tunnels) });
  }
  return sessions;
}

/** A run holds one GTP dialogue at most, at its end: no session can hold two tunnels. */
function onlyTunnel(members: readonly Dialogue[], tunnels: readonly Tunnel[]): Tunnel | null {
  const ids = new Set(members.filter(belongsToTunnel).map(member => member.tunnel_id));
  if (ids.size > 1) throw new Error('a session with two tunnels');
  const [id] = ids;
  return tunnels.find(tunnel => tunnel.tunnel_id === id) ?? null;
}

export const sequenceOf = (session: Session): string => session.dialogues.map(({ type }) => type).join('-');
export const startOf = (session: Session): bigint => session.dialogues[0].start_time;
export const endOf = (session: Session): bigint => session.dialogues.at(-1)!.start_time;
export const holdsGtp = (session: Session): boolean => session.dialogues.some(isGtp);
export const holdsSai = (session: Session): boolean => session.dialogues.some(({ type }) => type === 'SAI');
