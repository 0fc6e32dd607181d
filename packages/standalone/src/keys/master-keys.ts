import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dropMasterKey } from '@trivet/identity';
import { type VaultSource, withVault } from '@trivet/users/vault';
import { readConfig, readVaultSource } from '../config/config.ts';
import { findRunningInstallation, openInstallation } from '../installation/installation.ts';
import { vaultSourceOf } from '../standalone.ts';
import { say } from '../terminal.ts';
import { KeysRefusedError } from './keys-refused-error.ts';

/** How many personal keys are wrapped by which master key. */
export async function status(): Promise<void> {
  await onVault(async ({ source }) => {
    const counts = await withVault(source, (rewraps) => rewraps.status());
    say(describe(source, counts));
  });
}

/** Wraps anew what is not wrapped by the present master key, and tells how far it is. */
export async function rewrap(): Promise<void> {
  await onVault(async ({ source, isStale }) => {
    if (isStale) throw new KeysRefusedError(startAgain);
    const { keyId } = source.keyring;
    const begunAt = performance.now();
    const { rewrapped, unopened, named } = await withVault(source, async (rewraps) => {
      const total = sum([...(await rewraps.status())].filter(([id]) => id !== keyId));
      return rewraps.rewrap(onceASecond((done) => say(`  ${number(done)} of ${number(total)}`)));
    });
    const seconds = (performance.now() - begunAt) / 1_000;
    say(`Wrapped ${number(rewrapped)} keys anew by ${keyId}, ${number(Math.round(rewrapped / seconds))} a second.`);
    if (unopened === 0) return;
    const lines = named.map(
      ({ userId, keyId: by, reason }) => `  of ${userId}, wrapped by ${by ?? 'one that it does not name'}: ${reason}`,
    );
    throw new KeysRefusedError([`${number(unopened)} could not be opened, and are as they were:`, ...lines].join('\n'));
  });
}

/** Throws a master key away, by which nothing is wrapped any more. */
export async function retire(keyId: string): Promise<void> {
  await onVault(async ({ source, keyFile, isStale }) => {
    const { keyring } = source;
    if (keyId === keyring.keyId)
      throw new KeysRefusedError(`${keyId} is the master key by which keys are wrapped: rotate it first.`);
    if (!keyring.otherKeyIds.includes(keyId))
      throw new KeysRefusedError(
        `No master key that retires has the id ${keyId}. There are: ${keyring.otherKeyIds.join(', ') || 'none'}.`,
      );
    if (isStale) throw new KeysRefusedError(startAgain);
    const left = await withVault(source, (rewraps) => rewraps.retire(keyId));
    if (left > 0)
      throw new KeysRefusedError(
        `${number(left)} keys are wrapped by ${keyId}, or do not say by which one: npm run keys -- rewrap`,
      );
    if (keyFile !== null) dropMasterKey(keyFile, keyId);
    const [where, copy] =
      keyFile === null
        ? ['Leave it out of MASTER_OTHER_KEYS', 'it']
        : ['It is no longer in the key file', 'a backup of that from before'];
    say(`Nothing is wrapped by ${keyId}, and the vault refuses what would be. ${where}.`);
    say(`Keep ${copy} for as long as there are backups of the vault from before: nothing else opens them.`);
  });
}

const startAgain =
  'What runs was started before the master key was rotated, and cannot read what is wrapped by the new one. Start it again first.';

interface Vault {
  readonly source: VaultSource;
  /** Null where keys come by the environment. */
  readonly keyFile: string | null;
  /** Somebody works with it who has read the key file before its master key was rotated. */
  readonly isStale: boolean;
}

/** The key file of the installation below `DATA_DIR`. @throws {KeysRefusedError} where there is none. */
export function existingKeyFile(): string {
  const path = join(readConfig().dataDirectory, 'keys.json');
  if (!existsSync(path))
    throw new KeysRefusedError(`There are no keys in ${path} yet: they are made at the first start.`);
  return path;
}

/** That of the environment; or the one below the data directory, whether it runs or not. */
async function onVault(work: (vault: Vault) => Promise<void>): Promise<void> {
  const given = readVaultSource();
  if (given) return work({ source: given, keyFile: null, isStale: false });
  const keyFile = existingKeyFile();
  const dataDirectory = dirname(keyFile);
  const running = await findRunningInstallation(dataDirectory);
  if (running) {
    const [last] = running.keys.retiredMasters ?? [];
    const isStale = last !== undefined && running.startedAt.getTime() <= Date.parse(last.retiredAt);
    return work({ source: vaultSourceOf(running), keyFile, isStale });
  }
  const installation = await openInstallation({ dataDirectory, onProgress: () => {} });
  try {
    await work({ source: vaultSourceOf(installation), keyFile, isStale: false });
  } finally {
    await installation.stop();
  }
}

function describe({ keyring }: VaultSource, counts: ReadonlyMap<string | null, number>): string {
  const known = [keyring.keyId, ...keyring.otherKeyIds];
  const line = (id: string, what: string) => `  ${id}  ${number(counts.get(id) ?? 0).padStart(12)}  ${what}`;
  const unknown = [...counts.keys()].filter((id) => id !== null && !known.includes(id)) as string[];
  const unnamed = counts.get(null) ?? 0;
  return [
    line(keyring.keyId, 'wraps'),
    ...keyring.otherKeyIds.map((id) => line(id, 'opens')),
    ...unknown.map((id) => line(id, 'IS NOT THERE: what it has wrapped cannot be opened')),
    ...(unnamed > 0 ? [`  ${'(not named)'.padEnd(16)}  ${number(unnamed).padStart(12)}  of before keys had ids`] : []),
  ].join('\n');
}

function sum(counts: readonly (readonly [unknown, number])[]): number {
  return counts.reduce((total, [, count]) => total + count, 0);
}

function number(value: number): string {
  return value.toLocaleString('en');
}

function onceASecond(tell: (done: number) => void): (done: number) => void {
  let next = performance.now() + 1_000;
  return (done) => {
    if (performance.now() < next) return;
    next = performance.now() + 1_000;
    tell(done);
  };
}
