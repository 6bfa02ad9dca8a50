import type { Declare } from './values.ts';

export const declareColumns: Declare = (cli, done) => {
  cli
    .command('columns')
    .description('Prints the columns of the records: name, type, unit, when null.')
    .action(async () => done(await (await import('../commands/columns.ts')).columns()));
};
