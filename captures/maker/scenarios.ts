/** Rewrites the committed captures from code: `npm run captures`. Each shows one thing; its story says which. */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { IMEI, IMSI, type Kind, MSC, MSISDN, Script, SGSN, type Step, VLR } from './dialogue.ts';
import { accepted, denied, GTP_KINDS, repeated } from './gtp-scripts.ts';
import { make } from './make.ts';
import * as map from './map.ts';
import { KINDS } from './map-kinds.ts';
import * as s from './map-scripts.ts';
import { title } from './sccp.ts';
import { perform, type Stage, type StageOptions, writeStory } from './stage.ts';

interface Scenario {
  readonly name: string;
  readonly about: string;
  readonly options: Omit<StageOptions, 'seed'>;
  readonly play: (stage: Stage) => void;
}

const K = KINDS;
const G = GTP_KINDS;
const WHO = IMSI | VLR | MSC;
const ul1 = s.begin(K.ul1, map.updateLocation1, WHO);
const ul2 = s.begin(K.ul2, map.updateLocation1, WHO);
const ul3 = s.begin(K.ul3, map.updateLocation3, WHO);
const gprs = s.begin(K.ulGprs, map.updateGprsLocation, IMSI | SGSN);
const sai2 = s.begin(K.sai2, map.sendAuthenticationInfo2, IMSI);
const sai3 = (body: (typeof map.requestVectors)[keyof typeof map.requestVectors]): Step => s.begin(K.sai3, body, IMSI);
const done1 = s.result(K.ul1, map.updateLocationResult1);
const done2 = (first = true): Step => s.result(K.ul2, map.updateLocationResult, first);
const done3 = (first = true): Step => s.result(K.ul3, map.updateLocationResult, first);

/** One dialogue a second, each of another subscriber. */
function inTurn(
  stage: Stage,
  rows: readonly (readonly [Kind, readonly Step[]])[],
  from: 'vlr' | 'sgsn' | 'home' = 'vlr',
): void {
  for (const [i, [kind, steps]] of rows.entries()) stage[from](1 + i, i, kind, steps);
}

const ulSuccess: Scenario = {
  name: 'ul-success',
  about: `updateLocation that goes well, in versions 1, 2 and 3, with none to six insertSubscriberData: one after the other,
two and three in one Continue (their results come in the same order), and the argument with an IMEI(SV).`,
  options: {},
  play: stage =>
    inTurn(stage, [
      [K.ul1, [ul1, ...s.inserts(K.ul1, [1]), done1]],
      [K.ul2, [ul2, ...s.inserts(K.ul2, [1, 1]), done2(false)]],
      [K.ul3, [ul3, done3()]],
      [K.ul3, [ul3, ...s.inserts(K.ul3, [1]), done3(false)]],
      [K.ul3, [ul3, ...s.inserts(K.ul3, [2]), done3(false)]],
      [K.ul3, [ul3, ...s.inserts(K.ul3, [3, 2, 1]), done3(false)]],
      [
        K.ul3,
        [s.begin(K.ul3, map.updateLocation3WithImei, WHO | IMEI), ...s.inserts(K.ul3, [1, 1, 1, 1]), done3(false)],
      ],
    ]),
};

const ulReject: Scenario = {
  name: 'ul-reject',
  about: `updateLocation that the home network refuses: each ReturnError with and without its parameter, the roaming cause bare
as version 2 has it, and a refusal after data of the subscriber had already been sent. (tshark calls the bare
ENUMERATED of version 2 a BER error: its table knows the SEQUENCE of version 3 alone. GSM 09.02 §17.6.)`,
  options: {},
  play: stage =>
    inTurn(stage, [
      [K.ul3, [ul3, s.unknownSubscriber(K.ul3, 0)]],
      [K.ul3, [ul3, s.unknownSubscriber(K.ul3, 1)]],
      [K.ul2, [ul2, s.refused(K.ul2, 1)]],
      [K.ul3, [ul3, s.roamingNotAllowed(K.ul3, 0)]],
      [K.ul3, [ul3, s.roamingNotAllowed(K.ul3, 3)]],
      [K.ul2, [ul2, s.roamingNotAllowed(K.ul2, 0)]],
      [K.ul3, [ul3, s.refused(K.ul3, 34)]],
      [K.ul3, [ul3, s.refused(K.ul3, 36)]],
      [K.ul3, [ul3, s.refused(K.ul3, 35)]],
      [K.ul3, [ul3, s.refused(K.ul3, 21)]],
      [K.ul3, [ul3, ...s.inserts(K.ul3, [1]), s.refused(K.ul3, 34, null, -1, false)]],
    ]),
};

