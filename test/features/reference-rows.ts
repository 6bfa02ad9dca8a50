/** The rows of the tables in between, as the reference sees them. Times are microseconds. */
import type { Device, Dialogue } from './reference-records.ts';
import { endOf, holdsGtp, holdsSai, sequenceOf, startOf } from './reference-sessions.ts';
import * as of from './reference-tunnels.ts';

const distinct = (values: readonly (string | null)[]): bigint =>
  BigInt(new Set(values.filter(value => value !== null)).size);

/** Of several texts the one that sorts first: the same whatever the order of the rows. */
const least = (values: readonly (string | null)[]): string | null =>
  values.filter(value => value !== null).sort()[0] ?? null;

const size = (dialogues: readonly Dialogue[]): bigint => BigInt(dialogues.length);

export function sessionRows({ simId, sessions }: Device): Record<string, unknown>[] {
  return sessions.map(session => ({
    session_id: session.dialogues[0].dialogue_id,
    simId,
    start_time: startOf(session),
    end_time: endOf(session),
    n_dialogues: size(session.dialogues),
    sequence: sequenceOf(session),
    tunnel_id: session.tunnel?.tunnel_id ?? null,
    has_sai: holdsSai(session),
    has_gtp: holdsGtp(session),
    has_valid_tunnel: session.tunnel !== null && of.isValid(session.tunnel),
    after_delete: session.tunnel !== null && of.goesOnAfterDelete(session.tunnel),
  }));
}

export function tunnelRows({ simId, tunnels }: Device): Record<string, unknown>[] {
  return tunnels.map(tunnel => {
    const duration = of.durationMicros(tunnel);
    return {
      simId,
      tunnel_id: tunnel.tunnel_id,
      create_time: of.createTime(tunnel),
      delete_time: of.deleteTime(tunnel),
      last_time: of.lastTime(tunnel),
      n_create: size(tunnel.creates),
      n_update: size(tunnel.updates),
      n_delete: size(tunnel.deletes),
      n_create_success: size(of.succeeded(tunnel.creates)),
      n_delete_success: size(of.succeeded(tunnel.deletes)),
      duration: duration === null ? null : Number(duration) / 1e6,
      valid: of.isValid(tunnel),
      n_cells: distinct(tunnel.dialogues.map(({ cell }) => cell)),
      n_nodes: distinct(tunnel.dialogues.map(({ sgsn_address }) => sgsn_address)),
      apn: least(tunnel.dialogues.map(({ apn }) => apn)),
    };
  });
}
