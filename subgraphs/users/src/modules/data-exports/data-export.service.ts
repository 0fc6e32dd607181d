import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Database, newId } from '@trivet/database';
import { type DataKey, decryptField, encryptField, requireUser } from '@trivet/identity';
import type { Outbox } from '@trivet/messaging';
import { type Clock, globalId, type Logger } from '@trivet/platform';
import type { Operation } from '@trivet/subgraph';
import type { PersonalKeyService } from '../personal-keys/personal-key.service.ts';
import type { StepUpService } from '../sessions/step-up.service.ts';
import type { UserService } from '../users/user.service.ts';
import { dataExportCompleted, dataExportRequested } from './data-export.events.ts';
import type { DataExport } from './data-export.model.ts';
import type { DataExportRepository } from './data-export.repository.ts';
import type { PersonalDataPage, PersonalDataSection } from './personal-data.ts';

export interface DataExportServiceDeps {
  readonly db: Database;
  readonly exports: DataExportRepository;
  readonly users: UserService;
  readonly keys: PersonalKeyService;
  readonly stepUp: StepUpService;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly sections: readonly PersonalDataSection[];
  readonly lookupKey: Buffer;
  /** Where browsers reach the router. */
  readonly publicOrigin: string;
}

export type DataExportState = 'PENDING' | 'RUNNING' | 'READY' | 'FAILED' | 'EXPIRED';

const secondMs = 1000;
const hourMs = 3_600_000;
/** So long a finished export is kept, and asking again gives the same one. */
const keptMs = 24 * hourMs;
/** So long a link is good. */
const linkMs = 15 * 60 * secondMs;
/** Longer than a page may take. Who is killed is followed by another after this time. */
const leaseMs = 60 * secondMs;
/** In a row; then somebody has to ask again. */
const maxFailures = 6;
/** In one run, so that a process can stop between two. */
const exportsPerRun = 20;

/** What persons take along of themselves: made page by page, encrypted with their own keys, and gone after a day. */
export class DataExportService {
  readonly #deps: DataExportServiceDeps;
  readonly #linkKey: Buffer;

  constructor(deps: DataExportServiceDeps) {
    this.#deps = deps;
    this.#linkKey = createHmac('sha256', deps.lookupKey).update('data-export-links').digest();
  }

  /**
   * Begins an export of the viewer's; where there is one that has neither failed nor expired, that is the one.
   * @throws {ReauthenticationRequiredError}
   */
  async request(operation: Operation): Promise<DataExport> {
    const { db, exports, users, stepUp, outbox, clock } = this.#deps;
    const { userId } = requireUser(operation.viewer);
    stepUp.require(operation);
    return outbox.transaction(db, { persons: [userId] }, async (tx, events) => {
      // Of two requests at once the second sees what the first began.
      await users.lock(tx, userId);
      const present = await exports.findByUser(userId);
      if (present && !['FAILED', 'EXPIRED'].includes(this.stateOf(present))) return present;
      const requestedAt = clock.now();
      const begun = await exports.replace(tx, { id: newId(), userId, requestedAt }, requestedAt);
      events.append(dataExportRequested({ userId, exportId: begun.id }, operation.cause));
      return begun;
    });
  }

  /** The person's latest. */
  findByUser(userId: string): Promise<DataExport | null> {
    return this.#deps.exports.findByUser(userId);
  }

  /** In the order of `ids`; null for what is another's, or gone. */
  async findOwn({ viewer }: Operation, ids: readonly string[]): Promise<(DataExport | null)[]> {
    const own = viewer.kind === 'user' ? await this.findByUser(viewer.userId) : null;
    return ids.map((id) => (own?.id === id ? own : null));
  }

