/**
 * TCAP for people: transaction portion, dialogue portion, components with their MAP, CAP or INAP parameters (Q.773, TS
 * 29.002, TS 29.078). Reads only `b[at]` to `b[end - 1]`; never throws.
 */
import { looksLikeAnsi } from './ansi-tcap.ts';
import { describeAnsiTcap } from './describe-ansi-tcap.ts';
import { type Element, elements, tagText } from './describe-ber.ts';
import { describeComponents, type TcapUser } from './describe-components.ts';
import { type Dialogue, describeDialogue } from './describe-dialogue.ts';
import type { Party } from './describe-sccp.ts';
import { FAULT, faultPart, hidden, type Layer, layer, type Part, part } from './part.ts';
import { messageName, pAbortCauseName } from './tcap-names.ts';
import { hexText } from './texts.ts';

export interface TcapContext {
  readonly party: Party;
  /** Show what a person wrote. */
  readonly withText: boolean;
}

const PORTION = 'Q.773 §4.2.1';

/** A message from its tag on, whatever stands behind it left out. */
export function describeTcap(b: Uint8Array, at: number, end: number, context: TcapContext): Layer {
  const has = end - at;
  if (has < 2) return layer('tcap', 'TCAP', '', at, has, PORTION, [faultPart('length', 2, has, at)]);
  const type = b[at];
  if (looksLikeAnsi(type)) return describeAnsiTcap(b, at, end);
  const name = messageName(type);
  if (name.startsWith('0x')) {
    return layer('tcap', 'TCAP', '', at, has, PORTION, [part(FAULT, `tag ${name} is no message of TCAP`, at, 1)]);
  }
  const faults: Part[] = [];
  const [whole] = elements(b, at, end, faults, 1);
  const parts: Part[] = [part('Message type', `${tagText(type)} ${name}`, at, whole.start - at, 'Q.773 §4.2.1')];
  parts.push(...faults);
  const inside: Part[] = [];
  const dialogue: Dialogue = { user: undefined, version: 0 };
  let identifiers = '';
  const found = elements(b, whole.start, whole.stop, inside);
  // the application context may stand behind the components in a broken message: it is looked for first
  const dialogues = found.map(one =>
    portion(one.tag) === 0x6b ? describeDialogue(b, one.start, one.stop, dialogue) : [],
  );
  found.forEach((one, i) => {
    const length = one.next - one.at;
    if (portion(one.tag) !== one.tag)
      parts.push(part(FAULT, `tag ${tagText(one.tag)} is of the context class`, one.at, 0));
    switch (portion(one.tag)) {
      case 0x48:
      case 0x49: {
        const which = portion(one.tag) === 0x48 ? 'otid' : 'dtid';
        const text = hexText(b, one.start, one.stop - one.start);
        const label = which === 'otid' ? 'Originating transaction ID' : 'Destination transaction ID';
        parts.push(part(label, text, one.at, length, 'Q.773 §4.2.1.3'));
        const n = one.stop - one.start;
        if (n < 1 || n > 4)
          parts.push(part(FAULT, `transaction identifier has ${n} octets, 1 to 4 are allowed`, one.start, 0));
        identifiers += `, ${which} ${text}`;
        break;
      }
      case 0x4a:
        parts.push(
          part(
            'P-Abort cause',
            one.stop > one.start ? pAbortCauseName(b[one.stop - 1]) : '',
            one.at,
            length,
            'Q.773 §4.2.1.4',
          ),
        );
        break;
      case 0x6b:
        parts.push(part('Dialogue portion', '', one.at, length, 'Q.773 §4.2.3', dialogues[i]));
        break;
      case 0x6c:
        parts.push(components(b, one, dialogue, context));
        break;
      default:
        parts.push(part(`tag ${tagText(one.tag)}`, hexText(b, one.start, one.stop - one.start), one.at, length));
    }
  });
  parts.push(...inside);
  if (whole.next < end) {
    parts.push(hidden('Octets behind the message', `${end - whole.next}`, whole.next, end - whole.next));
  }
  return layer('tcap', 'TCAP', `${name}${identifiers}`, at, whole.next - at, PORTION, parts);
}

/** A stack in the field writes the portions' tags in the context class. */
const portion = (tag: number): number => ((tag & 0xc0) === 0x80 && tag <= 0xff ? (tag & 0x3f) | 0x40 : tag);

function components(b: Uint8Array, one: Element, dialogue: Dialogue, context: TcapContext): Part {
  const user: TcapUser = {
    protocol: dialogue.user ?? userOf(context.party),
    version: dialogue.version,
    withText: context.withText,
  };
  const parts = describeComponents(b, one.start, one.stop, user);
  return part('Component portion', '', one.at, one.next - one.at, 'Q.773 §4.2.2', parts);
}

/** Whose components these are by subsystem numbers, as `tcap` takes them; MAP where nothing tells. */
function userOf({ called, calling }: Party): TcapUser['protocol'] {
  const either = (...numbers: number[]): boolean => numbers.includes(called) || numbers.includes(calling);
  if (either(146)) return 'cap';
  if (either(106, 241)) return 'inap';
  if (either(5, 6, 7, 8, 9, 10, 145, 147, 148, 149, 150)) return 'map';
  return called < 0 && calling < 0 ? 'map' : 'tcap';
}

/** Components without their TCAP message. */
export function describeComponentsAlone(b: Uint8Array, at: number, end: number, context: TcapContext): Layer {
  const parts = describeComponents(b, at, end, { protocol: 'map', version: 0, withText: context.withText });
  return layer('map', 'Components', '', at, end - at, 'Q.773 §4.2.2', parts);
}
