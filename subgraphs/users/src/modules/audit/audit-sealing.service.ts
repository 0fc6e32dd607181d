import type { Database } from '@trivet/database';
import type { AccountAccess } from '@trivet/identity';
import type { Clock, Logger } from '@trivet/platform';
import type { AuditChain, AuditCheckpoint } from './audit.model.ts';
import type { AuditRepository } from './audit.repository.ts';
import { hashOfEntry } from './audit-chain.ts';
import type { AuditCheckpointRepository } from './audit-checkpoint.repository.ts';
import { hashedEntryOf, signedCheckpointOf } from './audit-record.ts';
import type { CheckpointSigner } from './audit-signature.ts';

export interface AuditSealingServiceDeps {
  readonly db: Database;
  readonly audit: AuditRepository;
  readonly checkpoints: AuditCheckpointRepository;
  readonly signer: CheckpointSigner;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A chain is signed when its first unsigned entry is so old. */
const unsealedForMs = 10 * 60 * 1000;
const batchSize = 100;
/** Of one run: what is left is for the next. */
const maxBatches = 50;
const entriesAtATime = 500;

/** What is to be signed is not what was recorded: somebody has changed it. */
class BrokenTrailError extends Error {
  override readonly name = 'BrokenTrailError';
}

/**
 * Signs the chains of accounts: what is changed afterwards, by whomever, no longer fits the signature. It signs nothing that does
 * not go on from what it signed before.
 */
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
    const { checkpoints, clock } = this.#deps;
    const before = new Date(clock.now().getTime() - unsealedForMs);
    for (let times = 0; times < maxBatches; times += 1) {
      const accountIds = await checkpoints.listUnsealed(before, batchSize);
      const outcomes: boolean[] = [];
      for (const accountId of accountIds) outcomes.push(await this.#seal(accessTo(accountId)));
      if (accountIds.length < batchSize || !outcomes.includes(true)) return;
    }
  }

  async #seal(access: AccountAccess): Promise<boolean> {
    const { db, audit, checkpoints, logger } = this.#deps;
    const { accountId, rows } = access;
    try {
      await db.transaction(rows, async (tx) => {
        // First, so that an entry that comes meanwhile notes once more that there is something to sign.
        if (!(await checkpoints.forgetUnsealed(tx, accountId))) return;
        const chain = await audit.findChain(access);
        if (chain) await this.#requireWhole(access, chain);
        const checkpoint = chain && (await this.checkpoint(access, chain));
        if (checkpoint) await checkpoints.insert(tx, checkpoint);
      });
      return true;
    } catch (error) {
      logger.error('An audit trail could not be signed', { accountId, error });
      return false;
    }
  }

  /**
   * That the chain goes on from what was signed last: a signature under another history would make it true.
   * @throws {BrokenTrailError}
   */
  async #requireWhole(access: AccountAccess, { sequence: upTo, hash }: AuditChain): Promise<void> {
    const { audit, checkpoints } = this.#deps;
    const last = await checkpoints.findLast(access);
    // The last entry that was signed is looked at too.
    let after = (last?.sequence ?? 1) - 1;
    let link: Buffer | undefined;
    for (let more = true; more; ) {
      const entries = await audit.listInOrder(access, { after, upTo, limit: entriesAtATime });
      for (const entry of entries) {
        const continues = link === undefined || entry.previousHash?.equals(link) === true;
        const wasSigned = entry.sequence !== last?.sequence || entry.hash.equals(last.hash);
        if (!continues || !wasSigned || !hashOfEntry(hashedEntryOf(entry)).equals(entry.hash))
          throw new BrokenTrailError(`Entry ${entry.sequence} is not what was recorded.`);
        link = entry.hash;
        after = entry.sequence;
      }
      more = entries.length === entriesAtATime;
    }
    if (link && !link.equals(hash)) throw new BrokenTrailError(`Entry ${upTo} is missing.`);
  }
}
