import type { Database } from '@trivet/database';
import type { AccountAccess } from '@trivet/identity';
import type { Clock, Logger } from '@trivet/platform';
import type { AuditCheckpoint } from './audit.model.ts';
import type { AuditRepository } from './audit.repository.ts';
import { signedCheckpointOf } from './audit-record.ts';
import type { CheckpointSigner } from './audit-signature.ts';

export interface AuditSealingServiceDeps {
  readonly db: Database;
  readonly audit: AuditRepository;
  readonly signer: CheckpointSigner;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A chain is signed when its first unsigned entry is so old. */
const unsealedForMs = 10 * 60 * 1000;
const batchSize = 100;
/** Of one run: what is left is for the next. */
const maxBatches = 50;

/** Signs the chains of accounts: what is changed afterwards, by whomever, no longer fits the signature. */
export class AuditSealingService {
  readonly #deps: AuditSealingServiceDeps;

  constructor(deps: AuditSealingServiceDeps) {
    this.#deps = deps;
  }

  /** A signature under the chain as far as this entry, which is kept nowhere; null where no entry is kept. */
  async checkpoint(
    access: AccountAccess,
    { sequence, hash }: Pick<AuditCheckpoint, 'sequence' | 'hash'>,
  ): Promise<AuditCheckpoint | null> {
    const { audit, signer, clock } = this.#deps;
    const { accountId } = access;
    const firstSequence = await audit.findFirstSequence(access);
    if (firstSequence === null) return null;
    const createdAt = clock.now();
    const checkpoint = { accountId, firstSequence, sequence, hash, createdAt, keyId: signer.keyId };
    return { ...checkpoint, signature: signer.sign(signedCheckpointOf(checkpoint)) };
  }

  /** Signs what has grown and was not signed for a while. An account that cannot be signed keeps no other from it. */
  async sealGrown(accessTo: (accountId: string) => AccountAccess): Promise<void> {
    const { audit, clock } = this.#deps;
    const before = new Date(clock.now().getTime() - unsealedForMs);
    for (let times = 0; times < maxBatches; times += 1) {
      const accountIds = await audit.listUnsealed(before, batchSize);
      const outcomes: boolean[] = [];
      for (const accountId of accountIds) outcomes.push(await this.#seal(accessTo(accountId)));
      if (accountIds.length < batchSize || !outcomes.includes(true)) return;
    }
  }

  async #seal(access: AccountAccess): Promise<boolean> {
    const { db, audit, logger } = this.#deps;
    const { accountId, rows } = access;
    try {
      await db.transaction(rows, async (tx) => {
        // First, so that an entry that comes meanwhile notes once more that there is something to sign.
        await audit.forgetUnsealed(tx, [accountId]);
        const chain = await audit.findChain(access);
        const checkpoint = chain && (await this.checkpoint(access, chain));
        if (checkpoint) await audit.insertCheckpoint(tx, checkpoint);
      });
      return true;
    } catch (error) {
      logger.error('An audit trail could not be signed', { accountId, error });
      return false;
    }
  }
}
