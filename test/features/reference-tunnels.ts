/** Tunnels of a device: its Creates, Updates and Deletes that name the same tunnel. OTHER never belongs to one. */
import type { Dialogue, Tunnel } from './reference-records.ts';

const TYPES = ['PDP_CREATE', 'PDP_UPDATE', 'PDP_DELETE'];

export function belongsToTunnel(dialogue: Dialogue): boolean {
  return dialogue.tunnel_id !== null && TYPES.includes(dialogue.type);
}

/** `dialogues` are all of one device, in order. */
export function tunnelsOf(dialogues: readonly Dialogue[]): Tunnel[] {
  const members = dialogues.filter(belongsToTunnel);
  const ids = [...new Set(members.map(member => member.tunnel_id!))];
  return ids.map(tunnel_id => {
    const own = members.filter(member => member.tunnel_id === tunnel_id);
    return {
      tunnel_id,
      dialogues: own,
      creates: own.filter(member => member.type === 'PDP_CREATE'),
      updates: own.filter(member => member.type === 'PDP_UPDATE'),
      deletes: own.filter(member => member.type === 'PDP_DELETE'),
    };
  });
}

export const succeeded = (dialogues: readonly Dialogue[]): Dialogue[] =>
  dialogues.filter(dialogue => dialogue.outcome === 'success');

/** One Create and one Delete that succeeded; what failed beside them does no harm. */
export function isValid(tunnel: Tunnel): boolean {
  return succeeded(tunnel.creates).length === 1 && succeeded(tunnel.deletes).length === 1;
}

export const createTime = (tunnel: Tunnel): bigint | null => tunnel.creates[0]?.start_time ?? null;
export const deleteTime = (tunnel: Tunnel): bigint | null => tunnel.deletes.at(-1)?.start_time ?? null;
export const lastTime = (tunnel: Tunnel): bigint => tunnel.dialogues.at(-1)!.start_time;

/** First Create to last Delete; without both there is none. */
export function durationMicros(tunnel: Tunnel): bigint | null {
  const from = createTime(tunnel);
  const to = deleteTime(tunnel);
  return from === null || to === null ? null : to - from;
}

/** Since its first Create that was accepted; since what is seen first of it, where it is older than the capture. */
function establishedAt({ creates, dialogues }: Tunnel): bigint | null {
  const first = creates.length === 0 ? dialogues[0] : succeeded(creates)[0];
  return first?.start_time ?? null;
}

/** Until its last Delete, or the last that is seen of it; null where it never was there. */
export function activeSpan(tunnel: Tunnel): readonly [from: bigint, to: bigint] | null {
  const from = establishedAt(tunnel);
  const to = deleteTime(tunnel) ?? lastTime(tunnel);
  return from === null || to < from ? null : [from, to];
}

/** Something of it begins later than its first Delete. In one microsecond nobody knows what came first. */
export function goesOnAfterDelete(tunnel: Tunnel): boolean {
  const [first] = tunnel.deletes;
  return first !== undefined && lastTime(tunnel) > first.start_time;
}