const sai: Scenario = {
  name: 'sai',
  about: `Authentication vectors: sendParameters of version 1, sendAuthenticationInfo of version 2 with triplets, of version 3
with triplets and quintuplets. Three and five quintuplets do not fit a UDT and come as segments of XUDT. Then refusals, and a
result in two parts (ReturnResultNotLast).`,
  options: {},
  play: stage => {
    const r = map.requestVectors;
    inTurn(stage, [
      [K.sai1, [s.begin(K.sai1, map.sendParameters, IMSI), s.result(K.sai1, map.triplets2[1]!)]],
      [K.sai2, [sai2, s.result(K.sai2, map.triplets2[3]!)]],
      [K.sai2, [sai2, s.result(K.sai2, map.triplets2[5]!)]],
      [K.sai3, [sai3(r.plain), s.result(K.sai3, map.triplets3[5]!)]],
      [K.sai3, [sai3(r.two), s.result(K.sai3, map.quintuplets3[2]!)]],
      [K.sai3, [sai3(r.vlr), s.result(K.sai3, map.quintuplets3[3]!)]],
      [K.sai3, [sai3(r.plain), s.result(K.sai3, map.quintuplets3[5]!)]],
      [K.sai2, [sai2, s.refused(K.sai2, 1)]],
      [K.sai3, [sai3(r.plain), s.refused(K.sai3, 36)]],
      [K.sai3, [sai3(r.plain), ...s.inTwoParts(K.sai3, map.quintuplets3[2]!, map.quintuplets3[1]!)]],
    ]);
    stage.sgsn(20, 20, K.saiSgsn, [s.begin(K.saiSgsn, r.sgsn, IMSI), s.result(K.saiSgsn, map.quintuplets3[2]!)]);
  },
};

const ulGprs: Scenario = {
  name: 'ul-gprs',
  about:
    'updateGprsLocation: with GPRS subscription data in one round and in three, without, with an IMEI(SV), refused, aborted.',
  options: {},
  play: stage => {
    const done = (first: boolean): Step => s.result(K.ulGprs, map.updateLocationResult, first);
    const long = s.begin(K.ulGprs, map.updateGprsLocationLong, IMSI | SGSN | IMEI);
    inTurn(
      stage,
      [
        [K.ulGprs, [gprs, ...s.inserts(K.ulGprs, [1], true), done(false)]],
        [K.ulGprs, [long, ...s.inserts(K.ulGprs, [1, 1, 1], true), done(false)]],
        [K.ulGprs, [gprs, done(true)]],
        [K.ulGprs, [gprs, s.unknownSubscriber(K.ulGprs, 1)]],
        [K.ulGprs, [gprs, s.roamingNotAllowed(K.ulGprs, 0)]],
        [K.ulGprs, [gprs, ...s.inserts(K.ulGprs, [1], true), s.userAbort(2)]],
      ],
      'sgsn',
    );
  },
};

const cl: Scenario = {
  name: 'cl',
  about: `cancelLocation in versions 1, 2 and 3, to a VLR and to an SGSN, answered, refused (an error, never a reject), rejected and
unanswered.`,
  options: {},
  play: stage => {
    const b1 = s.begin(K.cl1, map.cancelLocation1, IMSI);
    const b2 = s.begin(K.cl2, map.cancelLocation2, IMSI);
    const b3 = s.begin(K.cl3, map.cancelLocation3, IMSI);
    const rows: (readonly [Kind, readonly Step[]])[] = [
      [K.cl1, [b1, s.result(K.cl1, null)]],
      [K.cl2, [b2, s.result(K.cl2, null)]],
      [K.cl3, [b3, s.result(K.cl3, null)]],
      [K.cl3, [b3, s.refused(K.cl3, 36)]],
      [K.cl3, [b3, s.rejected(K.cl3, 0x8101)]],
      [K.cl3, [b3]],
    ];
    inTurn(stage, rows, 'home');
    const bs = s.begin(K.clSgsn, map.cancelLocation3, IMSI);
    stage.home(10, 10, K.clSgsn, [bs, s.result(K.clSgsn, null)], true);
    stage.home(90, 11, K.clSgsn, [bs, s.refused(K.clSgsn, 35)], true);
  },
};

