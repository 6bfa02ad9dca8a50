/** How the values of options are read, and the options that several commands share. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseFaults } from '../../captures/maker/faults.ts';
import { MOST_DIALOGUES, MOST_TUNNELS } from '../dialogues/options.ts';
import { POINT_CODES } from '../report/point-codes.ts';

/** Adds a command to the program; what it ends with becomes the exit status. */
export type Declare = (cli: Command, done: (status: number) => void) => void;

export function whole(least: number, most: number): (text: string) => number {
  return text => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`A whole number from ${least} to ${most} is needed.`);
    }
    return value;
  };
}

/** Number of clusters. */
export function kOrAuto(text: string): number | 'auto' {
  if (text === 'auto') return text;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 2 || value > 255) {
    throw new InvalidArgumentError('auto or a whole number from 2 to 255 is needed.');
  }
  return value;
}

export function seconds(text: string): number {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value <= 0 || value > 1e6) {
    throw new InvalidArgumentError('A number of seconds above 0 is needed, one million at most.');
  }
  return value;
}

/** As `seconds`, where none at all has a meaning too. */
export function secondsOrNone(text: string): number {
  return Number(text) === 0 && text !== '' ? 0 : seconds(text);
}

/** A day or a time of ISO 8601, UTC where it names no zone; in microseconds since 1970. */
export function instant(text: string): bigint {
  const found = text.match(/^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?(Z|[+-]\d\d:\d\d)?)?$/);
  const millis =
    found === null
      ? Number.NaN
      : Date.parse(`${found[1]}T${found[2] ?? '00:00'}:${found[3] ?? '00'}${found[5] ?? 'Z'}`);
  if (Number.isNaN(millis)) {
    throw new InvalidArgumentError('A time such as 2026-01-31 or 2026-01-31T12:00:00Z is needed.');
  }
  return BigInt(millis) * 1000n + BigInt((found?.[4] ?? '').padEnd(6, '0'));
}

/** `2GB`, `800MB`: as the database takes it. */
export function size(text: string): string {
  if (!/^\d+(\.\d+)?\s*([KMGT]i?B)$/i.test(text))
    throw new InvalidArgumentError('A size such as 800MB or 2GB is needed.');
  return text;
}

const TIMERS = ['s', 'm', 'ml', 'l'] as const;

/** `m=90` or `s=30,m=90,ml=1800,l=7200`. */
export function timers(text: string): Partial<Record<(typeof TIMERS)[number], number>> {
  const given: Partial<Record<(typeof TIMERS)[number], number>> = {};
  for (const pair of text.split(',')) {
    const [name, value] = pair.split('=', 2);
    const timer = TIMERS.find(known => known === name?.trim());
    if (timer === undefined || value === undefined) {
      throw new InvalidArgumentError(`TIMER=SECONDS is needed, with a timer of ${TIMERS.join(', ')}.`);
    }
    given[timer] = seconds(value.trim());
  }
  return given;
}

export function faults(text: string): NonNullable<ReturnType<typeof parseFaults>> {
  const rates = parseFaults(text);
  if (rates === undefined) throw new InvalidArgumentError('NAME=RATE is needed, rates in percent; see --help.');
  return rates;
}

/** One of `names`. */
export function oneOf<Name extends string>(names: readonly Name[]): (text: string) => Name {
  return text => {
    const found = names.find(name => name === text);
    if (found === undefined) throw new InvalidArgumentError(`One of ${names.join(', ')} is needed.`);
    return found;
  };
}

export function list(text: string): string[] {
  return text
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '');
}

/** `12`, `12,100-120`, `a.pcap:7`; given again, one list behind the other. */
export function frames(text: string, before: readonly string[] = []): string[] {
  return [...before, ...list(text)];
}

/** One of several names, the first unless told. */
export function choice(flags: string, about: string, names: readonly string[]): Option {
  return new Option(flags, about).choices(names).default(names[0]);
}

export const LABELS = 'how point codes are written, and how labels and addresses of SCCP are read';

export function pointCodes(about: string): Option {
  return new Option('--point-codes <format>', about).choices(POINT_CODES).default('decimal');
}

export const INPUT =
  'pcap or pcapng, plain, gzip or zstd; several are read as one input in time order; - is standard input';

/** How requests are paired with answers and identities written: for every command that decodes. */
export function withPairing(command: Command): Command {
  return command
    .option('--gtp-timeout <seconds>', 'a GTP request without answer is incomplete after this (default: 30)', seconds)
    .option(
      '--map-timeout <list>',
      'the same for MAP by the timers of TS 29.002: s, m, ml, l (default: "s=20,m=60,ml=1200,l=3600")',
      timers,
    )
    .option('--reorder-window <seconds>', 'an answer waits this long for a request behind it (default: 2)', seconds)
    .option(
      '--tap-skew <seconds>',
      'inputs that overlap in time are of taps whose clocks may differ by this; 0: all have one clock (default: 1)',
      secondsOrNone,
    )
    .option('--orphans', 'keep answers without a request as records of type OTHER')
    .addOption(pointCodes('how labels and addresses of SCCP are read; decimal and itu: 14 bits'))
    .option('--prefixes <file>', 'CSV of prefix,mcc,mnc: the operators behind global titles')
    .option('--max-dialogues <n>', 'most dialogues open at once (default: 4000000)', whole(1, MOST_DIALOGUES))
    .option('--max-tunnels <n>', 'most tunnels known at once (default: 8000000)', whole(1, MOST_TUNNELS))
    .option('--pseudonym-key <file>', 'write IMSI, MSISDN, IMEI and addresses as keyed hashes (see: sigprobe key)');
}
