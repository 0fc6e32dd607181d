import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Kind, parse } from 'graphql';
import { expect, it } from 'vitest';
import { browserDirectory } from './package-paths.ts';

const directory = join(browserDirectory, 'explorer/examples');

it.each(await readdir(directory))('%s parses, and names each operation once', async (file) => {
  const names = parse(await readFile(join(directory, file), 'utf8')).definitions.map((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? definition.name?.value : undefined,
  );
  expect(names).not.toContain(undefined);
  expect(new Set(names).size).toBe(names.length);
});
