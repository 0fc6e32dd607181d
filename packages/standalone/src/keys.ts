import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Keys, loadOrCreateKeys, type RetiredKey, rotateAccessTokenKey, rotateAuditKey } from '@trivet/identity';
import { readConfig } from './config/config.ts';
import { exitWith, explain, say } from './terminal.ts';

const help = `
npm run keys [-- rotate [audit]]   the keys of the installation below DATA_DIR

  (nothing)     shows them, by id; no secrets
  rotate        another key signs access tokens from the next start on; tokens of the last one are good until they expire
  rotate audit  another key signs audit trails from the next start on; what the last one has signed stays good
  --help        this text
`;

const commands = ['show', 'rotate', 'rotate audit'] as const;

try {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' } },
  });
  const command = commands.find((each) => each === (positionals.join(' ') || 'show'));
  if (values.help) say(help);
  else if (!command) exitWith(`There is no such command.\n${help}`);
  else run(command, join(readConfig().dataDirectory, 'keys.json'));
} catch (error) {
  exitWith(explain(error) ?? `${error instanceof Error ? error.message : String(error)}\n${help}`);
}

function run(command: (typeof commands)[number], path: string): void {
  if (!existsSync(path)) exitWith(`There are no keys in ${path} yet: they are made at the first start.`);
  const rotate = { show: loadOrCreateKeys, rotate: rotateAccessTokenKey, 'rotate audit': rotateAuditKey }[command];
  const keys = rotate(path, new Date());
  if (command !== 'show') {
    const what = command === 'rotate' ? 'access tokens' : 'audit trails';
    say(`Another key signs ${what}. Start again what runs, so that it takes it.`);
  }
  say(describe(keys));
}

function describe({ accessToken, viewerToken, audit, retiredAccessTokens = [], retiredAudit = [] }: Keys): string {
  const before = ({ key, retiredAt }: RetiredKey) => `    signed until ${retiredAt}  ${key.kid}`;
  return [
    `  access tokens         ${accessToken.kid}`,
    ...retiredAccessTokens.map(before),
    `  audit trails          ${audit.kid}`,
    ...retiredAudit.map(before),
    `  between processes     ${viewerToken.kid}`,
  ].join('\n');
}
