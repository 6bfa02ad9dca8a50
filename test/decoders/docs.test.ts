/** decoders/README.md has the lists that the code has, and the code has what the standards list. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { gtpCauseName } from '../../decoders/gtp-causes.ts';
import { GTP_ELEMENTS, gtpElement, TLV, TLV_SHORT } from '../../decoders/gtp-elements.ts';
import { gtpMessageName } from '../../decoders/gtp-messages.ts';
import { CONTEXTS, contextName } from '../../decoders/map-contexts.ts';
import { ERRORS, errorName } from '../../decoders/map-errors.ts';
import { OPERATIONS, operationName } from '../../decoders/map-operations.ts';
import { PROTOCOLS } from '../../decoders/protocols.ts';
import {
  NUMBERING_PLANS,
  REFUSAL_CAUSES,
  RELEASE_CAUSES,
  RETURN_CAUSES,
  SCCP_MESSAGES,
  SCCP_PARAMETERS,
  SUBSYSTEMS,
} from '../../decoders/sccp-names.ts';
import { componentName, messageName, pAbortCauseName, problemName } from '../../decoders/tcap-names.ts';
import { M2PA_STATUS, XUA, type Xua } from '../../decoders/xua-names.ts';
import { LISTS, part, readme } from './docs.ts';

describe('decoders/README.md', () => {
  it.each(Object.keys(LISTS))('has the %s as the code has them (npm run docs)', name => {
    expect(part(readme(), name)).toBe(LISTS[name]());
  });

  it('has every protocol in its coverage table', () => {
    const names: Record<string, string> = {
      frame: 'link layers',
      ansi_tcap: 'ANSI TCAP, ANSI-41',
      ansi_map: 'ANSI TCAP, ANSI-41',
      gtp: 'GTPv1-C',
      gtpv0: "GTPv0, GTP', GTPv2-C",
      gtp_prime: "GTPv0, GTP', GTPv2-C",
      gtpv2: "GTPv0, GTP', GTPv2-C",
      gtp_u: 'GTP-U',
      isup: 'ISUP, Diameter',
      diameter: 'ISUP, Diameter',
      mtp3mg: 'MTP3',
      tup: 'MTP3',
      bisup: 'MTP3',
      aal2: 'MTP3',
      bicc: 'MTP3',
    };
    const rows = readme().split('## What is read')[1].split('###')[0];
    for (const { name } of PROTOCOLS) {
      if (name !== 'other') expect(rows).toMatch(new RegExp(`^\\| ${names[name] ?? name.toUpperCase()} +\\|`, 'm'));
    }
  });
});

const SHARED = process.env.SIGPROBE_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url));
const CODES = join(SHARED, 'spec/codes');
const ready = existsSync(CODES);
if (!ready) console.warn('no lists of the standards (SIGPROBE_SHARED): names are not held against them');

/** Rows of a list by their column names; cells in quotes may hold commas, quotes and line ends. */
function rows(file: string): Record<string, string>[] {
  const lines: string[][] = [[]];
  let cell = '';
  let quoted = false;
  const text = readFileSync(join(CODES, file), 'utf8');
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[i + 1] === '"') cell += text[++i];
      else quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === ',' || c === '\n') {
      lines[lines.length - 1].push(cell);
      cell = '';
      if (c === '\n') lines.push([]);
    } else if (c !== '\r') cell += c;
  }
  const [head, ...body] = lines.filter(line => line.length > 1);
  return body.map(line => Object.fromEntries(head.map((name, i) => [name, line[i] ?? ''])));
}

