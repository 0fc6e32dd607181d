import { randomUUID } from 'node:crypto';
import { Database, Idempotency } from '@trivet/database';
import { Access } from '@trivet/identity';
import { Outbox, type Stream, WorkerSession } from '@trivet/messaging';
import { globalId, type UserViewer, type Viewer } from '@trivet/platform';
import { directoryOverLog, programsRevokedBy, revokedCredentialOf } from '@trivet/subgraph';
import { expect } from 'vitest';
import { schemaPart } from '../app.ts';
import { createBulkJobs } from '../bulk-jobs.ts';
import { consumerOffsets, deadLetters, idempotencyKeys, outbox as outboxTable } from '../core-schema.model.ts';
import { createFiles } from '../files.ts';
import { bulkJobConsumer } from '../modules/bulk-jobs/bulk-job.consumer.ts';
import { BulkJobRepository } from '../modules/bulk-jobs/bulk-job.repository.ts';
import { ResourceIndexRepository } from '../modules/resource-indexes/resource-index.repository.ts';
import { ResourceIndexService } from '../modules/resource-indexes/resource-index.service.ts';
import { DefinitionService } from '../modules/resource-types/definition.service.ts';
import { ResourceTypeRepository } from '../modules/resource-types/resource-type.repository.ts';
import { DeletedResourceRepository } from '../modules/resources/deleted-resource.repository.ts';
import { ResourceRepository } from '../modules/resources/resource.repository.ts';
import { ResourceService } from '../modules/resources/resource.service.ts';
import { ResourceChanges } from '../modules/resources/resource-changes.service.ts';
import { ResourceListRepository } from '../modules/resources/resource-list.repository.ts';
import { ResourceListService } from '../modules/resources/resource-list.service.ts';
import { ResourceScanService } from '../modules/resources/resource-scan.service.ts';
import { ResourceVersionRepository } from '../modules/resources/resource-version.repository.ts';
import { type CoreStage, uuidOf } from './core-fixture.ts';
import { http, upload } from './files-fixture.ts';

export interface ToldJob {
  readonly id: string;
  readonly state: string;
  readonly failure: string | null;
  readonly failureMessage: string | null;
  readonly progress: number | null;
  readonly rowCount: number;
  readonly createdCount: number;
  readonly updatedCount: number;
  readonly unchangedCount: number;
  readonly rejectedCount: number;
  readonly result: { readonly downloadUrl: string; readonly size: number; readonly checksum: string } | null;
}

export const jobFields = `id state failure failureMessage progress rowCount createdCount updatedCount unchangedCount rejectedCount
  result { downloadUrl size checksum expiresAt }`;

/** One process that works at imports and exports, step by step as a test says. */
export interface BulkWorker {
  /** One step of the account. */
  step(accountId: string): Promise<void>;
  /** Whose turn it would be. */
  turns(): Promise<string[]>;
  /** Follows what the log says of keys, from now on. */
  listen(): void;
  stop(): Promise<void>;
}

/** On the database and the files of a stage whose own processes do no such work. */
export function bulkWorker(
  stage: CoreStage,
  options: { readonly partSize?: number; readonly maxLines?: number } = {},
): BulkWorker {
  const { host, source, files: config } = stage;
  const { clock, logger, tail, database } = host;
  const url = database.urlFor(schemaPart.role);
  const db = new Database({ url, applicationName: 'bulk worker' });
  const session = new WorkerSession({ url, logger });
  const outbox = new Outbox({ table: outboxTable, clock });
  const idempotency = new Idempotency(idempotencyKeys);
  const directory = directoryOverLog({ source, tail, clock });
  const access = new Access({ directory, logger });
  const resources = new ResourceRepository(db);
  const versions = new ResourceVersionRepository(db);
  const scan = new ResourceScanService({ resources, deleted: new DeletedResourceRepository(db) });
  const indexes = new ResourceIndexService({ db, indexes: new ResourceIndexRepository(db), resources: scan, clock });
  const definitions = new DefinitionService({ types: new ResourceTypeRepository(db), indexes });
  const retentionClock = { now: async () => clock.now() };
  const common = { db, idempotency, outbox, clock, retentionClock, logger, resources, versions, definitions, indexes };
  const changes = new ResourceChanges(common);
  const jobs = new BulkJobRepository(db);
  const service = new ResourceService({ ...common, changes });
  const otherContent = { findOfAccount: async () => null };
  const files = createFiles(config, { ...common, resources: service, otherContent });
  const lists = new ResourceListService({ lists: new ResourceListRepository(db), indexes });
  const { maxLines = 1_000_000, partSize = 16 * 1024 * 1024 } = options;
  const revoked = { has: () => false };
  const parts = { ...common, session, access, directory, revoked, jobs, files, lists, turnMs: 0, partSize };
  const { run } = createBulkJobs({ maxLines, maxJobs: 5 }, parts);
  const consumer = bulkJobConsumer({
    ...{ run, log: host.log, tail, session, database: db, outbox, logger, clock },
    tables: { outbox: outboxTable, consumerOffsets, deadLetters },
    revoking: { types: programsRevokedBy, credentialOf: revokedCredentialOf },
  });
  return {
    listen: () => consumer.start(),
    step: (accountId) => run.serve(access.system('test', accountId), new AbortController().signal),
    turns: () => jobs.listTurns(clock.now(), [], 10),
    async stop() {
      await consumer.stop();
      await session.close();
      await db.close();
    },
  };
}

