/** From `--format` to the formats that are meant. */
import { OperatorError } from '../errors.ts';
import { EXTENSIONS, type Format } from '../sinks/formats.ts';

function isFormat(name: string): name is Format {
  return Object.hasOwn(EXTENSIONS, name);
}

/** `folder` is `-` for standard output, which takes NDJSON alone. Throws an OperatorError. */
export function wantedFormats(folder: string, wanted: readonly string[] | undefined): readonly Format[] {
  const streams = folder === '-';
  const names = [...new Set(wanted ?? [streams ? 'ndjson' : 'parquet'])];
  const formats = names.filter(isFormat);
  const unknown = names.find(name => !isFormat(name));
  if (unknown !== undefined || formats.length === 0) {
    const known = Object.keys(EXTENSIONS).join(', ');
    throw new OperatorError('unknown-format', `unknown format '${unknown ?? ''}': known are ${known}`);
  }
  if (streams && formats.some(format => format !== 'ndjson' && format !== 'none')) {
    throw new OperatorError('not-a-stream', `-o - streams ndjson alone, not ${formats.join(',')}`);
  }
  return formats;
}
