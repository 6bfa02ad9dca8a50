/** ANSI TCAP and ANSI-41 for people: portions and components by name, parameters by tag (T1.114.3, TIA-41). */
import { ansiMapOperationName } from './ansi-map-operations.ts';
import { type Element, elements, generic, tagText } from './describe-ber.ts';
import { type Layer, layer, type Part, part } from './part.ts';
import { componentName, messageName } from './tcap-names.ts';
import { hexText } from './texts.ts';

const CLAUSE = 'T1.114.3';

const FIELDS: Readonly<Record<number, string>> = {
  199: 'Transaction ID', // 0xc7
  207: 'Component ID', // 0xcf
  208: 'Operation code (national)',
  209: 'Operation code (private)',
  211: 'Error code (national)',
  212: 'Error code (private)',
  213: 'Problem code',
  215: 'P-Abort cause',
  216: 'User abort information',
  249: 'Dialogue portion', // 0xf9
  242: 'Parameter set', // 0xf2
  48: 'Parameter sequence', // 0x30
};

export function describeAnsiTcap(b: Uint8Array, at: number, end: number): Layer {
  const faults: Part[] = [];
  const [whole] = elements(b, at, end, faults, 1);
  const name = messageName(whole.tag);
  const parts: Part[] = [
    part('Package type', `${tagText(whole.tag)} ${name}`, at, whole.start - at, CLAUSE),
    ...faults,
  ];
  const inside: Part[] = [];
  let isAnsi41 = false;
  for (const one of elements(b, whole.start, whole.stop, inside)) {
    if (one.tag !== 0xe8) {
      parts.push(field(b, one));
      continue;
    }
    const components: Part[] = [];
    const broken: Part[] = [];
    for (const component of elements(b, one.start, one.stop, broken)) {
      const below: Part[] = [];
      const fields = elements(b, component.start, component.stop, below).map(inner => {
        if (inner.tag === 0xd1 && (b[inner.start] & 0x7f) === 9) isAnsi41 = true;
        return field(b, inner);
      });
      components.push(
        part(componentName(component.tag), '', component.at, component.next - component.at, CLAUSE, [
          ...fields,
          ...below,
        ]),
      );
    }
    parts.push(part('Component sequence', '', one.at, one.next - one.at, CLAUSE, [...components, ...broken]));
  }
  const protocol = isAnsi41 ? 'ansi_map' : 'ansi_tcap';
  return layer(protocol, 'ANSI TCAP', name, at, whole.next - at, CLAUSE, [...parts, ...inside]);
}

function field(b: Uint8Array, one: Element): Part {
  const name = FIELDS[one.tag] ?? `tag ${tagText(one.tag)}`;
  const length = one.next - one.at;
  const n = one.stop - one.start;
  if ((b[one.at] & 0x20) !== 0) {
    // parameters may hold messages of people: names and lengths alone
    return part(name, '', one.at, length, CLAUSE, generic(b, one.start, one.stop, true));
  }
  if (one.tag === 0xd1 && n === 2 && (b[one.start] & 0x7f) === 9) {
    return part(name, `${b[one.start + 1]} ${ansiMapOperationName(b[one.start + 1])}`, one.at, length, 'TIA-41 §6.3');
  }
  return part(name, hexText(b, one.start, n), one.at, length, CLAUSE);
}
