/** What can be asked to go wrong, each with a rate; and what a fault does to one packet. */

/** Name, and what its rate counts. */
export const FAULTS = {
  // What a tap does to a packet that passes.
  loss: 'packets that a tap misses',
  copy: 'packets that a mirror shows twice, half of them one router further on',
  reorder: 'packets that a tap shows up to 1.9 s late',
  delay: 'packets that a tap shows 5 to 7 s late',
  backwards: 'packets that stand behind their successor in the file, with the earlier time',
  snap: 'packets of which the capture kept the first octets alone',
  resend: 'SCTP chunks that are sent again, in another packet',
  // What nodes do.
  late: 'requests answered after the time-out',
  abort: 'MAP dialogues that are aborted',
  unanswered: 'requests that nobody answers',
  returned: 'messages that SCCP brings back',
  repeat: 'GTP requests that are sent again before their answer',
  identifier: 'TCAP dialogues that take the identifier of the one before, ended or abandoned',
  sequence: 'GTP requests that take the sequence number of one just answered',
  restart: 'echoes behind which the answering GSN has come back with another restart counter',
  address: 'GTP answers from another address of the GGSN',
  secondary: 'tunnels that get a secondary context',
  cause: 'accepted creates with cause 129 or 130',
  title: 'dialogues whose called title is the IMSI itself (E.212)',
  ssn: 'dialogues whose answers are routed on point code and subsystem number',
  terminate: 'requests that the hub ends and asks again under its own identifiers (with both legs)',
} as const;

export type Fault = keyof typeof FAULTS;

/** Shares from 0 to 1. */
export type Rates = Readonly<Record<Fault, number>>;

const NAMES = Object.keys(FAULTS) as Fault[];
export const NO_FAULTS = Object.fromEntries(NAMES.map(name => [name, 0])) as Rates;

/** One bit a fault, for the faults that touched a dialogue. */
export const BIT = Object.fromEntries(NAMES.map((name, i) => [name, 1 << i])) as Readonly<Record<Fault, number>>;

export function namesOf(bits: number): Fault[] {
  return NAMES.filter(name => (bits & BIT[name]) !== 0);
}

/**
 * `loss=1,copy=0.5` in percent; `all=1` is every fault at 1 %. Undefined where a name is not known or a rate is none;
 * where one is given twice, the last stands.
 */
export function parseFaults(text: string): Rates | undefined {
  const rates: Record<Fault, number> = { ...NO_FAULTS };
  for (const pair of text.split(',')) {
    const [name = '', value = ''] = pair.split('=', 2).map(part => part.trim());
    const percent = Number(value);
    if (!/^\d+(\.\d+)?$/.test(value) || percent > 100) return undefined;
    if (name === 'all') for (const fault of NAMES) rates[fault] = percent / 100;
    else if (name in FAULTS) rates[name as Fault] = percent / 100;
    else return undefined;
  }
  return rates;
}

/** What happens to one packet. Times in microseconds. */
export interface Act {
  readonly lose?: boolean;
  /** Shown so much later. */
  readonly delay?: number;
  /** Shown a second time so much later. */
  readonly copy?: number;
  /** The second showing is one hop further on: time to live and checksum differ. */
  readonly hop?: boolean;
  /** Stands behind the next packet of its file, with its own earlier time. */
  readonly backwards?: boolean;
  /** Octets kept of it; below 0: so many cut from its end. */
  readonly snap?: number;
  /** IPv4: goes in so many fragments; and the one of them that the tap misses, from 0. */
  readonly fragments?: number;
  readonly loseFragment?: number;
  /** SCTP: its first chunk goes again, alone, so much later. */
  readonly resend?: number;
  /** GTP: sent from the node's other address. */
  readonly otherAddress?: boolean;
}
