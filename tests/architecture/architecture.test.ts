import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importsOf, readImports } from './imports.ts';
import { rules } from './rules.ts';

const root = join(import.meta.dirname, '../..');
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.tsx'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file && existsSync(join(root, file)) && !file.endsWith('.generated.ts'));
const sources = files.filter((file) => !/\.test\.ts$|\/tests\/|^tests\//.test(file));
const textOf = (file: string) => readFileSync(join(root, file), 'utf8');
const imports = files.flatMap((file) => readImports(root, file));

describe('who may import whom', () => {
  it('reads imports of every form', () => {
    const source = [
      "import a from 'one';",
      "import { type B } from 'two';",
      "import {\n  c,\n  type D,\n} from '../three.ts';",
      "export * from './four.ts';",
      "import './five.ts';",
      "const six = await import('six');",
    ].join('\n');
    expect(importsOf('packages/x/src/file.ts', source)).toEqual([
      { file: 'packages/x/src/file.ts', target: 'one', typeOnly: false },
      { file: 'packages/x/src/file.ts', target: 'two', typeOnly: true },
      { file: 'packages/x/src/file.ts', target: 'packages/x/three.ts', typeOnly: false },
      { file: 'packages/x/src/file.ts', target: 'packages/x/src/four.ts', typeOnly: false },
      { file: 'packages/x/src/file.ts', target: 'packages/x/src/five.ts', typeOnly: false },
      { file: 'packages/x/src/file.ts', target: 'six', typeOnly: false },
    ]);
    expect(imports.length).toBeGreaterThan(500);
  });

  it.each(rules)('$name', ({ covers, allows }) => {
    const covered = imports.filter(({ file }) => covers(file));
    expect(covered.length, 'a rule that covers nothing says nothing').toBeGreaterThan(0);
    const refused = covered
      .filter((imported) => !allows(imported))
      .map(({ file, target }) => `${file} imports ${target}`);
    expect(refused).toEqual([]);
  });

  it.each(rules)('finds the canary: $name', ({ covers, allows, canary }) => {
    expect(covers(canary.file) && !allows(canary)).toBe(true);
  });
});

describe('what stands in one place only', () => {
  /** A pattern, and the files that may hold it. */
  const places: readonly {
    readonly what: string;
    readonly pattern: RegExp;
    readonly allowed: (file: string) => boolean;
    readonly canary: string;
  }[] = [
    {
      what: 'the environment is read in configurations',
      pattern: /process\.env\b/,
      allowed: (file) =>
        /\/config\/[^/]*\.ts$|\.config\.ts$|packages\/console\/(src\/build|browser)|packages\/database\/src\/(embedded|testing)\/|\/disable-telemetry\.ts$/.test(
          file,
        ),
      canary: 'const port = process.env.PORT',
    },
    {
      what: 'system access is for consumers and jobs, and for what they ask users',
      pattern: /\.system\(/,
      allowed: (file) =>
        /\.(consumer|job)\.ts$|users\/src\/modules\/mails\/mail-source\.ts$|packages\/identity\/src\/access\.ts$/.test(
          file,
        ),
      canary: "access.system('because', id)",
    },
    {
      what: 'unprepared statements are for migrations and for the driver’s own wrapper',
      pattern: /\.unsafe\(/,
      allowed: (file) => /packages\/database\/src\/(migrate|prepared)\.ts$/.test(file),
      canary: "sql.unsafe('select 1')",
    },
    {
      what: 'encryption alone makes what a column of `encrypted` takes',
      pattern: /\bas Encrypted\b/,
      allowed: (file) => file.startsWith('packages/identity/src/'),
      canary: 'const email = Buffer.from(text) as Encrypted',
    },
    {
      what: 'no `any` by the back door',
      pattern: /\bas any\b|@ts-ignore|@ts-nocheck|@ts-expect-error/,
      allowed: () => false,
      canary: 'value as any',
    },
    {
      what: 'a process says what it has to say by its logger; in a terminal, before it has one and where people read',
      pattern: /console\.(?:log|error|warn|info|debug)\b|process\.std(?:out|err)\.write/,
      allowed: (file) =>
        /\/(main|terminal|generate|run-process|run-subgraph)\.ts$|\.fixture\.ts$|\/testing\/|^scripts\//.test(file),
      canary: "console.log('a line of no log')",
    },
    {
      what: 'chance that anybody can work out is for waiting times only',
      pattern: /Math\.random/,
      allowed: (file) =>
        /packages\/database\/src\/connection\.ts$|router\/src\/(transports\/policies\/call-policies|live\/backoff)\.ts$/.test(
          file,
        ),
      canary: 'const token = Math.random()',
    },
    {
      what: 'whoever we speak TLS with has to show who he is',
      pattern: /rejectUnauthorized|NODE_TLS_REJECT_UNAUTHORIZED|checkServerIdentity/,
      allowed: () => false,
      canary: 'connect({ rejectUnauthorized: false })',
    },
    {
      what: 'the time comes from a Clock in services and repositories',
      pattern: /new Date\(\)|Date\.now\(\)/,
      allowed: (file) => !/^subgraphs\/.*\.(service|repository|consumer|resolvers)\.ts$/.test(file),
      canary: 'const now = new Date()',
    },
  ];

  it.each(places)('$what', ({ pattern, allowed, canary }) => {
    expect(pattern.test(canary)).toBe(true);
    const offenders = sources.filter((file) => !allowed(file) && pattern.test(textOf(file)));
    expect(offenders).toEqual([]);
  });

  it('there is no utils, helpers, common, misc or shared', () => {
    expect(files.filter((file) => /(^|\/)(utils?|helpers?|common|misc|shared)(\/|\.tsx?$)/.test(file))).toEqual([]);
  });

  it('a file is short enough to be read', () => {
    const long = sources.filter((file) => textOf(file).split('\n').length > 350);
    expect(long).toEqual([]);
  });

  it('every package and subgraph says in a README what it is', () => {
    const folders = [
      ...new Set(
        files.flatMap((file) => /^(packages\/[^/]+|subgraphs\/[^/]+|router|schema|tests)\//.exec(file)?.[1] ?? []),
      ),
    ];
    expect(folders.filter((folder) => !existsSync(join(root, folder, 'README.md')))).toEqual([]);
  });
});
