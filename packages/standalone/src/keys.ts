import { parseArgs } from 'node:util';
import {
  type Keys,
  loadOrCreateKeys,
  masterKeyringOf,
  type RetiredKey,
  rotateAccessTokenKey,
  rotateAuditKey,
  rotateMasterKey,
} from '@trivet/identity';
import { readVaultSource } from './config/config.ts';
import { existingKeyFile, retire, rewrap, status } from './keys/master-keys.ts';
import { exitWith, explain, say } from './terminal.ts';

const help = `
npm run keys [-- COMMAND]   the keys of the installation below DATA_DIR

  (nothing)      shows them, by id; no secrets
  rotate         another key signs access tokens from the next start on; tokens of the last one are good until they expire
  rotate audit   another key signs audit trails from the next start on; what the last one has signed stays good

  rotate master  another key wraps personal keys from the next start on; the last one opens what it has wrapped
  rewrap         wraps anew, by that key, what others have wrapped; goes on where it was interrupted
  retire master ID
                 throws one away that wrapped before, when nothing is wrapped by it any more
  status         how many personal keys are wrapped by which

  --help         this text

  The last three work while everything runs; where VAULT_DATABASE_URL says, if that is given, with MASTER_KEY and
  MASTER_OTHER_KEYS of the users subgraph. There a master key is rotated so, without anybody noticing:
    1. a new one (openssl rand -base64 32) is added to MASTER_OTHER_KEYS of every process of users
    2. it becomes MASTER_KEY, and the last one takes its place in MASTER_OTHER_KEYS
    3. rewrap, then retire master ID, then the last one is left out
`;

const rotations = {
  rotate: { rotate: rotateAccessTokenKey, what: 'signs access tokens' },
  'rotate audit': { rotate: rotateAuditKey, what: 'signs audit trails' },
  'rotate master': { rotate: rotateMasterKey, what: 'wraps personal keys' },
} as const;

const keyIdPattern = /^[0-9a-f]{16}$/;

try {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) say(help);
  else await run(positionals.join(' '));
} catch (error) {
  exitWith(explain(error) ?? `${error instanceof Error ? error.message : String(error)}\n${help}`);
}

async function run(command: string): Promise<void> {
  const retiring = /^retire master (\S+)$/.exec(command)?.[1];
  if (command === '') say(describe(loadOrCreateKeys(existingKeyFile())));
  else if (command in rotations) rotate(rotations[command as keyof typeof rotations]);
  else if (command === 'status') await status();
  else if (command === 'rewrap') await rewrap();
  else if (retiring && keyIdPattern.test(retiring)) await retire(retiring);
  else exitWith(`There is no such command.\n${help}`);
}

function rotate({ rotate, what }: (typeof rotations)[keyof typeof rotations]): void {
  if (rotate === rotateMasterKey && readVaultSource())
    exitWith(`Keys come by the environment here (VAULT_DATABASE_URL), and so does another one.\n${help}`);
  const keys = rotate(existingKeyFile(), new Date());
  say(`Another key ${what}. Start again what runs, so that it takes it.`);
  if (rotate === rotateMasterKey)
    say(`Then: npm run keys -- rewrap, and npm run keys -- retire master ${masterKeyringOf(keys).otherKeyIds[0]}`);
  say(describe(keys));
}

function describe(keys: Keys): string {
  const { accessToken, viewerToken, audit, retiredAccessTokens = [], retiredAudit = [], retiredMasters = [] } = keys;
  const before = ({ key, retiredAt }: RetiredKey) => `    signed until ${retiredAt}  ${key.kid}`;
  const { keyId, otherKeyIds } = masterKeyringOf(keys);
  return [
    `  access tokens         ${accessToken.kid}`,
    ...retiredAccessTokens.map(before),
    `  audit trails          ${audit.kid}`,
    ...retiredAudit.map(before),
    `  between processes     ${viewerToken.kid}`,
    `  personal keys         ${keyId}`,
    ...retiredMasters.map(({ retiredAt }, index) => `    wrapped until ${retiredAt}  ${otherKeyIds[index]}`),
  ].join('\n');
}
