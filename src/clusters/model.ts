/** The model file: made from a clustering, read back with care, and used to place devices. */
import { readFile } from 'node:fs/promises';
import { OperatorError, systemReason } from '../errors.ts';
import { type Distances, distancesOf } from './distances.ts';
import type { ModelFile, ProfilesFile } from './files.ts';
import { type Matrix, matrixOf, rowsOf, squaredDistance } from './matrix.ts';
import { project } from './pca.ts';
import { type Scale, sameValue } from './scale.ts';
import { isNumber, isWords } from './whole.ts';

const FORMAT = 'sigprobe-clusters';
const VERSION = 1;
/** Share of a cluster's devices that are within its reach. */
const WITHIN = 0.999;

/** The least distance within which this share stands: of fewer than a thousand devices the farthest is still like the others. */
function reachOf(distances: Float64Array): number {
  return distances.sort()[Math.ceil(distances.length * WITHIN) - 1];
}

export interface Parts {
  readonly columns: readonly string[];
  readonly scale: Scale;
  readonly loadings: Matrix;
  readonly centres: Matrix;
  readonly labels: Uint8Array;
  readonly distance: Float64Array;
  readonly profiles: ProfilesFile;
  readonly sigprobe: string;
}

export function modelOf({ columns, scale, loadings, centres, labels, distance, profiles, sigprobe }: Parts): ModelFile {
  return {
    format: FORMAT,
    version: VERSION,
    sigprobe,
    columns: scale.kept.map((place, j) => ({
      name: columns[place],
      mean: scale.mean[j],
      deviation: scale.deviation[j],
    })),
    dropped: scale.dropped.map(({ column, value }) => ({
      name: columns[column],
      value: Number.isNaN(value) ? null : value,
    })),
    loadings: rowsOf(loadings),
    clusters: rowsOf(centres).map((centre, c) => ({
      cluster: c + 1,
      devices: profiles.clusters[c].devices,
      centre,
      reach: reachOf(distance.filter((_, i) => labels[i] === c)),
      words: profiles.clusters[c].words,
    })),
  };
}

/** What is wrong with a text that should be a model; undefined where nothing is. */
function wrong(model: ModelFile): string | undefined {
  const numbers = (row: unknown, length: number): boolean =>
    Array.isArray(row) && row.length === length && row.every(isNumber);
  if (model?.format !== FORMAT) return 'it is no model of sigprobe';
  if (model.version !== VERSION) {
    return `it is of version ${JSON.stringify(model.version)} of the format, this program reads version ${VERSION}`;
  }
  const { columns, dropped, loadings, clusters } = model;
  if (!Array.isArray(columns) || columns.length === 0) return 'it has no columns';
  const column = columns.find(
    one => typeof one?.name !== 'string' || !isNumber(one.mean) || !isNumber(one.deviation) || one.deviation <= 0,
  );
  if (column !== undefined) return `column ${JSON.stringify(column?.name)} has no mean, or no deviation above 0`;
  const left = Array.isArray(dropped) ? dropped : [undefined];
  if (left.some(one => typeof one?.name !== 'string' || !(one.value === null || isNumber(one.value)))) {
    return 'its columns left out are not told';
  }
  if (!Array.isArray(loadings) || !loadings.every(row => numbers(row, columns.length)) || loadings.length === 0) {
    return `its loadings are not rows of ${columns.length} numbers`;
  }
  if (!Array.isArray(clusters) || clusters.length < 2 || clusters.length > 255) return 'it has no two clusters';
  const bad = clusters.findIndex((one, i) => {
    const { cluster, devices, centre, reach, words } = Object(one) as ModelFile['clusters'][number];
    if (cluster !== i + 1 || !isNumber(devices) || !numbers(centre, loadings.length)) return true;
    return !isNumber(reach) || reach < 0 || !isWords(words);
  });
  return bad < 0 ? undefined : `cluster ${bad + 1} is not whole`;
}

export async function readModel(path: string): Promise<ModelFile> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new OperatorError('no-such-file', `cannot read ${path}: ${systemReason(error)}`);
  }
  let model: ModelFile;
  try {
    model = JSON.parse(text);
  } catch {
    throw new OperatorError('not-a-model', `${path}: it is no JSON`);
  }
  const trouble = wrong(model);
  if (trouble !== undefined) throw new OperatorError('not-a-model', `${path}: ${trouble}`);
  return model;
}

export interface Placed extends Distances {
  /** Beyond the reach of every cluster. */
  readonly unlike: Uint8Array;
  /** Columns that were the same for every device of the model, and how many devices have another value now. */
  readonly strange: readonly { readonly column: string; readonly devices: number }[];
}

/** The columns that devices must have to be put into a model: those of the distances, then those left out. */
export function columnsOf({ columns, dropped }: ModelFile): string[] {
  return [...columns, ...dropped].map(({ name }) => name);
}

/** Puts rows, whose columns are those of the model (`columnsOf`), into it. */
export function place(model: ModelFile, matrix: Matrix): Placed {
  const { columns, clusters } = model;
  const scaling = {
    kept: columns.map((_, j) => j),
    mean: Float64Array.from(columns, ({ mean }) => mean),
    deviation: Float64Array.from(columns, ({ deviation }) => deviation),
  };
  const x = project(matrix, scaling, matrixOf(model.loadings));
  const centres = matrixOf(clusters.map(({ centre }) => centre));
  const found = distancesOf(x, centres);
  const unlike = new Uint8Array(x.rows).fill(1);
  clusters.forEach(({ reach }, c) => {
    for (let i = 0; i < x.rows; i++) {
      if (unlike[i] === 1 && near(x, i, centres, c, reach)) unlike[i] = 0;
    }
  });
  const strange = model.dropped.map(({ name, value }, j) => {
    let devices = 0;
    for (let i = 0; i < matrix.rows; i++) {
      const now = matrix.values[i * matrix.columns + columns.length + j];
      if (!sameValue(now, value ?? Number.NaN)) devices++;
    }
    return { column: name, devices };
  });
  return { ...found, unlike, strange: strange.filter(({ devices }) => devices > 0) };
}

function near(x: Matrix, i: number, centres: Matrix, c: number, reach: number): boolean {
  // The device that set the reach is within it, whatever rounding makes of its distance.
  return Math.sqrt(squaredDistance(x.values, i, centres.values, c, x.columns)) <= reach * (1 + 1e-12);
}
