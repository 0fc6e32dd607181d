import { Database } from '@trivet/database';
import type { MasterKeyring } from '@trivet/identity';
import { systemClock } from '@trivet/platform';
import { RewrapService } from './rewrap.service.ts';
import { WrappedKeyRepository } from './wrapped-key.repository.ts';

/** What it takes to wrap personal keys anew as whoever runs the installation. */
export interface VaultSource {
  readonly vaultDatabaseUrl: string;
  readonly keyring: MasterKeyring;
}

/** Works on the personal keys of an installation, whether that runs or not, and leaves nothing open. */
export async function withVault<Result>(
  { vaultDatabaseUrl, keyring }: VaultSource,
  work: (rewraps: RewrapService) => Promise<Result>,
): Promise<Result> {
  await using vault = new AsyncDisposableStack();
  const database = vault.adopt(
    // Counting reads the whole table, however large it is.
    new Database({
      url: vaultDatabaseUrl,
      applicationName: 'trivet keys',
      maxConnections: 1,
      settings: { statement_timeout: 0 },
    }),
    (opened) => opened.close(),
  );
  return await work(
    new RewrapService({ keys: new WrappedKeyRepository(database), wrapper: keyring, clock: systemClock }),
  );
}
