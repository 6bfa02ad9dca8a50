/** Lists of decoders/README.md that the tables of the code give. `npm run docs` writes them anew; a test compares. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ANSI_MAP_OPERATION_CODES, ansiMapOperationName } from '../../decoders/ansi-map-operations.ts';
import { CAP_OPERATION_CODES, capOperationName } from '../../decoders/cap-operations.ts';
import { describesElement } from '../../decoders/describe-gtp-values.ts';
import { DESCRIBED_OPERATIONS } from '../../decoders/describe-map.ts';
import { GTP_CAUSES } from '../../decoders/gtp-causes.ts';
import { GTP_ELEMENTS, gtpElement, TLV, TLV_SHORT } from '../../decoders/gtp-elements.ts';
import { GTP_MESSAGES, IS_CONTROL, RESPONSE_OF } from '../../decoders/gtp-messages.ts';
import { INAP_OPERATION_CODES, inapOperationName } from '../../decoders/inap-operations.ts';
import { CONTEXTS } from '../../decoders/map-contexts.ts';
import { ERRORS } from '../../decoders/map-errors.ts';
import { OPERATIONS } from '../../decoders/map-operations.ts';
import { ARGUMENT_NODE, RESULT_NODE } from '../../decoders/map-rules.ts';
import { SCCP_MESSAGES } from '../../decoders/sccp-names.ts';
import { XUA } from '../../decoders/xua-names.ts';

/** The checkout, from the source of this file or from what was built of it. */
const ROOT = fileURLToPath(new URL(import.meta.url.includes('/dist/') ? '../../..' : '../..', import.meta.url));
const README = join(ROOT, 'decoders/README.md');

/** A table with the columns as wide as their widest cell, as the formatter leaves it. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, i) => Math.max(3, ...all.map(row => [...row[i]].length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => cell + ' '.repeat(widths[i] - [...cell].length)).join(' | ')} |`;
  return [line(head), `| ${widths.map(width => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** A paragraph in lines of at most 120 columns; `indent` begins all but the first. */
function folded(text: string, indent = ''): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1];
    if (last !== '' && [...`${last} ${word}`].length > 120) lines.push(indent + word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.join('\n');
}

const versions = (list: readonly number[]): string => (list.length === 0 ? '' : `v${list.join(', v')}`);

function operations(): string {
  const rows = OPERATIONS.map(row => {
    const identities = ARGUMENT_NODE[row.code] !== 0 || RESULT_NODE[row.code] !== 0;
    const read = [identities ? 'identities' : '', DESCRIBED_OPERATIONS.includes(row.code) ? 'parameters' : '']
      .filter(Boolean)
      .join(', ');
    const other = [
      row.phase1 === undefined ? '' : `v1: ${row.phase1}`,
      row.phase2 === undefined ? '' : `v2: ${row.phase2}`,
    ];
    return [
      String(row.code),
      row.name,
      other.filter(Boolean).join(', '),
      versions(row.versions),
      row.class === 0 ? '' : String(row.class),
      row.timer,
      read === '' ? 'name' : read,
    ];
  });
  return table(['code', 'operation', 'other name', 'versions', 'class', 'timer', 'read'], rows);
}

function errors(): string {
  return table(
    ['code', 'error', 'in version 1', 'versions'],
    ERRORS.map(row => [String(row.code), row.name, row.phase1 ?? '', versions(row.versions)]),
  );
}

function contexts(): string {
  return table(
    ['number', 'context', 'versions'],
    CONTEXTS.map(row => [String(row.number), row.context, versions(row.versions)]),
  );
}

const list = (codes: readonly number[], name: (code: number) => string): string =>
  [...codes]
    .sort((a, b) => a - b)
    .map(code => `${code} ${name(code)}`)
    .join(', ');

function others(): string {
  return [
    `**CAP** (TS 29.078): ${list(CAP_OPERATION_CODES, capOperationName)}.`,
    `**INAP** (ETS 300 374-1, Q.1218, Q.1228): ${list(INAP_OPERATION_CODES, inapOperationName)}.`,
    `**ANSI-41** (TIA-41), by specifier: ${list(ANSI_MAP_OPERATION_CODES, ansiMapOperationName)}.`,
  ]
    .map(text => folded(text))
    .join('\n\n');
}

function messages(): string {
  const rows = GTP_MESSAGES.map(([type, name, kind]) => {
    const answer = RESPONSE_OF[type];
    return [String(type), name, kind, answer === 0 ? '' : String(answer), IS_CONTROL[type] === 1 ? 'yes' : ''];
  });
  return table(['type', 'message', 'kind', 'answered by', 'paired'], rows);
}

function elements(): string {
  const rows = GTP_ELEMENTS.map(([type, name, length]) => {
    const octets = length === TLV ? 'length in 2 octets' : length === TLV_SHORT ? 'length in 1 octet' : String(length);
    return [String(type), name, octets, gtpElement(type).clause, describesElement(type) ? 'value' : 'octets'];
  });
  return table(['type', 'element', 'octets', 'clause', 'shown as'], rows);
}

function causes(): string {
  return folded(`${GTP_CAUSES.map(([value, name]) => `${value} ${name}`).join(', ')}.`);
}

function lower(): string {
  const sccp = Object.values(SCCP_MESSAGES).map(text => text.split(' ', 1)[0]);
  const all = [
    ...Object.entries(XUA).map(
      ([name, { clause, types }]) => [name, clause, [...new Set(Object.values(types))]] as const,
    ),
    ['sccp', 'Q.713 §2.1', sccp] as const,
  ];
  return all
    .map(([name, clause, messages]) => folded(`- **${name.toUpperCase()}** (${clause}): ${messages.join(', ')}.`, '  '))
    .join('\n');
}

/** What stands between the marks of a part. */
export const LISTS: Readonly<Record<string, () => string>> = {
  lower,
  operations,
  errors,
  contexts,
  others,
  messages,
  elements,
  causes,
};

export function readme(): string {
  return readFileSync(README, 'utf8');
}

export function part(text: string, name: string): string {
  return text.split(`<!-- ${name} -->`)[1]?.split(`<!-- /${name} -->`)[0].trim() ?? '';
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  let text = readme();
  for (const [name, make] of Object.entries(LISTS)) {
    const [before, rest] = text.split(`<!-- ${name} -->`);
    const after = rest.split(`<!-- /${name} -->`)[1];
    text = `${before}<!-- ${name} -->\n\n${make()}\n\n<!-- /${name} -->${after}`;
  }
  writeFileSync(README, text);
}
