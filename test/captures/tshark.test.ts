/** What tshark reads in a made capture is what the maker meant, message by message. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cast } from '../../captures/maker/cast.ts';
import { type Dialogue, IMSI, OPENER, type Step } from '../../captures/maker/dialogue.ts';
import { Engine } from '../../captures/maker/engine.ts';
import { NO_FAULTS } from '../../captures/maker/faults.ts';
import * as gtp from '../../captures/maker/gtp.ts';
import { hubScripts, USUAL } from '../../captures/maker/hub-scripts.ts';
import { make } from '../../captures/maker/make.ts';
import { Plan } from '../../captures/maker/plan.ts';
import { Population } from '../../captures/maker/population.ts';
import { Random } from '../../captures/maker/random.ts';
import { Taps } from '../../captures/maker/taps.ts';
import { ABORT, BEGIN, CONTINUE, ERROR, INVOKE, RESULT } from '../../captures/maker/tcap.ts';
import { Truth } from '../../captures/maker/truth.ts';
import { makeWorld } from '../../captures/maker/world.ts';
import { captureNames, filesOf } from '../goldens.ts';

const missing = spawnSync('tshark', ['-v']).error !== undefined;
if (missing) process.stderr.write('tshark is not installed: comparison of made captures skipped\n');

const tshark = (path: string, ...more: string[]): string =>
  execFileSync(
    'tshark',
    ['-r', path, '-o', 'sctp.checksum:TRUE', '-o', 'ip.check_checksum:TRUE', '-o', 'udp.check_checksum:TRUE', ...more],
    {
      maxBuffer: 1 << 29,
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  ).toString();

const FRAMES = 12_000;
/** Severity error: 8 << 20. */
/** Captures whose packets were cut on purpose, and one with segments out of order, which tshark does not put together. */
const CUT = ['snapped', 'hub-leg-cut', 'sccp-segments'];
/** Octets of the header of a pcap file. */
const FILE_HEADER = 24;
const WRONG =
  '_ws.malformed or _ws.expert.severity >= 8388608 or sctp.checksum.status == 0 or ip.checksum.status == 0 or udp.checksum.status == 0';

/**
 * The one thing of ours that tshark 4.0 calls malformed: roamingNotAllowed before version 3 carries a bare ENUMERATED
 * (GSM 09.02 v4 §17.6.6), tshark's table has the SEQUENCE of version 3 for all.
 */
const BARE = 'Sequence expected but class:UNIVERSAL(0) Primitive tag:10';

interface Meant {
  tids: string[];
  codes: number[];
  imsis: string[];
}
interface MeantGtp {
  type: number;
  sequence: number;
  teid: number;
  cause: number | null;
  apn: string | null;
  imsi: string | null;
  nsapi: number | null;
  control: number | null;
}

