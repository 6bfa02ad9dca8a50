/** `sigprobe compare`: two results of `sigprobe cluster` side by side. */
import { compare as compared, readProfiles } from '../clusters/compare.ts';
import { Files, json } from '../clusters/folder.ts';
import { comparedText } from '../report/compared.ts';

export interface CompareOptions {
  readonly output?: string;
  readonly quiet?: boolean;
}

export async function compare(before: string, after: string, { output, quiet }: CompareOptions): Promise<number> {
  const one = await readProfiles(before);
  const other = await readProfiles(after);
  const found = compared(one, other, [before, after]);
  if (output === '-') {
    process.stdout.write(json(found));
    return 0;
  }
  if (output !== undefined) {
    const files = new Files();
    try {
      await files.text(output, json(found));
      await files.finish();
    } finally {
      await files.abort();
    }
  }
  if (!quiet) process.stdout.write(comparedText(found, one, other));
  return 0;
}
