import type { Transaction } from '@trivet/database';
import { type ErasureConfirmation, erasureConfirmations } from './erasure.model.ts';

/** What is known of erasures. */
export class ErasureRepository {
  /** Once for each part. */
  async insertConfirmation(tx: Transaction, confirmation: ErasureConfirmation): Promise<void> {
    await tx.insert(erasureConfirmations).values(confirmation).onConflictDoNothing();
  }
}
