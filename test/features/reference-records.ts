/**
 * What the reference works on: plain arrays of one device. The names are those of the columns; times are whole
 * microseconds as bigint, so that no sum of them is ever rounded.
 */

/** Those columns of a dialogue record that a feature asks for. */
export interface Dialogue {
  readonly dialogue_id: bigint;
  readonly protocol: string;
  readonly type: string;
  readonly outcome: string;
  readonly start_time: bigint;
  readonly edge: string | null;
  readonly imsi: string | null;
  readonly tac: string | null;
  readonly visited_node: string | null;
  readonly vlr_number: string | null;
  readonly sgsn_number: string | null;
  readonly sgsn_address: string | null;
  readonly ggsn_address: string | null;
  readonly visited_country: string | null;
  readonly visited_mcc: string | null;
  readonly visited_mnc: string | null;
  readonly cell: string | null;
  readonly apn: string | null;
  readonly tunnel_id: bigint | null;
}

export interface Tunnel {
  readonly tunnel_id: bigint;
  /** In order. */
  readonly dialogues: readonly Dialogue[];
  readonly creates: readonly Dialogue[];
  readonly updates: readonly Dialogue[];
  readonly deletes: readonly Dialogue[];
}

export interface Session {
  /** In order. */
  readonly dialogues: readonly Dialogue[];
  readonly tunnel: Tunnel | null;
}

/** A row of the user's table of devices. */
export interface Owned {
  readonly organisation: string | null;
  readonly tac: string | null;
}

/** A row of the user's table of TACs. */
export interface Model {
  readonly model_name: string | null;
  readonly brand_name: string | null;
  readonly marketing_name: string | null;
  readonly device_type: string | null;
  readonly manufacturer: string | null;
}

export interface Device {
  readonly simId: string;
  /** In order: by start, then by identifier. */
  readonly dialogues: readonly Dialogue[];
  readonly tunnels: readonly Tunnel[];
  readonly sessions: readonly Session[];
  readonly owned: Owned | null;
  readonly models: ReadonlyMap<string, Model>;
}

export type Value = number | string | null;
export type Features = Readonly<Record<string, (device: Device) => Value>>;

/** Before, after or (the same dialogue) neither. */
export function byStart(a: Dialogue, b: Dialogue): number {
  if (a.start_time !== b.start_time) return a.start_time < b.start_time ? -1 : 1;
  if (a.dialogue_id !== b.dialogue_id) return a.dialogue_id < b.dialogue_id ? -1 : 1;
  return 0;
}

/** All that is not GTP is signalling of SS7: CAP and INAP stand with MAP. */
export const isGtp = (dialogue: Dialogue): boolean => dialogue.protocol === 'GTP';
