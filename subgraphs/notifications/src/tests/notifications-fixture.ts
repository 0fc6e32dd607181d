import { randomUUID } from 'node:crypto';
import type { RecordedEvent } from '@trivet/messaging';
import {
  type GraphResult,
  globalId,
  parseGlobalId,
  type SubgraphRequest,
  type UserViewer,
  type Viewer,
} from '@trivet/platform';
import { directoryOverLog, type Mail, type MailOccasion, type RunnableSubgraph } from '@trivet/subgraph';
import { asUser, startTestHost, TestAccessSource, type TestHost, type Told, tell } from '@trivet/subgraph/testing';
import { expect, vi } from 'vitest';
import type { NotificationsContext } from '../api/context.ts';
import { createNotifications, schemaPart } from '../app.ts';
import { readPushConfig } from '../config/config.ts';
import type { EmailProviderSettings } from '../modules/mails/providers/provider-settings.ts';

/** The subgraph in this process, on a database of its own, and what tests ask of it again and again. */
export interface NotificationsStage {
  readonly host: TestHost;
  readonly subgraph: RunnableSubgraph<NotificationsContext>;
  /** What the graph says of accounts: who belongs to them, and with which permissions. */
  readonly accounts: Map<string, { readonly name: string; readonly members: Member[] }>;
  /** What the graph says of persons, by their ids, and under `*` of all others; nothing of those who are not here. */
  readonly persons: Map<string, KnownPerson>;
  /** What persons may do on accounts. */
  readonly access: TestAccessSource;
  /** What users say of an event that may lead to mails; a test puts its own in place. */
  readonly mails: { find: (occasion: MailOccasion) => Promise<readonly Mail[]> };
  ask(viewer: Viewer, query: string, variables?: object, more?: Partial<SubgraphRequest>): Promise<Told>;
  /** Brings an event to the log, as another subgraph's relay would. */
  happen(event: RecordedEvent): Promise<void>;
  /** Resolves when everything that has happened so far has been told. */
  caughtUp(): Promise<void>;
  inbox(userId: string): Promise<readonly { readonly id: string; readonly title: string; readonly body: string }[]>;
  /** Another process in the place of this one; `forgetful`: as after a crash before its offset was kept. */
  restart(options?: { readonly forgetful: boolean }): Promise<void>;
  stop(): Promise<void>;
}

export interface KnownPerson {
  readonly email: string;
  readonly emailVerified?: boolean;
  readonly phoneNumber?: string | null;
  readonly displayName?: string;
  readonly preferences?: { readonly locale: string; readonly timeZone: string };
}

export interface Member {
  readonly userId: string;
  readonly permissions: readonly string[];
  /** `MEMBER` where it is not said. */
  readonly role?: string;
  /** Of a role of the account's own. */
  readonly roleId?: string;
}

const common = { version: 1, actor: null, credential: null, requestId: 'request', bulk: false } as const;

export function userCreated(userId: string = randomUUID()): RecordedEvent {
  return {
    ...common,
    id: randomUUID(),
    type: 'user.created',
    stream: { person: userId },
    subject: { type: 'user', id: userId, version: 1 },
    readableWith: null,
    occurredAt: new Date(),
    payload: { userId },
  };
}

export function resourceCreated(accountId: string): RecordedEvent {
  const resourceId = randomUUID();
  return {
    ...common,
    id: randomUUID(),
    type: 'resource.created',
    stream: { account: accountId },
    subject: { type: 'resource', id: resourceId, version: 1 },
    readableWith: 'resources:read',
    occurredAt: new Date(),
    payload: { accountId, resourceId, resourceType: 'document', version: 1 },
  };
}

/** Of the subgraph in tests. */
export const unsubscribeKey = Buffer.alloc(32, 1);
export const deviceKey = Buffer.alloc(32, 2);

