import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { looksLikeGtpC } from '../../decoders/gtp.ts';
import { type Decoded, decode, HAS, octets, SHARED, vectors } from './gtp-helpers.ts';
import { ask, captures, type Field, gtpPayloads, hasTshark, payloads, type Row } from './gtp-tshark.ts';

const STACKS = ['go-gtp', 'gtplib', 'scapy', 'osmo-sgsn'];
const shared = existsSync(join(SHARED, 'vectors'));
const ready = shared && existsSync(join(SHARED, 'captures/gtp')) && hasTshark();
if (!ready) console.warn('no shared captures (SIGPROBE_SHARED) or no tshark: comparison of GTP with tshark skipped');

const hex = (value: number, digits: number) => `0x${value.toString(16).padStart(digits, '0')}`;
const dotted = (text: string) => Buffer.from(text, 'hex').join('.');

/** An IPv6 address as tshark writes it, in full: 32 hex digits. */
function expand(address: string): string {
  if (address === '') return '';
  const [head, tail] = address.split('::').map(part => part.split(':').filter(group => group !== ''));
  const zeros = tail === undefined ? [] : Array<string>(8 - head.length - tail.length).fill('0');
  return [...head, ...zeros, ...(tail ?? [])].map(group => group.padStart(4, '0')).join('');
}

