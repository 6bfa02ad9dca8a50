/** `sigprobe classify`: devices into a model that is there. */
import { Files, writePlaced } from '../clusters/folder.ts';
import { columnsOf, place, readModel } from '../clusters/model.ts';
import { readFeatures } from '../clusters/table.ts';
import { Database } from '../database/database.ts';
import { OperatorError } from '../errors.ts';
import { placedText } from '../report/placed.ts';
import { MEMORY } from './cluster.ts';

export interface ClassifyOptions {
  readonly model: string;
  readonly output: string;
  readonly quiet?: boolean;
}

export async function classify(input: string, options: ClassifyOptions): Promise<number> {
  const { output, quiet } = options;
  if (!/\.parquet$/i.test(output)) {
    throw new OperatorError('wrong-name', `-o ${output}: the labels are a Parquet file, its name ends in .parquet`);
  }
  const model = await readModel(options.model);
  await Files.probe(output);
  const db = await Database.open({ memoryLimit: MEMORY });
  const files = new Files();
  try {
    const table = await readFeatures(db, input, columnsOf(model));
    const placed = place(model, table.matrix);
    await writePlaced(files, db, output, table.devices, placed);
    await files.finish();
    if (!quiet) process.stdout.write(placedText(model, placed, output));
    return 0;
  } finally {
    await files.abort();
    db.close();
  }
}