/** What of two names must agree: letters and digits, without what stands in brackets. */
const bare = (name: string): string =>
  name
    .replace(/\(.*?\)/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');

/** Rows of a list, of which there must be at least so many: a list that cannot be read proves nothing. */
function listed(file: string, group: string, count: number): Record<string, string>[] {
  const found = rows(file).filter(row => group === '' || row.group === group);
  expect(found.length).toBeGreaterThanOrEqual(count);
  return found;
}

/** Rows whose name the code does not have. */
const unlike = (all: readonly Record<string, string>[], ours: (row: Record<string, string>) => string | undefined) =>
  all
    .map(row => ({ code: row.code ?? row.type ?? row.value ?? row.number, theirs: row.name, ours: ours(row) ?? '' }))
    .filter(({ theirs, ours: mine }) => bare(theirs) !== bare(mine));

describe.skipIf(!ready)('names against the lists of the standards', () => {
  it('operations of MAP', () => {
    const all = listed('map-operations.csv', '', 84);
    expect(unlike(all, row => operationName(Number(row.code), 0))).toEqual([]);
    expect(OPERATIONS.length).toBe(all.length);
  });

  it('operations that were others in version 1, by their names there', () => {
    const others = rows('map-operations.csv').flatMap(row => {
      const old = /phase 1 name: ([A-Za-z-]+) \(another operation/.exec(row.remarks);
      return old === null ? [] : [{ ...row, name: old[1] }];
    });
    expect(others.length).toBe(16);
    expect(unlike(others, row => operationName(Number(row.code), 1))).toEqual([]);
  });

  it('classes of operations', () => {
    for (const row of listed('map-operations.csv', '', 84)) {
      const ours = OPERATIONS.find(({ code }) => code === Number(row.code));
      if (row.class !== '') expect([row.name, ours?.class]).toEqual([row.name, Number(row.class)]);
    }
  });

  it('errors of MAP', () => {
    const all = listed('map-errors.csv', '', 60);
    expect(unlike(all, row => errorName(Number(row.code), 0))).toEqual([]);
    expect(ERRORS.length).toBe(all.length);
  });

  it('application contexts of MAP', () => {
    const all = listed('map-application-contexts.csv', '', 48).filter(row => Number(row.number) < 50);
    expect(unlike(all, row => contextName(Number(row.number)))).toEqual([]);
    for (const row of all) {
      const ours = CONTEXTS.find(({ number }) => number === Number(row.number));
      expect([row.name, ours?.versions.map(version => `v${version}`).join(' ')]).toEqual([row.name, row.versions]);
    }
  });

  it('messages of GTPv1', () => {
    // TS 29.060 §7.1 table 1 spells these otherwise than the list; 24 and 25 are of version 0 alone (GSM 09.60 §7.1)
    const spelt: Record<number, string> = {
      31: 'Supported Extension Headers Notification',
      32: 'Send Routeing Information for GPRS Request',
      33: 'Send Routeing Information for GPRS Response',
      52: 'SGSN Context Acknowledge',
      255: 'G-PDU',
    };
    const all = listed('gtpv1-messages.csv', '', 71).map(row => ({
      ...row,
      name: spelt[Number(row.type)] ?? row.name,
    }));
    const version = (type: number): number => (type === 24 || type === 25 ? 0 : 1);
    expect(unlike(all, row => gtpMessageName(Number(row.type), version(Number(row.type))))).toEqual([]);
  });

  it('elements of GTPv1, with their lengths', () => {
    const all = listed('gtpv1-elements.csv', '', 134);
    expect(unlike(all, row => gtpElement(Number(row.type)).name)).toEqual([]);
    const lengths = new Map<number, number>(GTP_ELEMENTS.map(([type, , length]) => [type, length]));
    for (const { type, format, value_length } of all) {
      const ours = lengths.get(Number(type));
      if (format === 'TV') expect([type, ours]).toEqual([type, Number(value_length)]);
      else expect([type, ours === TLV || ours === TLV_SHORT]).toEqual([type, true]);
    }
  });

  it('causes of GTPv1', () => {
    expect(unlike(listed('gtpv1-causes.csv', '', 65), row => gtpCauseName(Number(row.value)))).toEqual([]);
  });

  it.each(['M3UA', 'M2UA', 'SUA'])('classes, types and parameters of %s', name => {
    const { classes, types, parameters } = XUA[name.toLowerCase() as Xua];
    const all = rows('m3ua-m2ua-m2pa-sua.csv').filter(({ protocol }) => protocol === name);
    expect(all.length).toBeGreaterThan(30);
    const missing = all.filter(({ group, value }) => {
      const number = Number(value);
      if (group === 'class') return classes[number] === undefined;
      if (group === 'parameter') return parameters[number] === undefined;
      return types[(Number(group.replace('type class ', '')) << 8) | number] === undefined;
    });
    // two parameters of drafts, which RFC 3868 has elsewhere
    const drafts = ['0x000f', '0x0119', '0x011a'];
    expect(missing.filter(({ value }) => !drafts.includes(value))).toEqual([]);
  });

  it('states of M2PA', () => {
    const all = rows('m3ua-m2ua-m2pa-sua.csv').filter(
      ({ protocol, group }) => protocol === 'M2PA' && group === 'status',
    );
    expect(all.length).toBe(9);
    expect(unlike(all, row => M2PA_STATUS[Number(row.value)])).toEqual([]);
  });

  it.each([
    ['message type', 20, SCCP_MESSAGES],
    ['return cause', 15, RETURN_CAUSES],
    ['refusal cause', 20, REFUSAL_CAUSES],
    ['release cause', 17, RELEASE_CAUSES],
    ['SSN', 20, SUBSYSTEMS],
    ['numbering plan', 9, NUMBERING_PLANS],
    ['parameter name code', 20, SCCP_PARAMETERS],
  ])('%s of SCCP', (group, count, table) => {
    const all = listed('sccp.csv', group, count);
    expect(all.filter(({ value }) => table[Number(value)] === undefined)).toEqual([]);
  });

  it('messages, components, problems and abort causes of TCAP', () => {
    const named: Record<string, (value: number) => string> = {
      message: messageName,
      component: componentName,
      'P-Abort cause': pAbortCauseName,
      'general problem': value => problemName(0x8000 | value).split(': ')[1],
      'invoke problem': value => problemName(0x8100 | value).split(': ')[1],
      'returnResult problem': value => problemName(0x8200 | value).split(': ')[1],
      'returnError problem': value => problemName(0x8300 | value).split(': ')[1],
    };
    for (const [group, name] of Object.entries(named)) {
      expect(unlike(listed('tcap-tags.csv', group, 3), row => name(Number(row.value)))).toEqual([]);
    }
  });
});
