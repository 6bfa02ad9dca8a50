/** How the values of options are read, and the options that several commands share. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseFaults } from '../commands/make.ts';
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

export const LABELS = 'how point codes are written, and how labels and addresses of SCCP are read';

export function pointCodes(about: string): Option {
  return new Option('--point-codes <format>', about).choices(POINT_CODES).default('decimal');
}

export const INPUT =
  'pcap or pcapng, plain, gzip or zstd; several are read as one input in time order; - is standard input';
