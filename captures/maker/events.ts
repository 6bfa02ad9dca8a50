/** What waits for its time: the next step of a dialogue, a tunnel's next doing, and what flows and links have to do. */
import type { Dialogue } from './dialogue.ts';
import type { Tunnel } from './nodes.ts';
import type { Flow } from './sctp.ts';
import type { Link, Rider } from './world.ts';

export const FLUSH_EVENT = 2;
export const SACK_EVENT = 3;
export const BEAT_EVENT = 4;
export const CALL_EVENT = 5;
export const RELAY_EVENT = 6;

export type FlowEvent = { readonly event: typeof FLUSH_EVENT | typeof SACK_EVENT; readonly flow: Flow<Rider> };
type BeatEvent = { readonly event: typeof BEAT_EVENT; readonly link: Link };
type CallEvent = { readonly event: typeof CALL_EVENT; readonly call: () => void };
type RelayEvent = { readonly event: typeof RELAY_EVENT; readonly dialogue: Dialogue; readonly segment: number };
export type Event = Dialogue | Tunnel | FlowEvent | BeatEvent | CallEvent | RelayEvent;