const pdpLifecycle: Scenario = {
  name: 'pdp-lifecycle',
  about: `Four tunnels. The first is created, updated by its SGSN, taken over by another SGSN, updated by the GGSN and deleted. The
second (IPv4 and IPv6) is deleted by the GGSN. The third belongs to the same device as the first, at the same time. The fourth
was there before the capture began: nobody says whose it is. Updates and deletes carry no IMSI; the TEID of the header tells. An echo.`,
  options: {},
  play: stage => {
    const create = [...repeated('create', 0), accepted('create')];
    const update = [...repeated('update', 0), accepted('update')];
    const byGgsn = [...repeated('updateByGgsn', 0), accepted('updateByGgsn')];
    const remove = [...repeated('delete', 0), accepted('delete')];
    const { cast } = stage;
    const device = first(stage, i => cast.people.visitedOf(i).sgsns.length > 1);
    const a = cast.openTunnel(device, 0x21)!;
    const b = cast.openTunnel(device + 1, 0x8d)!;
    const c = cast.openTunnel(device, 0x57)!;
    const d = cast.openTunnel(device + 2, 0x21)!;
    const other = cast.people.visitedOf(device).sgsns.find(n => n !== a.sgsn)!;
    stage.tunnel(1, a, G.create, create);
    stage.tunnel(2, b, G.create, create);
    stage.tunnel(3, c, G.create, create);
    stage.tunnel(10, a, G.update, update);
    stage.tunnel(15, d, G.update, update);
    stage.tunnel(20, a, G.update, update, false, other);
    stage.tunnel(30, a, G.updateByGgsn, byGgsn, true);
    stage.tunnel(35, b, G.deleteByGgsn, remove, true);
    stage.tunnel(40, d, G.delete, remove);
    stage.tunnel(50, a, G.delete, remove);
    stage.tunnel(60, c, G.delete, remove);
    stage.at(5, cast.dialogue(G.echo, new Script([...repeated('echo', 0), accepted('echo')]), a.sgsn, a.ggsn, -1));
  },
};

const pdpRejects: Scenario = {
  name: 'pdp-rejects',
  about: `PDP contexts that are refused, cause by cause; a create that is repeated and answered at the second asking; one that is
repeated three times and never answered; an answer that comes after 31 s, when it is given up; a delete of what the GGSN does not
know (192).`,
  options: {},
  play: stage => {
    const { cast } = stage;
    const causes = [199, 200, 204, 209, 211, 219, 220, 222, 229];
    for (const [i, cause] of causes.entries()) {
      stage.tunnel(1 + i, cast.openTunnel(i, 0x21)!, G.create, [...repeated('create', 0), denied('create', cause)]);
    }
    stage.tunnel(12, cast.openTunnel(20, 0x21)!, G.create, [...repeated('create', 1), accepted('create')]);
    stage.tunnel(13, cast.openTunnel(21, 0x21)!, G.create, repeated('create', 3));
    stage.tunnel(14, cast.openTunnel(22, 0x21)!, G.create, [
      ...repeated('create', 0),
      s.late(accepted('create'), 31e6, 0),
    ]);
    const t = cast.openTunnel(23, 0x21)!;
    stage.tunnel(15, t, G.create, [...repeated('create', 0), accepted('create')]);
    stage.tunnel(50, t, G.update, [...repeated('update', 0), denied('update', 210)]);
    stage.tunnel(70, t, G.delete, [...repeated('delete', 0), denied('delete', 192)]);
  },
};

const aborts: Scenario = {
  name: 'aborts',
  about: `Dialogues that break off: P-Abort with each of its causes, U-Abort with each choice of map-userAbort, map-providerAbort,
map-refuse, a context refused and asked for again in version 2, an abort by the opener, Reject components, and Begins that come
back in UDTS with their return cause.`,
  options: {},
  play: stage => {
    const one = s.inserts(K.ul3, [1]);
    inTurn(stage, [
      ...[0, 1, 2, 3, 4].map(cause => [K.ul3, [ul3, s.providerAbort(cause)]] as const),
      ...[0, 1, 2, 3].map(choice => [K.ul3, [ul3, s.userAbort(choice)]] as const),
      [K.ul3, [ul3, s.mapProviderAbort(0)]],
      [K.ul3, [ul3, s.mapProviderAbort(1)]],
      [K.ul3, [ul3, s.contextRefused(1)]],
      [K.ul3, [ul3, ...one.slice(0, 1), s.userAbort(0, 0)]],
      [K.ul3, [ul3, ...one, s.providerAbort(4)]],
      [K.ul3, [ul3, s.rejected(K.ul3, 0x8102)]],
      [K.ul3, [ul3, s.rejected(K.ul3, 0x8000)]],
      [K.ul3, [ul3, s.undeliverable(1)]],
      [K.ul3, [ul3, s.undeliverable(4)]],
    ]);
    const refused = stage.cast.byImsi(K.ul3, new Script([ul3, s.contextRefused(2)]), 30, stage.cast.vlr(30));
    stage.at(30, refused, () => {
      const again = new Script([ul2, ...s.inserts(K.ul2, [1]), done2(false)]);
      stage.at(stage.engine.now / 1e6 + 0.03, stage.cast.byImsi(K.ul2, again, 30, stage.cast.vlr(30)));
    });
  },
};

