/** GTP: requests and answers, and the tunnels that they make, move and close. */
import { accepted, denied, GTP_KINDS as G, repeated } from '../gtp-scripts.ts';
import * as s from '../map-scripts.ts';
import type { Node, Tunnel } from '../nodes.ts';
import type { Stage } from '../stage.ts';
import type { Scenario } from './scenario.ts';
import { soon, well } from './steps.ts';

const MS = 1000;

/** Creates and updates tell the restart counters of their ends; a delete says teardown 0, or leaves it out. */
const tellsCounter = (salt: number): boolean => (salt & 2) !== 0;
const saysZero = (salt: number): boolean => (salt & 1) !== 0;

/** A subscriber whose visited network has two SGSNs, and the one that his tunnel is not with. */
function roamer(stage: Stage): { device: number; other: (t: Tunnel) => Node } {
  const { people } = stage.cast;
  const device = stage.first(i => people.visitedOf(i).sgsns.length > 1);
  return { device, other: t => people.visitedOf(device).sgsns.find(n => n !== t.sgsn)! };
}

export const TUNNELS: readonly Scenario[] = [
  {
    name: 'pdp-lifecycle',
    seed: 1005,
    about: `Four tunnels. The first is created, updated by its SGSN, taken over by another SGSN, updated by the GGSN and deleted. The
second (IPv4 and IPv6) is deleted by the GGSN. The third belongs to the same device as the first, at the same time. The fourth
was there before the capture began: nobody says whose it is. Updates and deletes carry no IMSI; the TEID of the header tells. An echo.`,
    play: stage => {
      const { device, other } = roamer(stage);
      const a = stage.open(device);
      const b = stage.open(device + 1, 0x8d);
      const c = stage.open(device, 0x57);
      const d = stage.open(device + 2);
      stage.tunnel(1, a, G.create, well('create'));
      stage.tunnel(2, b, G.create, well('create'));
      stage.tunnel(3, c, G.create, well('create'));
      stage.tunnel(10, a, G.update, well('update'));
      stage.tunnel(15, d, G.update, well('update'));
      stage.tunnel(20, a, G.update, well('update'), { sgsn: other(a) });
      stage.tunnel(30, a, G.updateByGgsn, well('updateByGgsn'), { byGgsn: true });
      stage.tunnel(35, b, G.deleteByGgsn, well('delete'), { byGgsn: true });
      stage.tunnel(40, d, G.delete, well('delete'));
      stage.tunnel(50, a, G.delete, well('delete'));
      stage.tunnel(60, c, G.delete, well('delete'));
      stage.between(5, G.echo, well('echo'), a.sgsn, a.ggsn);
    },
  },
  {
    name: 'pdp-rejects',
    seed: 1006,
    about: `PDP contexts that are refused, cause by cause; a create that is repeated and answered at the second asking; one that is
repeated three times and never answered; an answer that comes after 31 s, when it is given up; a delete of what the GGSN does not
know (192).`,
    play: stage => {
      for (const [i, cause] of [199, 200, 204, 209, 211, 219, 220, 222, 229].entries()) {
        stage.tunnel(1 + i, stage.open(i), G.create, [...repeated('create', 0), denied('create', cause)]);
      }
      stage.tunnel(12, stage.open(20), G.create, well('create', 1));
      stage.tunnel(13, stage.open(21), G.create, repeated('create', 3));
      stage.tunnel(14, stage.open(22), G.create, [...repeated('create', 0), s.late(accepted('create'), 31e6, 0)]);
      const t = stage.open(23);
      stage.tunnel(15, t, G.create, well('create'));
      stage.tunnel(50, t, G.update, [...repeated('update', 0), denied('update', 210)]);
      stage.tunnel(70, t, G.delete, [...repeated('delete', 0), denied('delete', 192)]);
    },
  },
  {
    name: 'pdp-accepted',
    about: `Creates that are accepted with another PDP type than was asked for: causes 128, 129 and 130 are all success, with the cause
kept. IPv4, IPv6 and both.`,
    play: stage => {
      for (const [i, cause] of [128, 129, 130].entries()) {
        const t = stage.open(i, [0x21, 0x57, 0x8d][i]!);
        stage.tunnel(1 + i, t, G.create, [...repeated('create', 0), accepted('create', cause)]);
        stage.tunnel(10 + i, t, G.delete, well('delete'));
      }
    },
  },
  {
    name: 'gtp-retransmission',
    about: `Requests that are sent again with the same sequence number, at T3-RESPONSE: a create, an update, a delete and an echo, once and
twice, and one whose repetition crossed the answer. Repetitions count in retransmissions and open nothing.`,
    tshark: {
      command:
        'tshark -r capture.pcap -Y gtp -T fields -e frame.number -e gtp.message -e gtp.seq_number -e gtp.response_in -e gtp.response_to',
      says: `The repetitions in frames 2, 5, 6, 9, 12, 13 and 17 look like requests of their own: gtp.response_in is empty for every
request in one pass, the answers point at the last repetition (3 at 2, 7 at 6), so that the response time counts from there, and no
field tells a repetition from a request that nobody answered.`,
    },
    play: stage => {
      const [a, b] = [stage.open(1), stage.open(2)];
      stage.tunnel(1, a, G.create, well('create', 1));
      stage.tunnel(20, a, G.update, well('update', 2));
      stage.tunnel(60, a, G.delete, well('delete', 1));
      stage.between(70, G.echo, well('echo', 2), a.sgsn, a.ggsn);
      // Shown behind the answer: the request has been answered, and is still the same.
      const [first, again] = repeated('create', 1);
      stage.tunnel(90, b, G.create, [first!, soon(again!, 5000), soon(accepted('create'), 20)], {
        asked: { acts: { 1: { delay: 400 * MS } } },
      });
    },
  },
  {
    name: 'gtp-sequence-reuse',
    about: `Sequence numbers of 16 bits come round within seconds at a busy node. Three creates of one SGSN with the same number, the
second a second after the first was answered, the third while an update with that number is open, too: four dialogues.`,
    play: stage => {
      const { people } = stage.cast;
      for (const i of [2, 3]) {
        people.visited[i] = people.visited[1]!;
        people.sgsn[i] = people.sgsn[1]!;
      }
      const [a, b, c] = [stage.open(1), stage.open(2), stage.open(3)];
      const asked = { sequence: 7 };
      stage.tunnel(1, a, G.create, [...repeated('create', 0), soon(accepted('create'), 100)], { asked });
      stage.tunnel(2, b, G.create, [...repeated('create', 0), soon(accepted('create'), 100)], { asked });
      stage.tunnel(3, a, G.update, [...repeated('update', 0), soon(accepted('update'), 500)], { asked });
      stage.tunnel(3.2, c, G.create, [...repeated('create', 0), soon(accepted('create'), 100)], { asked });
    },
  },
  {
    name: 'gtp-other-address',
    about: `Answers from the GGSN's other address: sequence number, port, and the TEID of the header tell whose they are (matched_by says
sequence+teid). A create, an update, a delete, and two creates at once with the same sequence number from two SGSNs.`,
    tshark: {
      command:
        'tshark -r capture.pcap -Y gtp -T fields -e frame.number -e ip.src -e ip.dst -e gtp.message -e gtp.response_in -e gtp.response_to',
      says: `gtp.response_in and gtp.response_to are empty throughout: each request and each answer stays alone.`,
    },
    play: stage => {
      const acts = { 1: { otherAddress: true } };
      const [a, b, c] = [stage.open(1), stage.open(2), stage.open(3)];
      stage.tunnel(1, a, G.create, well('create'), { asked: { acts } });
      stage.tunnel(5, a, G.update, well('update'), { asked: { acts } });
      stage.tunnel(9, a, G.delete, well('delete'), { asked: { acts } });
      stage.tunnel(12, b, G.create, [...repeated('create', 0), soon(accepted('create'), 300)], {
        asked: { acts, sequence: 99 },
      });
      stage.tunnel(12.1, c, G.create, [...repeated('create', 0), soon(accepted('create'), 300)], {
        asked: { acts, sequence: 99 },
      });
    },
  },
  {
    name: 'secondary-context',
    about: `A secondary context shares the control TEIDs of its primary, and neither its request nor its answer names them: they are
inherited. Device and APN come from the primary. The update of the secondary is its own; the primary's delete with teardown 0
leaves it, and its own delete ends it.`,
    play: stage => {
      const a = stage.open(1);
      stage.tunnel(1, a, G.create, well('create'));
      stage.engine.call(3e6, () => {
        const b = stage.cast.openSecondary(a)!;
        stage.tunnel(4, b, G.secondary, well('secondary'));
        stage.tunnel(10, b, G.update, well('update'));
        stage.tunnel(20, a, G.delete, well('delete'), { asked: { teardown: false } });
        stage.tunnel(30, b, G.update, well('update'));
        stage.tunnel(40, b, G.delete, well('delete'), { asked: { teardown: false } });
      });
    },
  },
  {
    name: 'teardown',
    about: `Teardown indicator 1 closes every context of the connection: the update of the secondary behind it finds a tunnel that nobody
knows, so that it has no device. Absent or 0, it closes one NSAPI: the other context lives on.`,
    play: stage => {
      const rows = [
        { asked: { teardown: true } },
        { asked: { teardown: false }, fits: saysZero },
        { asked: { teardown: false }, fits: (salt: number) => !saysZero(salt) },
      ];
      for (const [i, how] of rows.entries()) {
        const a = stage.open(1 + i);
        const at = i * 60;
        stage.tunnel(at + 1, a, G.create, well('create'));
        stage.engine.call((at + 3) * 1e6, () => {
          const b = stage.cast.openSecondary(a)!;
          stage.tunnel(at + 4, b, G.secondary, well('secondary'));
          stage.tunnel(at + 20, a, G.delete, well('delete'), how);
          stage.tunnel(at + 30, b, G.update, well('update'));
        });
      }
    },
  },
  {
    name: 'sgsn-change',
    about: `A tunnel that moves twice: each update comes from another SGSN, with a new address and control TEID, and later requests of the
GGSN go there. The tunnel stays one. An update that the GGSN refuses moves nothing.`,
    play: stage => {
      const { device, other } = roamer(stage);
      const a = stage.open(device);
      const home = a.sgsn;
      const away = other(a);
      stage.tunnel(1, a, G.create, well('create'));
      stage.tunnel(10, a, G.update, well('update'), { sgsn: away });
      stage.tunnel(20, a, G.updateByGgsn, well('updateByGgsn'), { byGgsn: true });
      stage.tunnel(30, a, G.update, [...repeated('update', 0), denied('update', 204)], { sgsn: home });
      stage.tunnel(40, a, G.updateByGgsn, well('updateByGgsn'), { byGgsn: true });
      stage.tunnel(50, a, G.update, well('update'), { sgsn: home });
      stage.tunnel(60, a, G.delete, well('delete'));
    },
  },
  {
    name: 'network-initiated',
    about: `Updates and deletes that the GGSN opens: device, APN and tunnel follow from the SGSN's TEID in the header. One is repeated, one
refused, one unanswered.`,
    play: stage => {
      const [a, b, c] = [stage.open(1), stage.open(2), stage.open(3)];
      for (const [i, t] of [a, b, c].entries()) stage.tunnel(1 + i, t, G.create, well('create'));
      stage.tunnel(10, a, G.updateByGgsn, well('updateByGgsn'), { byGgsn: true });
      stage.tunnel(20, a, G.deleteByGgsn, well('delete'), { byGgsn: true });
      stage.tunnel(30, b, G.updateByGgsn, [...repeated('updateByGgsn', 1), denied('updateByGgsn', 204)], {
        byGgsn: true,
      });
      stage.tunnel(50, b, G.deleteByGgsn, [...repeated('delete', 0), denied('delete', 192)], { byGgsn: true });
      stage.tunnel(60, c, G.updateByGgsn, repeated('updateByGgsn', 2), { byGgsn: true });
      stage.tunnel(120, c, G.delete, well('delete'));
    },
  },
  {
    name: 'ggsn-restart',
    about: `A GGSN comes back with another restart counter in an echo: its tunnels are gone (an anomaly, node-restart, no delete). The SGSN
does not know yet: its update is refused, and its delete answered Non-existent; both have no device, for the tunnel is not known
any longer. The first counter seen closes nothing. A tunnel of another GGSN stays.`,
    play: stage => {
      const a = stage.open(2);
      const b = stage.open(stage.first(i => stage.cast.homeNode(i, 'ggsns') !== a.ggsn));
      stage.tunnel(1, a, G.create, well('create'));
      stage.tunnel(2, b, G.create, well('create'));
      stage.between(5, G.echo, well('echo'), a.sgsn, a.ggsn);
      stage.tunnel(8, a, G.update, well('update'));
      stage.restart(10, a.ggsn);
      stage.between(11, G.echo, well('echo'), a.sgsn, a.ggsn);
      stage.tunnel(20, a, G.update, [...repeated('update', 0), denied('update', 210)]);
      stage.tunnel(30, a, G.delete, [...repeated('delete', 0), denied('delete', 192)]);
      stage.tunnel(40, b, G.update, well('update'));
    },
  },
  {
    name: 'restart-by-create',
    about: `The new restart counter comes with the answer to a create: the tunnels before it are gone, and the create that brings it
survives. Its update has the device; that of the older tunnel has none.`,
    play: stage => {
      const { people } = stage.cast;
      const a = stage.open(2);
      const i = stage.first(other => other > 2 && stage.cast.homeNode(other, 'ggsns') === a.ggsn);
      people.visited[i] = people.visited[2]!;
      people.sgsn[i] = people.sgsn[2]!;
      const b = stage.open(i);
      stage.tunnel(1, a, G.create, well('create'), { fits: tellsCounter });
      stage.tunnel(5, a, G.update, well('update'));
      stage.restart(10, a.ggsn);
      stage.tunnel(11, b, G.create, well('create'), { fits: tellsCounter });
      stage.tunnel(20, b, G.update, well('update'));
      stage.tunnel(30, a, G.update, [...repeated('update', 0), denied('update', 210)]);
    },
  },
  {
    name: 'sgsn-restart',
    about: `An SGSN comes back with another restart counter in its create: the tunnels that it had are gone, the one that it creates with the
new counter stands.`,
    play: stage => {
      const { people } = stage.cast;
      const a = stage.open(2);
      people.visited[5] = people.visited[2]!;
      people.sgsn[5] = people.sgsn[2]!;
      const b = stage.open(5);
      stage.tunnel(1, a, G.create, well('create'), { fits: tellsCounter });
      stage.restart(10, a.sgsn);
      stage.tunnel(11, b, G.create, well('create'), { fits: tellsCounter });
      stage.tunnel(20, b, G.update, well('update'));
      stage.tunnel(30, a, G.updateByGgsn, [...repeated('updateByGgsn', 0), denied('updateByGgsn', 210)], {
        byGgsn: true,
      });
    },
  },
  {
    name: 'older-tunnel',
    about: `Tunnels from before the capture are tunnels all the same: the dialogues over each share one tunnel_id, and their device is not
known. One is updated by both ends and deleted, one deleted at once, one refused, one only deleted by the GGSN.`,
    play: stage => {
      const [a, b, c, d] = [stage.open(1), stage.open(2), stage.open(3), stage.open(4)];
      stage.tunnel(1, a, G.update, well('update'));
      stage.tunnel(10, a, G.updateByGgsn, well('updateByGgsn'), { byGgsn: true });
      stage.tunnel(20, a, G.delete, well('delete'));
      stage.tunnel(30, b, G.delete, well('delete'));
      stage.tunnel(40, c, G.update, [...repeated('update', 0), denied('update', 210)]);
      stage.tunnel(45, d, G.update, well('update'));
      stage.tunnel(50, d, G.deleteByGgsn, well('delete'), { byGgsn: true });
    },
  },
  {
    name: 'delete-non-existent',
    about: `A delete answered Non-existent is an error, and closes the tunnel all the same: the next update over it has no device. A delete
that fails otherwise closes nothing.`,
    play: stage => {
      const [a, b] = [stage.open(1), stage.open(2)];
      stage.tunnel(1, a, G.create, well('create'));
      stage.tunnel(2, b, G.create, well('create'));
      stage.tunnel(10, a, G.delete, [...repeated('delete', 0), denied('delete', 192)]);
      stage.tunnel(20, a, G.update, [...repeated('update', 0), denied('update', 210)]);
      stage.tunnel(30, b, G.delete, [...repeated('delete', 0), denied('delete', 204)]);
      stage.tunnel(40, b, G.update, well('update'));
    },
  },
  {
    name: 'one-device-many-tunnels',
    about: `One device with four tunnels at once, to several APNs, each with an NSAPI of its own; they are updated and deleted across each
other. Four tunnel_ids.`,
    play: stage => {
      const all = [0x21, 0x57, 0x8d, 0x21].map(type => stage.open(3, type));
      for (const [i, t] of all.entries()) {
        stage.tunnel(1 + i / 10, t, G.create, [...repeated('create', 0), soon(accepted('create'), 350)]);
        stage.tunnel(5 + i / 10, t, G.update, [...repeated('update', 0), soon(accepted('update'), 350)]);
        stage.tunnel(20 - i / 10, t, G.delete, [...repeated('delete', 0), soon(accepted('delete'), 350)]);
      }
    },
  },
  {
    name: 'gtp-late-answer',
    about: `An answer that is late but in time: 25 s after a create, 28 s after the last repetition of an update. Successes, with the response
time from the first transmission. A delete that is answered after a minute was given up.`,
    play: stage => {
      const a = stage.open(1);
      stage.tunnel(1, a, G.create, [...repeated('create', 0), s.late(accepted('create'), 25e6, 0)]);
      stage.tunnel(40, a, G.update, [...repeated('update', 2), s.late(accepted('update'), 28e6, 0)]);
      stage.tunnel(100, a, G.delete, [...repeated('delete', 0), s.late(accepted('delete'), 60e6, 0)]);
      stage.between(200, G.echo, well('echo'), a.sgsn, a.ggsn);
    },
  },
  {
    name: 'echo',
    about: `Echo requests from SGSNs and GGSNs: OTHER, by their own name, both ways, one repeated, one unanswered.`,
    play: stage => {
      const t = stage.open(1);
      stage.between(1, G.echo, well('echo'), t.sgsn, t.ggsn);
      stage.between(2, G.echo, well('echo'), t.ggsn, t.sgsn);
      stage.between(3, G.echo, well('echo', 1), t.sgsn, t.ggsn);
      stage.between(20, G.echo, repeated('echo', 2), t.sgsn, t.ggsn);
      stage.between(70, G.echo, well('echo'), t.sgsn, t.ggsn);
    },
  },
];
