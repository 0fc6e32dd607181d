import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Keys, loadOrCreateKeys, rotateAccessTokenKey } from '@trivet/identity';
import { readConfig } from './config/config.ts';
import { exitWith, explain, say } from './terminal.ts';

const help = `
npm run keys [-- rotate]   the keys of the installation below DATA_DIR

  (nothing)  shows them, by id; no secrets
  rotate     another key signs access tokens from the next start on; tokens of the last one are good until they expire
  --help     this text
`;

try {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' } },
  });
  const [command = 'show', ...more] = positionals;
  if (values.help) say(help);
  else if (more.length > 0 || (command !== 'show' && command !== 'rotate'))
    exitWith(`There is no such command.\n${help}`);
  else run(command, join(readConfig().dataDirectory, 'keys.json'));
} catch (error) {
  exitWith(explain(error) ?? `${error instanceof Error ? error.message : String(error)}\n${help}`);
}

function run(command: 'show' | 'rotate', path: string): void {
  if (!existsSync(path)) exitWith(`There are no keys in ${path} yet: they are made at the first start.`);
  const keys = command === 'rotate' ? rotateAccessTokenKey(path, new Date()) : loadOrCreateKeys(path);
  if (command === 'rotate') say('Another key signs access tokens. Start again what runs, so that it takes it.');
  say(describe(keys));
}

function describe({ accessToken, viewerToken, retiredAccessTokens = [] }: Keys): string {
  return [
    `  access tokens         ${accessToken.kid}`,
    ...retiredAccessTokens.map(({ key, retiredAt }) => `    signed until ${retiredAt}  ${key.kid}`),
    `  between processes     ${viewerToken.kid}`,
  ].join('\n');
}
