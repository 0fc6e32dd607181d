import type { Database } from '@trivet/database';
import type { Outbox } from '@trivet/messaging';
import type { Operation } from '@trivet/subgraph';
import { auditExported } from './audit.events.ts';
import type { AuditFileService, TrailPart } from './audit-file.service.ts';

export interface AuditExportServiceDeps {
  readonly db: Database;
  readonly files: AuditFileService;
  readonly outbox: Outbox;
}

/** How an account takes its trail away. */
export class AuditExportService {
  readonly #deps: AuditExportServiceDeps;

  constructor(deps: AuditExportServiceDeps) {
    this.#deps = deps;
  }

  /**
   * The first part of the file, or the one that begins where another ended. That somebody takes it is an event itself.
   * @throws {UserFault} `NOT_FOUND`; {@link ForbiddenError}; {@link AppError} `BAD_USER_INPUT` for an `after` that is none.
   */
  async export(
    operation: Operation,
    { accountId, after }: { readonly accountId: string; readonly after: string | null },
  ): Promise<TrailPart> {
    const { db, files, outbox } = this.#deps;
    const access = await operation.access.require(accountId, 'audit:read', ['accountId']);
    if (after !== null) return files.laterPart(access, after);
    const part = await files.firstPart(access);
    await outbox.transaction(db, access.rows, async (_tx, events) =>
      events.append(auditExported({ accountId: access.accountId }, operation.cause)),
    );
    return part;
  }
}
