import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** One import of one file. */
export interface Import {
  /** The importing file, from the repository's root. */
  readonly file: string;
  /** What is imported: a package's name as it is written, or a file from the repository's root. */
  readonly target: string;
  /** Erased when it runs. */
  readonly typeOnly: boolean;
}

const statement = /^\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]/gm;
const dynamic = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

/** Every import and re-export of a source text. */
export function importsOf(file: string, source: string): Import[] {
  const statements = [...source.matchAll(statement)].map(([text, type, target]) => ({
    target: target as string,
    typeOnly: type !== undefined || everyNameIsType(text),
  }));
  const dynamics = [...source.matchAll(dynamic)].map(([, target]) => ({ target: target as string, typeOnly: false }));
  return [...statements, ...dynamics].map(({ target, typeOnly }) => ({
    file,
    target: target.startsWith('.') ? normalize(join(dirname(file), target)) : target,
    typeOnly,
  }));
}

export function readImports(root: string, file: string): Import[] {
  return importsOf(file, readFileSync(join(root, file), 'utf8'));
}

/** `import { type A, type B } from …` is as good as `import type`. */
function everyNameIsType(text: string): boolean {
  const names = /\{([^}]*)\}/
    .exec(text)?.[1]
    ?.split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  return (
    names !== undefined &&
    names.length > 0 &&
    !/import\s+\w/.test(text) &&
    names.every((name) => name.startsWith('type '))
  );
}
