import { writeFileSync } from 'node:fs';
import { compiledPath, compileLayout } from './compile-layout.ts';

writeFileSync(compiledPath, await compileLayout());
