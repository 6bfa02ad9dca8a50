import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { missing, Network } from './osmo.ts';

const absent = missing();
if (absent !== '') console.warn(`live test with osmo-ggsn skipped: ${absent}`);

const CONTEXTS = 3;
/** sgsnemu adds ten for each further context. */
const IMSIS = ['240010123456789', '240010123456799', '240010123456809'];

type Row = Record<string, unknown>;
const of = (rows: Row[], type: string) => rows.filter(row => row.type === type);
const column = (rows: Row[], name: string) => rows.map(row => row[name]);

describe.skipIf(absent !== '')('a GGSN and an SGSN on the loopback interface', { timeout: 60_000, retry: 2 }, () => {
  let network: Network;

  beforeEach(() => {
    network = new Network();
  });
  afterEach(() => network.end());

  it('gives creates and deletes as successes in valid tunnels', async () => {
    await network.startGgsn();
    const rows = await network.watch(() => network.createAndDelete(CONTEXTS));
    const creates = of(rows, 'PDP_CREATE');
    const deletes = of(rows, 'PDP_DELETE');
    expect(column(creates, 'outcome')).toEqual(Array(CONTEXTS).fill('success'));
    expect(column(deletes, 'outcome')).toEqual(Array(CONTEXTS).fill('success'));
    // request accepted (TS 29.060 §7.7.1)
    expect(column([...creates, ...deletes], 'cause_code')).toEqual(Array(2 * CONTEXTS).fill(128));
    expect(column(creates, 'imsi').sort()).toEqual(IMSIS);
    expect(new Set(column(creates, 'apn'))).toEqual(new Set(['internet']));
    expect(new Set(column(creates, 'ggsn_address'))).toEqual(new Set(['127.0.0.2']));
    expect(new Set(column(creates, 'end_user_address')).size).toBe(CONTEXTS);
    expect(column(rows, 'retransmissions')).toEqual(Array(rows.length).fill(0));

    const tunnels = column(creates, 'tunnel_id');
    expect(tunnels.every(tunnel => tunnel !== null)).toBe(true);
    expect(new Set(tunnels).size).toBe(CONTEXTS);
    // a delete carries neither identity nor APN: both come from its tunnel
    for (const create of creates) {
      const own = deletes.filter(row => row.tunnel_id === create.tunnel_id);
      expect(own).toHaveLength(1);
      expect(own[0].imsi).toBe(create.imsi);
      expect(own[0].apn).toBe('internet');
    }
  });

  it('gives creates that nobody answers as _Incomplete with their retransmissions', async () => {
    const ggsn = await network.startGgsn();
    const stopped = new Promise(resolve => ggsn.on('close', resolve));
    ggsn.kill('SIGTERM');
    await stopped;
    const rows = await network.watch(() => network.createInVain(CONTEXTS, 3, 1000));
    const creates = of(rows, 'PDP_CREATE');
    expect(creates).toHaveLength(CONTEXTS);
    expect(column(creates, 'outcome')).toEqual(Array(CONTEXTS).fill('error'));
    expect(column(creates, 'reason')).toEqual(Array(CONTEXTS).fill('_Incomplete'));
    expect(column(creates, 'retransmissions')).toEqual(Array(CONTEXTS).fill(2));
    expect(column(creates, 'edge')).toEqual(Array(CONTEXTS).fill('end'));
    expect(column(creates, 'imsi').sort()).toEqual(IMSIS);
    expect(of(rows, 'PDP_DELETE')).toEqual([]);
  });
});