/** Differences that are expected, with the clause that shows who is right. */
const KNOWN: readonly { field: Field; clause: string; is: (ours: string, theirs: string) => boolean }[] = [
  {
    field: 'e164.msisdn',
    clause: 'TS 29.002 §17.7.8 TBCD-STRING: 1010 to 1110 are *, #, a, b, c; tshark writes ? for each',
    is: (ours, theirs) => ours.replace(/[*#abc]/g, '?') === theirs,
  },
];

/** The fields as tshark writes them, from the record; '' where absent. */
function ours(m: Decoded): Partial<Record<Field, string>> {
  const flag = (bit: number, value: string) => (m.has(bit) ? value : '');
  const addresses = (length: number) =>
    (['controlAddress', 'userAddress'] as const)
      .filter(name => m.field(`${name}Length`) === length)
      .map(name => (length === 4 ? dotted(m.bytes(name, 4)) : m.bytes(name, 16)))
      .join(';');
  const area = (name: 'rai' | 'location') => Number.parseInt(m.bytes(name, 5).slice(6), 16);
  const zone = m.field('timeZone');
  const cell = Number.parseInt(m.bytes('location', 7).slice(10), 16);
  return {
    'gtp.message': hex(m.field('messageType'), 2),
    'gtp.teid': hex(m.field('teid'), 8),
    'gtp.seq_number': flag(HAS.HAS_SEQUENCE, hex(m.field('sequenceNumber'), 4)),
    'e212.imsi': m.imsi,
    'gtp.cause': flag(HAS.HAS_CAUSE, String(m.field('cause'))),
    'gtp.apn': m.apn,
    'gtp.teid_cp': flag(HAS.HAS_TEID_CONTROL, hex(m.field('teidControl'), 8)),
    'gtp.teid_data': flag(HAS.HAS_TEID_DATA, hex(m.field('teidData'), 8)),
    'gtp.nsapi': flag(HAS.HAS_NSAPI, String(m.field('nsapi'))),
    'gtp.recovery': flag(HAS.HAS_RECOVERY, String(m.field('recovery'))),
    'gtp.tear_ind': flag(HAS.HAS_TEARDOWN, String(m.field('teardown'))),
    'gtp.sel_mode': flag(HAS.HAS_SELECTION_MODE, String(m.field('selectionMode'))),
    'gtp.ext_rat_type': flag(HAS.HAS_RAT, String(m.field('ratType'))),
    'gtp.user_addr_pdp_org': flag(HAS.HAS_END_USER, String(m.field('pdpOrganisation'))),
    'gtp.user_addr_pdp_type': flag(HAS.HAS_END_USER, hex(m.field('pdpType'), 2)),
    'gtp.user_ipv4': flag(HAS.HAS_END_USER_V4, dotted(m.bytes('endUserV4', 4))),
    'gtp.user_ipv6': flag(HAS.HAS_END_USER_V6, m.bytes('endUserV6', 16)),
    'gtp.gsn_ipv4': addresses(4),
    'gtp.gsn_ipv6': addresses(16),
    'e164.msisdn': m.msisdn,
    'gtp.chrg_char': flag(HAS.HAS_CHARGING, String(m.field('chargingCharacteristics'))),
    // quarters of an hour, the digits swapped, bit 4 the sign (TS 23.040 §9.2.3.11)
    'gtp.timezone': flag(HAS.HAS_TIME_ZONE, String((zone & 0x07) * 10 + (zone >> 4))),
    'gtp.ext_imeisv': m.imei,
    'gtp.geo_loc_type': flag(HAS.HAS_LOCATION, String(m.field('locationType'))),
    'gtp.lac': [flag(HAS.HAS_RAI, String(area('rai'))), flag(HAS.HAS_LOCATION, String(area('location')))]
      .filter(text => text !== '')
      .join(';'),
    'gtp.cgi_ci': flag(HAS.HAS_LOCATION, m.field('locationType') === 0 ? String(cell) : ''),
    'gtp.sai_sac': flag(HAS.HAS_LOCATION, m.field('locationType') === 1 ? String(cell) : ''),
  };
}

/** All values where the record keeps all of them, else the first. */
function theirs(row: Row, name: Field): string {
  const values = row[name].split(';');
  if (name === 'gtp.gsn_ipv4') return values.slice(0, 2).join(';');
  if (name === 'gtp.gsn_ipv6') return values.slice(0, 2).map(expand).join(';');
  if (name === 'gtp.user_ipv6') return expand(values[0]);
  return name === 'gtp.lac' ? row[name] : values[0];
}

/** Everything that differs between the two readings and is not in the table. */
function differences(messages: readonly Uint8Array[], rows: readonly Row[]): string[] {
  const found: string[] = [];
  messages.forEach((message, i) => {
    const m = decode(message);
    for (const [name, value] of Object.entries(ours(m)) as [Field, string][]) {
      const other = theirs(rows[i], name);
      if (value === other || KNOWN.some(known => known.field === name && known.is(value, other))) continue;
      found.push(
        `${name}: ${value} here, ${other} there; ${m.status} ${rows[i]['_ws.malformed']}, ${Buffer.from(message).toString('hex')}`,
      );
    }
  });
  return found;
}

describe.skipIf(!ready)('beside tshark', () => {
  let messages: Uint8Array[] = [];

  beforeAll(() => {
    const folders = ['captures/gtp', 'captures/gtpv2-diameter'].map(folder => join(SHARED, folder));
    const seen = new Set(folders.flatMap(captures).flatMap(gtpPayloads));
    messages = [...seen].map(octets);
  }, 120_000);

  it('reads every field of the captured messages alike', () => {
    expect(messages.length).toBeGreaterThan(60);
    expect(differences(messages, ask(messages))).toEqual([]);
  });

  it("reads every field of other stacks' test messages alike", () => {
    const found = STACKS.flatMap(vectors).filter(vector => /^3[0-7](?!ff)/.test(vector.hex) && vector.len >= 8);
    const list = [...new Set(found.map(vector => vector.hex))].map(octets).filter(b => decode(b).status === 'ok');
    expect(list.length).toBeGreaterThan(20);
    expect(differences(list, ask(list))).toEqual([]);
  });

  it('knows captured messages for what they are', () => {
    const whole = messages.filter(b => b[1] < 240 && (b[0] & 0x02) !== 0 && b.length === ((b[2] << 8) | b[3]) + 8);
    expect(whole.length).toBeGreaterThan(50);
    expect(whole.filter(b => !looksLikeGtpC(b, 0, b.length))).toEqual([]);
  });

  it('does not take what only looks like GTP for it', () => {
    const others = payloads(join(SHARED, 'captures/gtp/false_positives.pcapng'));
    expect(others.length).toBeGreaterThan(100);
    expect(others.map(octets).filter(b => looksLikeGtpC(b, 0, b.length))).toEqual([]);
  });
});

describe.skipIf(!shared)("other stacks' test messages", () => {
  it.each([...STACKS, 'jss7', 'go-m3ua', 'libosmo-sccp'])('are read without a throw, whole and cut: %s', stack => {
    for (const vector of vectors(stack)) {
      const b = octets(vector.hex);
      for (let n = 0; n <= b.length; n += b.length > 400 ? 13 : 1) {
        const m = decode(b.subarray(0, n));
        expect(m.field('textLength')).toBeLessThanOrEqual(n);
        if (m.fault !== undefined) expect(m.fault[2]).toBeLessThanOrEqual(n);
      }
    }
  });
});
