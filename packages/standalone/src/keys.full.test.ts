import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadOrCreateKeys, masterKeyringOf } from '@trivet/identity';
import { expect, it, onTestFinished } from 'vitest';

interface Ended {
  readonly exitCode: number;
  readonly output: string;
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'trivet-keys-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

/** `npm run keys -- ARGS`, below the launcher. */
function keys(dataDirectory: string, ...args: string[]): Promise<Ended> {
  const entry = join(import.meta.dirname, 'keys.ts');
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [entry, ...args],
      { env: { ...process.env, DATA_DIR: dataDirectory } },
      (error, out, err) => resolve({ exitCode: Number(error?.code ?? 0), output: out + err }),
    );
  });
}

/** Each starts a process, which takes a second or two. */
const timeout = 60_000;

it('shows keys by id, puts another in the place of the one that signs, and tells no secret', { timeout }, async () => {
  const directory = folder();
  const path = join(directory, 'keys.json');
  const before = loadOrCreateKeys(path);
  const shown = await keys(directory);
  const rotated = await keys(directory, 'rotate');
  const after = loadOrCreateKeys(path);

  expect(shown.output).toContain(before.accessToken.kid);
  expect(rotated).toMatchObject({ exitCode: 0, output: expect.stringContaining('Start again what runs') });
  expect(rotated.output).toContain(after.accessToken.kid);
  expect(rotated.output).toMatch(new RegExp(`signed until 20.*  ${before.accessToken.kid}`));
  expect(after).toMatchObject({ viewerToken: before.viewerToken, master: before.master, lookup: before.lookup });

  const masterRotated = await keys(directory, 'rotate', 'master');
  const last = loadOrCreateKeys(path);
  const [idBefore, idNow] = [after, last].map((each) => masterKeyringOf(each).keyId);
  expect(shown.output).toContain(idBefore);
  expect(masterRotated).toMatchObject({ exitCode: 0, output: expect.stringContaining(`retire master ${idBefore}`) });
  expect(masterRotated.output).toMatch(new RegExp(`personal keys +${idNow}\n +wrapped until 20.*  ${idBefore}`));
  expect(last).toEqual({
    ...after,
    master: last.master,
    retiredMasters: [expect.objectContaining({ key: after.master })],
  });
  const told = shown.output + rotated.output + masterRotated.output;
  const secrets = [before, after, last].flatMap((each) => [
    ...[each.accessToken.d, each.viewerToken.d, each.audit.d, each.master, each.lookup],
  ]);
  for (const secret of secrets) expect(told).not.toContain(secret);
});

it('changes nothing when it is asked for something else, or where there are no keys', { timeout }, async () => {
  const directory = folder();
  const path = join(directory, 'keys.json');
  expect(await keys(directory, 'rotate')).toEqual({
    exitCode: 1,
    output: `There are no keys in ${path} yet: they are made at the first start.\n`,
  });
  loadOrCreateKeys(path);
  const text = readFileSync(path, 'utf8');
  for (const wrong of ['rotat', 'retire master 0123'])
    expect(await keys(directory, ...wrong.split(' ')), wrong).toMatchObject({
      exitCode: 1,
      output: expect.stringContaining('npm run keys'),
    });
  expect(readFileSync(path, 'utf8')).toBe(text);
});
