import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inTheClear } from './classification/by-hand.ts';
import { faultsOf, loadColumns } from './classification/columns.ts';
import { withTables } from './classification/document.ts';
import { faultsOfFields, loadFields } from './classification/fields.ts';
import { generateSchemaFiles, subgraphDefinitions } from './subgraphs.ts';

/** `npm run generate`: writes everything under `schema/` that is made from the code, and the tables of `docs/classification.md`. */
const root = join(import.meta.dirname, '..');
const files = generateSchemaFiles();
for (const folder of ['subgraphs', 'events']) rmSync(join(root, folder), { recursive: true, force: true });
for (const [path, text] of files) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const document = join(root, '../docs/classification.md');
const columns = await loadColumns();
const fields = await loadFields(subgraphDefinitions, columns);
writeFileSync(document, withTables(readFileSync(document, 'utf8'), columns, fields));
// The tests say the same; who generates is the one who has just changed something.
const faults = [...faultsOf(columns, Object.keys(inTheClear)), ...faultsOfFields(fields)];
if (faults.length > 0) {
  process.stderr.write(
    `What is personal does not fit together (CONTRIBUTING.md, "Add a column"):\n${faults.map((fault) => `- ${fault}\n`).join('')}`,
  );
  process.exitCode = 1;
}
process.stdout.write(`Wrote ${files.size} files below schema/, and docs/classification.md.\n`);
