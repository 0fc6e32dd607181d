import { migrate } from '@trivet/database';
import { readConfig, readMigrationUrl } from './config/config.ts';
import { openInstallation, schemaParts } from './installation/installation.ts';
import { exitWith, explain, readOptions, say } from './terminal.ts';

const help = `
npm run migrate     brings the database up to date, and ends

  --help                   this text

  MIGRATION_DATABASE_URL   which database; without it the embedded one below DATA_DIR, which must not run meanwhile
  DATA_DIR                 default .data
`;

readOptions(help);

/** `npm run migrate`: the database of `MIGRATION_DATABASE_URL`, or without it the embedded one under the data directory. */
try {
  const url = readMigrationUrl();
  if (url) {
    const { applied } = await migrate(url, schemaParts);
    say(applied > 0 ? `Applied ${applied} migrations.` : 'The database is up to date.');
  } else {
    const { dataDirectory } = readConfig();
    const installation = await openInstallation({ dataDirectory, onProgress: say });
    await installation.stop();
    say(`The database below ${dataDirectory} is up to date.`);
  }
} catch (error) {
  exitWith(
    explain(error) ?? `The database could not be migrated: ${error instanceof Error ? error.message : String(error)}`,
  );
}
