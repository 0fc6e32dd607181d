import { type Database, type Encrypted, nobody, prepared, type Transaction } from '@trivet/database';
import { and, asc, eq, lte, sql } from 'drizzle-orm';
import {
  type DataExport,
  dataExportParts,
  dataExportQueue,
  dataExports,
  type QueuedExport,
} from './data-export.model.ts';

const findByUser = prepared<{ userId: string }>()('dataExports.findByUser', (db) =>
  db
    .select()
    .from(dataExports)
    .where(eq(dataExports.userId, sql.placeholder('userId'))),
);
const findPart = prepared<{ exportId: string; number: number }>()('dataExportParts.find', (db) =>
  db
    .select({ content: dataExportParts.content })
    .from(dataExportParts)
    .where(
      and(
        eq(dataExportParts.exportId, sql.placeholder('exportId')),
        eq(dataExportParts.number, sql.placeholder('number')),
      ),
    ),
);
const findOwner = prepared<{ exportId: string }>()('dataExportQueue.findOwner', (db) =>
  db
    .select({ userId: dataExportQueue.userId })
    .from(dataExportQueue)
    .where(eq(dataExportQueue.exportId, sql.placeholder('exportId'))),
);

/** Exports, their parts, and when they are due. A person has one at a time. */
export class DataExportRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async findByUser(userId: string): Promise<DataExport | null> {
    const [found] = await this.#db.readWithin({ persons: [userId] }, findByUser, { userId });
    return found ?? null;
  }

  /** Whose it is, which has to be known before anything of it can be read. */
  async findOwner(exportId: string): Promise<string | null> {
    const [row] = await this.#db.read(findOwner, { exportId });
    return row?.userId ?? null;
  }

  /** As it is encrypted; null where it is gone. */
  async findPart({ id: exportId, userId }: DataExport, number: number): Promise<Buffer | null> {
    const [part] = await this.#db.readWithin({ persons: [userId] }, findPart, { exportId, number });
    return part?.content ?? null;
  }

  /** In place of the one that there was. */
  async replace(tx: Transaction, dataExport: typeof dataExports.$inferInsert, dueAt: Date): Promise<DataExport> {
    const { userId } = dataExport;
    await tx.delete(dataExports).where(eq(dataExports.userId, userId));
    const [inserted] = await tx.insert(dataExports).values(dataExport).returning();
    await tx.insert(dataExportQueue).values({ exportId: dataExport.id, userId, dueAt });
    return inserted as DataExport;
  }

  /** The one that is due for the longest, which is nobody else's until then; null where none is. */
  async claim(now: Date, until: Date): Promise<QueuedExport | null> {
    return this.#db.transaction(nobody, async (tx) => {
      const due = tx
        .select({ exportId: dataExportQueue.exportId })
        .from(dataExportQueue)
        .where(lte(dataExportQueue.dueAt, now))
        .orderBy(asc(dataExportQueue.dueAt))
        .limit(1)
        .for('update', { skipLocked: true });
      const [claimed] = await tx
        .update(dataExportQueue)
        .set({ dueAt: until })
        .where(eq(dataExportQueue.exportId, due))
        .returning({ exportId: dataExportQueue.exportId, userId: dataExportQueue.userId });
      return claimed ?? null;
    });
  }

  /** Another part, and where it goes on after it; null where somebody else has written one meanwhile. */
  async append(
    tx: Transaction,
    { id, userId, parts }: DataExport,
    content: Encrypted,
    next: Partial<Pick<DataExport, 'section' | 'cursor' | 'readyAt' | 'expiresAt'>>,
    dueAt: Date,
  ): Promise<DataExport | null> {
    const [moved] = await tx
      .update(dataExports)
      .set({ ...next, parts: parts + 1, failures: 0 })
      .where(and(eq(dataExports.id, id), eq(dataExports.parts, parts)))
      .returning();
    if (!moved) return null;
    await tx.insert(dataExportParts).values({ exportId: id, number: parts, userId, content });
    await this.#postpone(tx, id, dueAt);
    return moved;
  }

  /** What could not be done, or not for good; nothing where somebody else has gone on meanwhile. */
  async fail(
    tx: Transaction,
    { id, parts }: DataExport,
    failure: Pick<DataExport, 'failures' | 'failedAt'>,
    dueAt: Date,
  ): Promise<void> {
    const failed = await tx
      .update(dataExports)
      .set(failure)
      .where(and(eq(dataExports.id, id), eq(dataExports.parts, parts)))
      .returning({ id: dataExports.id });
    if (failed.length > 0) await this.#postpone(tx, id, dueAt);
  }

  async delete(tx: Transaction, id: string): Promise<void> {
    await tx.delete(dataExports).where(eq(dataExports.id, id));
  }

  async #postpone(tx: Transaction, exportId: string, dueAt: Date): Promise<void> {
    await tx.update(dataExportQueue).set({ dueAt }).where(eq(dataExportQueue.exportId, exportId));
  }
}
