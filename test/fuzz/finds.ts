/**
 * Finds as small files: comment lines that say what it was, then lines of a name and hex. The name is a target (its
 * decoders get the octets, each alone), `frame/N` (a frame of link type N, in order with the others) or `capture`.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hex, toHex } from './build.ts';

export interface Line {
  readonly name: string;
  readonly octets: Uint8Array;
}

export interface Find {
  readonly file: string;
  /** The first comment line. */
  readonly about: string;
  readonly lines: readonly Line[];
}

export function parseFind(file: string, text: string): Find {
  const lines = text.split('\n').filter(line => line.trim() !== '');
  const about = (lines.find(line => line.startsWith('#')) ?? '').replace(/^#\s*/, '');
  return {
    file,
    about,
    lines: lines
      .filter(line => !line.startsWith('#'))
      .map(line => {
        const space = line.indexOf(' ');
        return { name: line.slice(0, space), octets: hex(line.slice(space)) };
      }),
  };
}

/** All finds of a folder, by name. */
export function readFinds(folder: string): Find[] {
  return readdirSync(folder)
    .filter(name => name.endsWith('.txt'))
    .sort()
    .map(name => parseFind(name, readFileSync(join(folder, name), 'utf8')));
}

function hashOf(text: string): string {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return (h >>> 0).toString(16).padStart(8, '0');
}

/** Writes a find; its name follows from what it holds. Gives the path. */
export function writeFind(folder: string, name: string, about: string, lines: readonly Line[]): string {
  const body = lines.map(line => `${line.name} ${toHex(line.octets)}\n`).join('');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}-${hashOf(body)}.txt`);
  writeFileSync(path, `# ${about.replace(/\n/g, ' ')}\n${body}`);
  return path;
}

/** Leaves out what is not needed for `still` to hold: pieces of half the length first, then of a quarter, … */
export function shrink(octets: Uint8Array, still: (octets: Uint8Array) => boolean, most = 2000): Uint8Array {
  let best = octets;
  let tries = 0;
  for (let piece = Math.max(1, best.length >> 1); piece >= 1 && tries < most; piece >>= 1) {
    for (let at = 0; at < best.length && tries < most; ) {
      tries++;
      const shorter = Uint8Array.from([...best.subarray(0, at), ...best.subarray(at + piece)]);
      if (shorter.length < best.length && still(shorter)) best = shorter;
      else at += piece;
    }
  }
  return best;
}