const timeouts: Scenario = {
  name: 'timeouts',
  about: `What never came: an unanswered updateLocation and sendAuthenticationInfo, an insertSubscriberData without its result, an
updateLocation that stops after its inserts, an answer 70 s late (an orphan). A USSD request that is still inside its time-out of
twenty minutes when the input ends, and a create and an updateLocation just before the end: edges.`,
  options: {},
  play: stage => {
    const ussd = s.begin(K.ussd, map.ussd, IMSI);
    stage.vlr(1, 1, K.ul3, [ul3]);
    stage.vlr(2, 2, K.sai2, [sai2]);
    stage.vlr(3, 3, K.ul3, [ul3, ...s.inserts(K.ul3, [1]).slice(0, 1)]);
    stage.vlr(4, 4, K.ul3, [ul3, ...s.inserts(K.ul3, [2])]);
    stage.vlr(5, 5, K.sai2, [sai2, s.late(s.result(K.sai2, map.triplets2[1]!), 70e6, 0)]);
    stage.vlr(6, 6, K.ussd, [ussd]);
    stage.vlr(7, 7, K.ussd, [ussd, s.late(s.result(K.ussd, map.ussd), 90e6, 0)]);
    stage.vlr(100, 8, K.ul3, [ul3, done3()]);
    stage.tunnel(140, stage.cast.openTunnel(9, 0x21)!, G.create, repeated('create', 1));
    stage.vlr(150, 10, K.ul3, [ul3]);
    stage.vlr(151, 11, K.ul3, [ul3, done3()]);
  },
};

const bundled: Scenario = {
  name: 'bundled',
  about: `One signalling link, forty dialogues within a second: messages wait for each other and share packets, up to several DATA
chunks of unrelated dialogues behind an acknowledgement. Heartbeats of SCTP and of M3UA between them.`,
  options: {
    manners: { bundle: 1, bundleWait: 120_000, sackWithData: 0.8, sackAlone: 0.3, beatEvery: 1_000_000 },
    frames: 60,
  },
  play: stage => {
    const { cast, random } = stage;
    const operator = cast.people.visitedOf(0).number;
    for (let i = 0; i < 40; i++) {
      cast.people.visited[i] = operator;
      cast.people.vlr[i] = i % 2;
      const kind = i % 3 === 0 ? K.sai2 : K.ul3;
      const steps =
        kind === K.sai2 ? [sai2, s.result(K.sai2, map.triplets2[2]!)] : [ul3, ...s.inserts(K.ul3, [1]), done3(false)];
      stage.vlr(random.below(1000) / 1000, i, kind, steps);
    }
    const sms = cast.dialogue(
      K.sriSm3,
      new Script([
        s.begin(K.sriSm3, map.sendRoutingInfoForSm, MSISDN),
        s.result(K.sriSm3, map.sendRoutingInfoForSmResult, true, IMSI | MSC),
      ]),
      cast.homeNode(50, 'serviceCentres'),
      cast.homeNode(51, 'hlrs'),
      51,
    );
    sms.called = title(sms.msisdn, 6);
    sms.msc = cast.vlr(51).number;
    stage.at(0.4, sms);
  },
};

function first(stage: Stage, fits: (i: number) => boolean): number {
  for (let i = 0; i < stage.cast.people.size - 2; i++) if (fits(i)) return i;
  throw new Error('no such subscriber');
}

const SCENARIOS = [ulSuccess, ulReject, sai, ulGprs, cl, pdpLifecycle, pdpRejects, aborts, timeouts, bundled];

const MADE = `Made by \`captures/maker/scenarios.ts\` (\`npm run captures\`); all subscribers and nodes are invented.
\`truth.ndjson\` is what the maker meant, one line a dialogue.
`;

/** Writes all of them under `root`. */
export async function writeScenarios(root: string): Promise<void> {
  for (const [i, { name, about, options, play }] of SCENARIOS.entries()) {
    const folder = join(root, name);
    const frames = perform(folder, { ...options, seed: 1000 + i }, play);
    writeStory(folder, `# ${name}\n\n${about}\n\n${frames} frames. ${MADE}`);
  }
  const folder = join(root, 'first-look');
  mkdirSync(folder, { recursive: true });
  await make({
    packets: 2000,
    seed: 20260105,
    output: join(folder, 'capture.pcap'),
    truthFile: join(folder, 'truth.ndjson'),
    devices: 120,
    durationSeconds: 180,
    troubles: { reject: 90, abort: 30, rejectComponent: 12, unanswered: 30, late: 8, returned: 12, retransmitted: 40 },
  });
  writeStory(
    folder,
    `# first-look\n\nThree minutes of a small hub: a bit of everything, with more trouble than usual.\n\n2000 frames. ${MADE}`,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  // dist/captures/maker/scenarios.js: the captures stand four folders up.
  await writeScenarios(process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), '../../../captures'));
}
