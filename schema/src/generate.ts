import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generateSchemaFiles } from './subgraphs.ts';

/** `npm run generate`: writes everything under `schema/` that is made from the code. */
const root = join(import.meta.dirname, '..');
const files = generateSchemaFiles();
for (const folder of ['subgraphs', 'events']) rmSync(join(root, folder), { recursive: true, force: true });
for (const [path, text] of files) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
process.stdout.write(`Wrote ${files.size} files below schema/.\n`);
