import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { compiledPath, compileLayout } from './compile-layout.ts';

it('is what its source says (else run `npm run generate`), and loads nothing from anywhere', async () => {
  const compiled = readFileSync(compiledPath, 'utf8');
  expect(await compileLayout()).toBe(compiled);
  expect(compiled).not.toMatch(/<link|@import|<script|url\(|src="(?!\{\{ logoUrl \}\}")/);
});
