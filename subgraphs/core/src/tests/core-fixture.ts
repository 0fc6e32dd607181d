import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Role } from '@trivet/identity';
import {
  decodeGlobalId,
  globalId,
  Metrics,
  type SubgraphRequest,
  type UserViewer,
  type Viewer,
} from '@trivet/platform';
import { directoryOverLog, type RunnableSubgraph } from '@trivet/subgraph';
import type { ProcessRole } from '@trivet/subgraph/process';
import { asUser, startTestHost, TestAccessSource, type TestHost, type Told, tell } from '@trivet/subgraph/testing';
import type { CoreContext } from '../api/context.ts';
import { createCore, schemaPart } from '../app.ts';
import type { BulkConfig, ResourceRetention, SearchSettings } from '../config/config.ts';
import type { FilesConfig } from '../config/file-config.ts';

/** The subgraph in this process, on a database of its own, and what tests ask of it again and again. */
export interface CoreStage {
  readonly host: TestHost;
  readonly core: RunnableSubgraph<CoreContext>;
  /** Of all processes of the stage together. */
  readonly metrics: Metrics;
  /** Who may do what, which users would know. */
  readonly source: TestAccessSource;
  readonly files: FilesConfig;
  ask(viewer: Viewer, query: string, variables?: object, more?: Partial<SubgraphRequest>): Promise<Told>;
  /** A person with this role on the account. */
  person(accountId: string, role?: Role): UserViewer;
  create(viewer: Viewer, accountId: string, input?: { type?: string; data?: unknown; key?: string }): Promise<Told>;
  update(viewer: Viewer, id: string, input: { expectedVersion: number; data: unknown; key?: string }): Promise<Told>;
  defineType(viewer: Viewer, accountId: string, input?: TypeInput & { key?: string }): Promise<Told>;
  updateType(
    viewer: Viewer,
    id: string,
    input: Partial<TypeInput> & { expectedVersion: number; key?: string },
  ): Promise<Told>;
  /** Another process of the same installation, which works too. The test stops it. */
  startAnother(search?: SearchSettings): Promise<RunnableSubgraph<CoreContext>>;
  stop(): Promise<void>;
}

export interface TypeInput {
  readonly name?: string;
  readonly title?: string;
  readonly schema?: unknown;
  readonly fields?: readonly object[];
}

const createDocument = /* GraphQL */ `
  mutation ($input: ResourceCreateInput!) {
    resourceCreate(input: $input) {
      resource { id type data version createdAt updatedAt account { id } createdBy { id } }
      userErrors { code path }
    }
  }
`;
const updateDocument = /* GraphQL */ `
  mutation ($input: ResourceUpdateInput!) {
    resourceUpdate(input: $input) {
      resource { id data version updatedAt }
      userErrors { code path ... on VersionConflict { currentVersion } }
    }
  }
`;
const ofType = `
  resourceType { id name title schema fields { path kind filterable searchable } version account { id } }
  incompatible { count examples { resourceId path message } }
  userErrors { code message path ... on VersionConflict { currentVersion } }
`;
const defineDocument = `mutation ($input: ResourceTypeCreateInput!) { resourceTypeCreate(input: $input) { ${ofType} } }`;
const redefineDocument = `mutation ($input: ResourceTypeUpdateInput!) { resourceTypeUpdate(input: $input) { ${ofType} } }`;

/** The UUID behind an id that was given out. */
export function uuidOf(id: string): string {
  const decoded = decodeGlobalId(id);
  if (!decoded) throw new Error(`${id} is not an id.`);
  return decoded.uuid;
}

const inPostgres: SearchSettings = { engine: 'postgres', openSearch: undefined };

export async function startCore(
  name: string,
  options: {
    readonly retention?: ResourceRetention;
    readonly files?: Partial<FilesConfig>;
    readonly search?: SearchSettings;
    readonly bulk?: Partial<BulkConfig>;
    /** By which things are kept: the test's, which it moves, or that of the database. */
    readonly keptBy?: 'test' | 'database';
    /** With `api`, a test does the work of jobs itself. */
    readonly role?: ProcessRole;
  } = {},
): Promise<CoreStage> {
  const host = await startTestHost({ name, key: 'core', parts: [schemaPart] });
  const { database, tail, clock } = host;
  const source = new TestAccessSource();
  const directory = directoryOverLog({ source, tail, clock });
  const { retention = { historyDays: null, deletedDays: 30 } } = options;
  const folder = mkdtempSync(join(tmpdir(), 'trivet-files-'));
  const files: FilesConfig = {
    store: { kind: 'disk', directory: folder },
    maxFileSize: 1024 ** 3,
    quota: { maxSize: 2 * 1024 ** 3, maxCount: 1000 },
    downloads: { ofAccount: 200, inAll: 1_000 },
    linkKey: Buffer.alloc(32, 1),
    publicOrigin: 'http://localhost:4000',
    ...options.files,
  };
  const bulk = { maxLines: 1_000_000, maxJobs: 5, ...options.bulk };
  const metrics = new Metrics();
  const start = async (search = options.search ?? inPostgres) => {
    const started = createCore(
      { databaseUrl: database.urlFor(schemaPart.role), role: options.role ?? 'all', retention, files, search, bulk },
      { ...host, metrics, ...(options.keptBy === 'database' && { retentionClock: undefined }) },
      directory,
    );
    await started.start();
    return started;
  };
  const core = await start();
  const ask: CoreStage['ask'] = async (viewer, query, variables, more) => {
    const told = await tell(core, viewer, query, { ...variables }, more);
    // As a client reads it: within the process JSON is text.
    return { ...told, data: told.data && JSON.parse(JSON.stringify(told.data)) };
  };
  return {
    host,
    core,
    metrics,
    source,
    files,
    ask,
    person(accountId, role = 'owner') {
      const userId = randomUUID();
      source.grant(userId, accountId, role);
      return asUser(userId);
    },
    create(viewer, accountId, { type = 'document', data = { title: 'Untitled' }, key } = {}) {
      const input = { accountId: globalId('acc', accountId), type, data };
      return ask(viewer, createDocument, { input }, { idempotencyKey: key });
    },
    update(viewer, id, { key, ...input }) {
      return ask(viewer, updateDocument, { input: { id, ...input } }, { idempotencyKey: key });
    },
    defineType(viewer, accountId, { name = 'invoice', title = 'Invoice', schema = {}, fields = [], key } = {}) {
      const input = { accountId: globalId('acc', accountId), name, title, schema, fields };
      return ask(viewer, defineDocument, { input }, { idempotencyKey: key });
    },
    updateType(viewer, id, { key, ...input }) {
      return ask(viewer, redefineDocument, { input: { id, ...input } }, { idempotencyKey: key });
    },
    startAnother: start,
    async stop() {
      await core.stop();
      await host.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
