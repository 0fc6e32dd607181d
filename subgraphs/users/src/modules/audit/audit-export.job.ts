import { Database } from '@trivet/database';
import { Access, type AccessDirectory, type KeyWrapper } from '@trivet/identity';
import { createLogger, systemClock } from '@trivet/platform';
import { PersonalKeyRepository } from '../personal-keys/personal-key.repository.ts';
import { PersonalKeyService } from '../personal-keys/personal-key.service.ts';
import { AuditRepository } from './audit.repository.ts';
import { AuditAddressService } from './audit-address.service.ts';
import { AuditCheckpointRepository } from './audit-checkpoint.repository.ts';
import { AuditFileService } from './audit-file.service.ts';
import { AuditSealingService } from './audit-sealing.service.ts';
import { type AuditKey, CheckpointSigner, publicKeysOf } from './audit-signature.ts';

/** What it takes to read a trail as whoever runs the installation. */
export interface TrailSource {
  readonly databaseUrl: string;
  readonly vaultDatabaseUrl: string;
  /** Wraps personal keys. */
  readonly keyWrapper: KeyWrapper;
  readonly audit: { readonly key: AuditKey; readonly otherKeys: readonly AuditKey[] };
}

/** The trail of an account as a file, part by part; of one that was deleted, too. Who may read it nobody asks. */
export async function* exportTrail(source: TrailSource, accountId: string): AsyncGenerator<string> {
  const applicationName = 'trivet audit';
  const logger = createLogger({ service: applicationName, level: 'warn' });
  await using databases = new AsyncDisposableStack();
  const open = (url: string) =>
    databases.adopt(new Database({ url, applicationName, maxConnections: 2 }), (opened) => opened.close());
  const db = open(source.databaseUrl);
  const keys = new PersonalKeyService({
    keys: new PersonalKeyRepository(open(source.vaultDatabaseUrl)),
    wrapper: source.keyWrapper,
  });
  const audit = new AuditRepository(db);
  const checkpoints = new AuditCheckpointRepository(db);
  const signer = new CheckpointSigner(source.audit.key);
  const files = new AuditFileService({
    audit,
    checkpoints,
    addresses: new AuditAddressService({ keys }),
    sealing: new AuditSealingService({ db, audit, checkpoints, signer, clock: systemClock, logger }),
    clock: systemClock,
    keys: publicKeysOf(source.audit),
  });
  const access = new Access({ directory: nobodysGrants, logger });
  yield* files.parts(access.system('an export by the operator', accountId));
}

const nobodysGrants: AccessDirectory = {
  find: async () => new Map(),
  known: () => undefined,
  refresh: async () => new Map(),
};