export async function startNotifications(
  name: string,
  {
    sender = 'mailbox',
    email = [],
  }: { readonly sender?: 'mailbox' | 'none'; readonly email?: readonly EmailProviderSettings[] } = {},
): Promise<NotificationsStage> {
  const host = await startTestHost({ name, key: 'notifications', parts: [schemaPart] });
  const { database, tail, clock, log, admin } = host;
  const access = new TestAccessSource();
  const directory = directoryOverLog({ source: access, tail, clock });
  const mails: { find: (occasion: MailOccasion) => Promise<readonly Mail[]> } = { find: async () => [] };
  const mail = {
    sender,
    productName: 'Trivet',
    publicOrigin: 'https://app.example.com',
    linkTemplate: 'https://app.example.com/link/{action}#{token}',
    openTemplate: 'https://app.example.com/open/{id}',
  } as const;
  const create = () =>
    createNotifications(
      {
        databaseUrl: database.urlFor(schemaPart.role),
        role: 'all',
        mail,
        unsubscribeKey,
        suppressionKey: Buffer.alloc(32, 4),
        email,
        deviceKey,
        push: readPushConfig({}),
        sms: null,
      },
      host,
      directory,
      {
        find: (occasion) => mails.find(occasion),
      },
    );
  let subgraph = create();
  await subgraph.start();

  const accounts: NotificationsStage['accounts'] = new Map();
  const persons: NotificationsStage['persons'] = new Map();
  host.graph.answer = async ({ variables = {}, principal }) => {
    if (principal.kind !== 'user') return membersPage(accounts, variables as unknown as MembersVariables);
    const shownAccount = (id: unknown) => accounts.get(parseGlobalId('acc', String(id))) ?? null;
    const { ids, accountId, hasAccount } = variables;
    if (Array.isArray(ids)) return { data: { nodes: ids.map((id) => ({ id, name: shownAccount(id)?.name ?? '' })) } };
    const viewer = viewerOf(persons.get(principal.userId) ?? persons.get('*'));
    return { data: { viewer, account: hasAccount === true ? shownAccount(accountId) : null } };
  };

  const ask: NotificationsStage['ask'] = (viewer, query, variables, more) =>
    tell(subgraph, viewer, query, { ...variables }, more);
  const stage: NotificationsStage = {
    host,
    get subgraph() {
      return subgraph;
    },
    accounts,
    persons,
    access,
    mails,
    ask,
    happen: (event) => log.append([event]),
    async caughtUp() {
      // Events are told in order, and this one to nobody else.
      const marker = randomUUID();
      await log.append([userCreated(marker)]);
      await vi.waitFor(async () => expect(await stage.inbox(marker)).toHaveLength(1), {
        timeout: 15_000,
        interval: 20,
      });
    },
    inbox: (userId) =>
      admin`select id, title, body from notifications.notifications where user_id = ${userId} order by id`,
    async restart({ forgetful } = { forgetful: false }) {
      await subgraph.stop();
      if (forgetful) await admin`update notifications.consumer_offsets set position = 0`;
      subgraph = create();
      await subgraph.start();
    },
    async stop() {
      await subgraph.stop();
      await host.stop();
    },
  };
  return stage;
}

function viewerOf(known: KnownPerson | undefined): object | null {
  if (!known) return null;
  return { emailVerified: true, displayName: null, preferences: { locale: 'en', timeZone: 'UTC' }, ...known };
}

interface MembersVariables {
  readonly accountId: string;
  readonly after: string | null;
}

/** A hundred members a page, as the graph gives them. */
function membersPage(
  accounts: NotificationsStage['accounts'],
  { accountId, after }: MembersVariables,
): GraphResult<unknown> {
  const account = accounts.get(parseGlobalId('acc', accountId));
  if (!account) return { data: { account: null } };
  const start = Number(after ?? 0);
  const end = start + 100;
  const nodes = account.members.slice(start, end).map(({ userId, permissions, role = 'MEMBER', roleId }) => ({
    user: { id: globalId('usr', userId) },
    permissions,
    role,
    assignedRole: roleId === undefined ? null : { id: globalId('rol', roleId) },
  }));
  const pageInfo = { hasNextPage: account.members.length > end, endCursor: String(end) };
  return { data: { account: { name: account.name, members: { nodes, pageInfo } } } };
}

export const person = (): UserViewer => asUser(randomUUID());
