import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const inventory = readFileSync(join(root, 'docs/cryptography.md'), 'utf8');
const listed = [...inventory.matchAll(/`((?:packages|router|subgraphs)\/[^`]+)`/g)].map(([, path = '']) => path);

const libraries =
  '(?:node:crypto|node:tls|jose|@noble/curves/nist.js|@node-rs/argon2|otpauth|openid-client|@simplewebauthn/server|web-push|twilio)';
/** What is imported from them, but for types and for `randomUUID`, which makes ids and no secrets. */
const patterns = [
  new RegExp(`import (?!type )(?!{ randomUUID } )[^;]*? from '${libraries}'`),
  new RegExp(`import\\('${libraries}'\\)`),
  /\bcrypto\.(?:subtle|getRandomValues)\b/,
];
const usesCryptography = (source: string) => patterns.some((pattern) => pattern.test(source));

it('knows a use when it sees one', () => {
  expect(usesCryptography("import {\n  createHash,\n  type KeyObject,\n} from 'node:crypto';")).toBe(true);
  expect(usesCryptography("const { importJWK } = await import('jose');")).toBe(true);
  expect(usesCryptography("import { randomUUID } from 'node:crypto';\nimport type { JWK } from 'jose';")).toBe(false);
});

it('is used nowhere but where docs/cryptography.md says', () => {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts'], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((file) => /^(packages|router|schema|subgraphs)\/.*\/?src\//.test(file) && existsSync(join(root, file)))
    .filter((file) => !/\.test\.ts$|\/tests?\/|\/testing\//.test(file));
  const users = files.filter((file) => usesCryptography(readFileSync(join(root, file), 'utf8')));
  expect(users.length).toBeGreaterThan(20);
  const unlisted = users.filter((file) => !listed.some((path) => file === path || file.startsWith(`${path}/`)));
  expect(unlisted, 'a line for each in the table of docs/cryptography.md').toEqual([]);
  const unused = listed.filter((path) => !users.some((file) => file === path || file.startsWith(`${path}/`)));
  expect(unused).toEqual([]);
});
