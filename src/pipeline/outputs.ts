/** From `-o` and `--format` to sinks. */
import { rmdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { OperatorError, systemReason } from '../errors.ts';
import { FORMATS, type Format, type Sink } from '../sinks/sink.ts';
import { makeFolders } from './folders.ts';
import { wantedFormats } from './formats.ts';

/** File name without its extension. */
const NAME = 'dialogues';

export interface Outputs {
  readonly formats: readonly Format[];
  readonly sinks: readonly Sink[];
  /** True where records go to standard output. */
  readonly streams: boolean;
  /** Makes the folder, where there is one to make. Throws an OperatorError. */
  prepare(): Promise<void>;
  written(): { readonly format: string; readonly path: string; readonly rows: number }[];
  /** Drops what is not whole, and the folders that `prepare` made where they are empty. */
  abort(): Promise<void>;
}

/** Touches nothing yet. `folder` is `-` for standard output. */
export function openOutputs(folder: string, wanted: readonly string[] | undefined): Outputs {
  const streams = folder === '-';
  const formats = wantedFormats(folder, wanted);
  const paths = formats.map(format => (streams ? '-' : join(folder, `${NAME}.${FORMATS[format].extension}`)));
  const sinks = formats.map((format, i) => FORMATS[format].sink(streams ? process.stdout : paths[i]));
  const needsFolder = !streams && formats.some(format => format !== 'none');
  const made: string[] = [];
  return {
    formats,
    sinks,
    streams,
    async prepare() {
      if (!needsFolder) return;
      try {
        made.push(...(await makeFolders(resolve(folder))));
      } catch (error) {
        throw new OperatorError('cannot-write', `cannot make folder ${folder}: ${systemReason(error)}`);
      }
    },
    written() {
      return formats
        .map((format, i) => ({ format: format as string, path: paths[i], rows: sinks[i].rows }))
        .filter(({ format }) => format !== 'none');
    },
    async abort() {
      await Promise.allSettled(sinks.map(sink => sink.abort()));
      for (const path of made) await rmdir(path).catch(() => {});
    },
  };
}