  stateOf({ readyAt, failedAt, expiresAt, parts }: DataExport): DataExportState {
    if (expiresAt && expiresAt <= this.#deps.clock.now()) return 'EXPIRED';
    if (readyAt) return 'READY';
    if (failedAt) return 'FAILED';
    return parts === 0 ? 'PENDING' : 'RUNNING';
  }

  /** In per cent, by the kinds of data that are done. */
  progressOf({ section, readyAt }: DataExport): number {
    return readyAt ? 100 : Math.floor((section * 100) / (this.#deps.sections.length + 1));
  }

  /** Good for a quarter of an hour for whoever has it; null while there is nothing to take, and for who acts in the person's place. */
  linkTo({ viewer }: Operation, dataExport: DataExport): string | null {
    if (this.stateOf(dataExport) !== 'READY' || (viewer.kind === 'user' && viewer.act)) return null;
    const expires = String(Math.floor((this.#deps.clock.now().getTime() + linkMs) / secondMs));
    const signature = this.#sign(dataExport.id, expires).toString('base64url');
    const query = new URLSearchParams({ expires, signature });
    return `${this.#deps.publicOrigin}/exports/${globalId('dex', dataExport.id)}?${query}`;
  }

  /** The lines of an export, some at a time, for the bearer of a link to it; null where the link is not good, or no more. */
  async open(
    exportId: string,
    { expires, signature }: { readonly expires: string; readonly signature: string },
  ): Promise<AsyncGenerator<Buffer, void> | null> {
    const { exports, keys, clock } = this.#deps;
    const given = Buffer.from(signature, 'base64url');
    const right = this.#sign(exportId, expires);
    if (given.length !== right.length || !timingSafeEqual(given, right)) return null;
    if (!(Number(expires) * secondMs > clock.now().getTime())) return null;
    const userId = await exports.findOwner(exportId);
    const found = userId === null ? null : await exports.findByUser(userId);
    if (found?.id !== exportId || this.stateOf(found) !== 'READY') return null;
    const [key] = await keys.findByUserIds([found.userId]);
    return key ? this.#lines(found, key) : null;
  }

  /** Goes on with what is due, page by page; what has expired is deleted. */
  async work(): Promise<void> {
    const { exports, clock } = this.#deps;
    for (let done = 0; done < exportsPerRun; done += 1) {
      const claimed = await exports.claim(clock.now(), this.#later(leaseMs));
      if (!claimed) return;
      const found = await exports.findByUser(claimed.userId);
      if (found?.id !== claimed.exportId) continue;
      if (found.readyAt || found.failedAt) await this.#delete(found);
      else await this.#run(found);
    }
  }

  async #run(begun: DataExport): Promise<void> {
    let present: DataExport | null = begun;
    try {
      const [key] = await this.#deps.keys.findByUserIds([begun.userId]);
      if (!key) return await this.#delete(begun);
      while (present && !present.readyAt) present = await this.#step(present, key);
    } catch (error) {
      await this.#fail(present ?? begun, error);
    }
  }

  /** One page more, and where it goes on; or the end. Null where another process is at it. */
  async #step(present: DataExport, key: DataKey): Promise<DataExport | null> {
    const { id: exportId, userId, requestedAt, section, cursor } = present;
    const wanted = this.#deps.sections[section];
    if (!wanted) return this.#finish(present, key);
    const { records, next } = await wanted.read({ userId, exportId, requestedAt, after: cursor });
    const place = next === null ? { section: section + 1, cursor: null } : { section, cursor: next };
    return this.#append(present, key, linesOf(wanted.name, { records, next }), place);
  }

  async #finish(present: DataExport, key: DataKey): Promise<DataExport | null> {
    const readyAt = this.#deps.clock.now();
    const end = `${JSON.stringify({ section: 'end', data: { userId: globalId('usr', present.userId), readyAt } })}\n`;
    return this.#append(present, key, end, { readyAt, expiresAt: this.#later(keptMs) });
  }

  async #append(
    present: DataExport,
    key: DataKey,
    text: string,
    next: Partial<Pick<DataExport, 'section' | 'cursor' | 'readyAt' | 'expiresAt'>>,
  ): Promise<DataExport | null> {
    const { db, exports, outbox } = this.#deps;
    const { id: exportId, userId, parts } = present;
    const content = encryptField(key, text, contextOf(exportId, parts));
    return outbox.transaction(db, { persons: [userId] }, async (tx, events) => {
      const dueAt = next.expiresAt ?? this.#later(leaseMs);
      const moved = await exports.append(tx, present, content, next, dueAt);
      const cause = { actor: null, requestId: `export-${exportId}` };
      if (moved?.readyAt) events.append(dataExportCompleted({ userId, exportId }, cause));
      return moved;
    });
  }

  async #fail(present: DataExport, error: unknown): Promise<void> {
    const { db, exports, clock, logger } = this.#deps;
    const failures = present.failures + 1;
    const isLast = failures >= maxFailures;
    logger[isLast ? 'error' : 'warn']('An export of personal data could not go on', { exportId: present.id, error });
    const dueAt = this.#later(isLast ? keptMs : 2 ** failures * 5 * secondMs);
    const failedAt = isLast ? clock.now() : null;
    await db.transaction({ persons: [present.userId] }, (tx) =>
      exports.fail(tx, present, { failures, failedAt }, dueAt),
    );
  }

  async #delete({ id, userId }: DataExport): Promise<void> {
    const { db, exports } = this.#deps;
    await db.transaction({ persons: [userId] }, (tx) => exports.delete(tx, id));
  }

  /** What is gone in between ends it in the middle, which the missing end shows. */
  async *#lines(found: DataExport, key: DataKey): AsyncGenerator<Buffer, void> {
    for (let number = 0; number < found.parts; number += 1) {
      const content = await this.#deps.exports.findPart(found, number);
      if (!content) throw new Error('An export was deleted while it was taken.');
      yield decryptField(key, content, contextOf(found.id, number));
    }
  }

  #sign(exportId: string, expires: string): Buffer {
    return createHmac('sha256', this.#linkKey).update(`${exportId} ${expires}`).digest();
  }

  #later(ms: number): Date {
    return new Date(this.#deps.clock.now().getTime() + ms);
  }
}

/** A line for each record: newline-delimited JSON, so that neither we nor who reads it has to hold all of it. */
function linesOf(section: string, { records }: PersonalDataPage): string {
  return records.map((data) => `${JSON.stringify({ section, data })}\n`).join('');
}

function contextOf(exportId: string, number: number): string {
  return `users.data_export_parts.content:${exportId}:${number}`;
}
