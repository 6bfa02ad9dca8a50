/** A frame as `inspect` shows it: never a throw, never a place outside, no name from the wire. */
import { describeFrame } from '../../decoders/describe.ts';
import type { Part } from '../../decoders/part.ts';
import { GUARD } from './check.ts';

/** More parts than any frame needs, for each octet of it. */
const MOST_PARTS = 40;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

function wrongParts(root: readonly Part[], at: number, end: number): string {
  const list = [...root];
  for (let i = 0; i < list.length; i++) {
    const part = list[i];
    if (part.at < at || part.length < 0 || part.at + part.length > end) return `${part.name} lies outside`;
    // a value may be what a person wrote: its control characters are escaped where it is shown
    if (CONTROL.test(part.name)) return 'a control character in a name';
    for (const inner of part.parts) list.push(inner);
    if (list.length > (end - at + 20) * MOST_PARTS) return 'parts without end';
  }
  return '';
}

/** What is wrong with the description of a frame of that link type; '' where nothing is. */
export function describingProblem(octets: Uint8Array, link: number, withText: boolean): string {
  const at = GUARD;
  const end = at + octets.length;
  const room = new Uint8Array(end + GUARD);
  try {
    room.set(octets, at);
    const parts = describeFrame(room, at, end, link, { withText });
    const wrong = wrongParts(parts, at, end);
    if (wrong !== '') return wrong;
    if (octets.length > 4096) return '';
    const before = JSON.stringify(parts);
    room.fill(0xa1);
    room.set(octets, at);
    const after = JSON.stringify(describeFrame(room, at, end, link, { withText }));
    return after === before ? '' : 'the description depends on the octets around';
  } catch (error) {
    return `throws ${error instanceof Error ? `${error.name}: ${error.message}` : 'something'}`;
  }
}