describe.skipIf(missing)('tshark', () => {
  let folder = '';
  let path = '';
  const map = new Map<number, Meant>();
  const tunnels = new Map<number, MeantGtp>();
  let bare = 0;

  function watchMap(d: Dialogue, s: Step, frame: number): void {
    const meant = map.get(frame) ?? { tids: [], codes: [], imsis: [] };
    map.set(frame, meant);
    const hex = (value: number, width: number): void => {
      if (width > 0) meant.tids.push(value.toString(16).padStart(width * 2, '0'));
    };
    const step = s.returned >= 0 ? d.script[0]! : s;
    const mine = step.side === OPENER;
    if (step.type === BEGIN || step.type === CONTINUE) hex(mine ? d.otid : d.dtid, mine ? d.otidWidth : d.dtidWidth);
    if (step.type !== BEGIN) hex(mine ? d.dtid : d.otid, mine ? d.dtidWidth : d.otidWidth);
    for (const c of step.components) {
      if (c.kind === INVOKE || (c.kind === RESULT && c.operation >= 0)) meant.codes.push(c.operation);
      if (c.kind === ERROR) meant.codes.push(c.code);
      if (c.kind === ERROR && c.code === 8 && d.kind.version < 3) bare++;
    }
    if (step.learns & IMSI && step.type !== ABORT) meant.imsis.push(d.imsi);
    // tshark 4.0 takes the hlr-Number of a version 1 result, an OCTET STRING alone, for an IMSI (GSM 09.02 §17.7.1).
    if (d.kind.operationCode === 2 && d.kind.version === 1 && s.outcome?.outcome === 'success') {
      meant.imsis.push(`19${d.responder.number}`);
    }
  }

  function watchGtp(d: Dialogue, s: Step, frame: number): void {
    const t = d.tunnel;
    const toGgsn = t !== null && (s.side === OPENER) === (d.responder === t.ggsn);
    const request = s.side === OPENER;
    const create = s.type === gtp.CREATE_REQUEST;
    const good = s.cause === 128;
    const tells: readonly number[] = [gtp.CREATE_REQUEST, gtp.UPDATE_REQUEST, gtp.DELETE_REQUEST];
    let control: number | null = null;
    if (create || (s.type === gtp.UPDATE_REQUEST && toGgsn)) control = d.sgsnControl;
    if (t !== null && good && !request && !toGgsn && s.type !== gtp.DELETE_RESPONSE) control = t.ggsnControl;
    tunnels.set(frame, {
      type: s.type,
      sequence: d.sequence,
      teid: t === null || create ? 0 : toGgsn ? t.ggsnControl : d.sgsnControl,
      cause: s.cause || null,
      apn: create ? t!.apn : null,
      imsi: create ? d.imsi : null,
      nsapi: tells.includes(s.type) ? t!.nsapi : null,
      control,
    });
  }

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'maker-'));
    path = join(folder, 'a.pcap');
    const random = new Random(99);
    const world = makeWorld(random);
    const truth = new Truth(null);
    const rates = NO_FAULTS;
    const tapped = {
      output: path,
      form: {},
      taps: 1,
      skew: 0,
      rotate: 1,
      framesAFile: Number.POSITIVE_INFINITY,
      rates,
    };
    const taps = new Taps(tapped, FRAMES, random, truth);
    taps.watch = ({ dialogue: d, index, last }, frame) => {
      if (last) (d.kind.protocol === 'map' ? watchMap : watchGtp)(d, d.script[index]!, frame);
    };
    const manners = { bundle: 0.3, bundleWait: 20_000, sackWithData: 0.5, sackAlone: 0.1, beatEvery: 10e6 };
    const engine = new Engine(world, random, random, taps, { manners, rates, legs: false, taps: 1 });
    const people = new Population(world, 500, random);
    const troubles = {
      ...USUAL,
      reject: 120,
      abort: 50,
      rejectComponent: 20,
      returned: 20,
      late: 5,
      retransmitted: 40,
    };
    const plan = new Plan(engine, random, new Cast(world, people, random), hubScripts(troubles), {
      tunnelRest: 10e6,
      tunnelsBefore: 50,
    });
    plan.arrive(12_000);
    engine.run();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('finds nothing malformed, no error and no wrong checksum', () => {
    const found = tshark(path, '-Y', WRONG, '-T', 'fields', '-e', 'frame.number', '-e', '_ws.expert.message').trim();
    const rows = found === '' ? [] : found.split('\n');
    const others = rows.filter(row => !row.includes(BARE));
    expect(others).toEqual([]);
    expect(bare).toBeGreaterThan(0);
    expect(rows.length).toBeLessThanOrEqual(bare);
  });

  it('reads the transaction identifiers, operation and error codes and IMSIs that were meant', () => {
    const fields = ['frame.number', 'tcap.tid', 'gsm_old.localValue', 'e212.imsi'].flatMap(f => ['-e', f]);
    const rows = tshark(path, '-Y', 'tcap', '-T', 'fields', ...fields)
      .trimEnd()
      .split('\n');
    const sorted = <T>(list: readonly T[]): T[] => [...list].sort();
    let messages = 0;
    for (const row of rows) {
      const [frame = '', tids = '', codes = '', imsis = ''] = row.split('\t');
      const meant = map.get(Number(frame));
      expect(meant, `frame ${frame}`).toBeDefined();
      if (meant === undefined) continue;
      messages += meant.tids.length;
      const read = {
        tids: sorted(tids.split(',').filter(Boolean)),
        codes: sorted(codes.split(',').filter(Boolean).map(Number)),
        imsis: sorted(imsis.split(',').filter(Boolean)),
      };
      expect({ frame, ...read }).toEqual({
        frame,
        tids: sorted(meant.tids),
        codes: sorted(meant.codes),
        imsis: sorted(meant.imsis),
      });
    }
    expect(messages).toBeGreaterThan(5000);
    expect(rows.length).toBe(map.size);
  });

  it('reads the GTP messages that were meant', () => {
    const names = [
      'frame.number',
      'gtp.message',
      'gtp.seq_number',
      'gtp.teid',
      'gtp.cause',
      'gtp.apn',
      'e212.imsi',
      'gtp.nsapi',
      'gtp.teid_cp',
    ];
    const rows = tshark(path, '-Y', 'gtp', '-T', 'fields', ...names.flatMap(f => ['-e', f]))
      .trimEnd()
      .split('\n');
    expect(rows.length).toBe(tunnels.size);
    for (const row of rows) {
      const [frame, type, sequence, teid, cause, apn, imsi, nsapi, control] = row.split('\t') as [string, ...string[]];
      const number = (text: string | undefined): number | null => (text ? Number(text) : null);
      expect({
        type: number(type),
        sequence: number(sequence),
        teid: number(teid),
        cause: number(cause),
        apn: apn || null,
        imsi: imsi || null,
        nsapi: number(nsapi),
        control: number(control),
      }).toEqual(tunnels.get(Number(frame)));
    }
  });

  it('reads pcapng and nanosecond files with the same frames and times', async () => {
    const first = (file: string): string =>
      tshark(file, '-T', 'fields', '-e', 'frame.time_epoch', '-e', 'frame.len', '-e', 'ip.id');
    const paths: string[] = [];
    for (const [name, form] of [
      ['a.pcap', {}],
      ['b.pcap', { nano: true }],
      ['c.pcapng', { format: 'pcapng' }],
      ['d.pcapng', { format: 'pcapng', nano: true }],
    ] as const) {
      const output = join(folder, `form-${name}`);
      await make({ packets: 300, seed: 5, output, truth: false, form });
      paths.push(output);
    }
    const texts = paths.map(first);
    expect(texts[0]!.split('\n').length).toBe(301);
    for (const text of texts) expect(text).toBe(texts[0]);
  });

  it('finds nothing wrong in the committed captures', () => {
    const root = join(import.meta.dirname, '../../captures');
    // One file of all of them, for the sake of time: tshark takes a second to start.
    const names = captureNames().filter(name => !CUT.includes(name));
    const files = names.flatMap(name => filesOf(name).map(file => readFileSync(join(root, name, file))));
    const all = join(folder, 'all.pcap');
    writeFileSync(all, Buffer.concat(files.map((octets, i) => (i === 0 ? octets : octets.subarray(FILE_HEADER)))));
    const found = tshark(all, '-Y', WRONG, '-T', 'fields', '-e', 'frame.number', '-e', '_ws.expert.message');
    for (const row of found.trim().split('\n').filter(Boolean)) expect(row).toContain(BARE);
  });
});