export interface ImportOptions {
  readonly type?: string;
  readonly mode?: 'CREATE' | 'UPSERT';
  readonly policy?: 'REJECT_ALL' | 'SKIP_BAD_ROWS';
}

/** Lines of JSON, and of what is none. */
export function jsonLines(rows: readonly unknown[]): Buffer {
  return Buffer.from(rows.map((row) => `${typeof row === 'string' ? row : JSON.stringify(row)}\n`).join(''));
}

/** Uploads a file and begins to import it. Gives the job's id. */
export async function beginImport(
  stage: CoreStage,
  viewer: Viewer,
  accountId: string,
  content: Buffer,
  { type = 'invoice', ...more }: ImportOptions = {},
): Promise<string> {
  const { file } = await upload(stage, viewer, accountId, { content, type: 'application/octet-stream' });
  if (!file) throw new Error('There is no file.');
  const document = `mutation ($input: ResourceBulkImportInput!) {
    resourceBulkImport(input: $input) { job { id state } userErrors { code message path } }
  }`;
  const input = { accountId: globalId('acc', accountId), fileId: file.id, type, ...more };
  const { data, errors } = await stage.ask(viewer, document, { input });
  expect({ errors, userErrors: data?.resourceBulkImport.userErrors }).toEqual({ errors: undefined, userErrors: [] });
  return data.resourceBulkImport.job.id;
}

export async function beginExport(
  stage: CoreStage,
  viewer: Viewer,
  accountId: string,
  { type = 'invoice', filter }: { readonly type?: string; readonly filter?: object } = {},
): Promise<string> {
  const document = `mutation ($input: ResourceBulkExportInput!) {
    resourceBulkExport(input: $input) { job { id } userErrors { code message path } }
  }`;
  const input = { accountId: globalId('acc', accountId), type, ...(filter && { filter }) };
  const { data, errors } = await stage.ask(viewer, document, { input });
  expect({ errors, userErrors: data?.resourceBulkExport.userErrors }).toEqual({ errors: undefined, userErrors: [] });
  return data.resourceBulkExport.job.id;
}

export async function jobOf(stage: CoreStage, viewer: Viewer, id: string): Promise<ToldJob> {
  const document = `query ($id: ID!) { _coreNodes(ids: [$id]) { ... on BulkJob { ${jobFields} } } }`;
  const { data, errors } = await stage.ask(viewer, document, { id });
  expect(errors).toBeUndefined();
  return data._coreNodes[0];
}

/** Steps until it has ended and nothing is left to sweep away. */
export async function ended(stage: CoreStage, worker: BulkWorker, viewer: Viewer, id: string): Promise<ToldJob> {
  const uuid = uuidOf(id);
  for (let steps = 0; steps < 500; steps += 1) {
    const [row] = await stage.host.admin<{ accountId: string; phase: string }[]>`
      select account_id as "accountId", phase from core.bulk_jobs where id = ${uuid}`;
    if (!row) throw new Error('There is no such job.');
    if (row.phase === 'DONE') return jobOf(stage, viewer, id);
    await worker.step(row.accountId);
  }
  throw new Error('It does not end.');
}

/** The lines of a result. */
export async function linesOf(stage: CoreStage, { result }: ToldJob): Promise<Record<string, unknown>[]> {
  if (!result) return [];
  const { status, content } = await http(stage, 'GET', result.downloadUrl);
  expect([status, content.length]).toEqual([200, result.size]);
  return content
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** The data of all resources of the account, by what they are numbered with. */
export async function storedNumbers(stage: CoreStage, accountId: string): Promise<number[]> {
  const rows = await stage.host.admin<{ number: number }[]>`
    select (data ->> 'number')::int as number from core.resources where account_id = ${accountId} order by 1`;
  return rows.map(({ number }) => number);
}

/** Users tells of it, and every process has heard. */
export async function happened(
  stage: CoreStage,
  type: string,
  stream: Stream,
  payload: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { log, tail, clock } = stage.host;
  const id = randomUUID();
  const told = new Promise<void>((resolve) => {
    const stop = tail.onEvent((event) => {
      if (event.id !== id) return;
      stop();
      resolve();
    });
  });
  await log.append([
    {
      ...{
        id,
        type,
        version: 1,
        stream,
        subject: { type: 'test', id, version: 2 },
        actor: null,
        credential: null,
        payload,
      },
      ...{ requestId: 'request', readableWith: null, bulk: false, occurredAt: clock.now() },
    },
  ]);
  await told;
}

/** He is no member any more. */
export async function removed(stage: CoreStage, { userId }: UserViewer, accountId: string): Promise<void> {
  stage.source.revoke(userId, accountId);
  await happened(stage, 'member.removed', { account: accountId }, { accountId, userId });
}
