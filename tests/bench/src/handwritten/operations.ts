import { type AccessDirectory, decryptField, type Grants, type KeyWrapper, type Permission } from '@trivet/identity';
import { decodeAccountId, encodeId } from './global-ids.ts';
import { quote, quoteOrNull } from './json-text.ts';
import type { Pipeline } from './pipeline.ts';
import {
  type AccountRow,
  type MemberRow,
  type NotificationRow,
  type PersonalKeyRow,
  type ResourceRow,
  statements,
  type UserRow,
} from './statements.ts';

export interface OperationsDeps {
  readonly users: Pipeline;
  readonly vault: Pipeline;
  readonly core: Pipeline;
  readonly notifications: Pipeline;
  readonly directory: AccessDirectory;
  readonly keyWrapper: KeyWrapper;
}

const firstId = '00000000-0000-0000-0000-000000000000';
const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const plan = { id: 'free', name: 'Free' };
const planText = JSON.stringify(plan);
const unreadCountLimit = 100;

/** Q1 to Q3 by hand: the statements of Trivet's repositories, as few at a time as they need, and answers written as text. */
export class HandWrittenOperations {
  readonly #deps: OperationsDeps;

  constructor(deps: OperationsDeps) {
    this.#deps = deps;
  }

  /** The `data` of the answer as JSON, for one person. @throws {RangeError} for another operation. */
  execute(name: unknown, userId: string, variables: { readonly id?: unknown } | undefined): Promise<string> {
    switch (name) {
      case 'Q1':
        return this.#dashboard(userId);
      case 'Q2':
        return this.#account(userId, decodeAccountId(variables?.id));
      case 'Q3':
        return this.#viewer(userId);
      default:
        throw new RangeError('There is no such operation.');
    }
  }

  async #dashboard(userId: string): Promise<string> {
    const { users, core, notifications, directory } = this.#deps;
    const inboxRead = notifications.readWithin<[NotificationRow]>({ persons: [userId] }, inboxOf(userId, 20));
    const viewerRead = users.read<UserRow>([statements.usersByIds, `{${userId}}`]);
    const grants = await directory.find(userId);
    const accounts = await this.#accounts(grants, 20);
    const ids = accounts.map(([id]) => id);
    const [ownersOf, resourcesOf] = await this.#permitted(userId, grants, ids, 'members:read', 'resources:read');
    const [[owners], [resources]] = await Promise.all([
      users.readWithin<[MemberRow]>({ accounts: ownersOf }, [statements.owners, literal(ownersOf)]),
      core.readWithin<[ResourceRow]>({ accounts: resourcesOf }, resourcePages(resourcesOf, 5)),
    ]);
    const ownerOf = new Map<string, string>();
    for (const [, accountId, owner] of owners) if (!ownerOf.has(accountId)) ownerOf.set(accountId, owner);
    const persons = new Set(ownerOf.values());
    for (const { 5: createdById } of resources) if (createdById !== null) persons.add(createdById);
    const [names, [viewer], [inbox]] = await Promise.all([
      users.read<UserRow>([statements.usersByIds, literal([...persons])]),
      viewerRead,
      inboxRead,
    ]);
    if (!viewer) return '{"viewer":null}';
    const personOf = new Map(names.map(([id, name]) => [id, `{"displayName":${quoteOrNull(name)}}`]));
    const pages = pagesOf(resources, resourcesOf);
    const accountsText = accounts.map(([id, name]) => {
      const nodes = pages
        .get(id)
        ?.slice(0, 5)
        .map(([resourceId, , type, data, , createdById]) => {
          const createdBy = personOf.get(createdById ?? '') ?? null;
          return `{"id":"${encodeId('res_', resourceId)}","type":${quote(type)},"data":${data},"createdBy":${createdBy}}`;
        });
      const owner = personOf.get(ownerOf.get(id) ?? '') ?? null;
      const start = `{"id":"${encodeId('acc_', id)}","name":${quote(name)},"plan":{"name":"${plan.name}"},"owner":${owner}`;
      return `${start},"resources":${nodes ? `{"nodes":[${nodes.join()}]}` : null}}`;
    });
    const inboxText = inbox
      .slice(0, 20)
      .map(
        ({ 0: id, 5: title, 8: readAt }) =>
          `{"id":"${encodeId('ntf_', id)}","title":${quote(title)},"readAt":${timeText(readAt)}}`,
      );
    return `{"viewer":{"accounts":{"nodes":[${accountsText.join()}]},"inbox":{"nodes":[${inboxText.join()}]}}}`;
  }

  async #account(userId: string, id: string | undefined): Promise<string> {
    if (id === undefined) throw new RangeError('This is no id of an account.');
    const { users, directory } = this.#deps;
    const [readable = []] = await this.#permitted(userId, await directory.find(userId), [id], 'account:read');
    if (readable.length === 0) return '{"account":null}';
    const statement = [statements.accountsByIds, `{${id}}`] as const;
    const [[account]] = await users.readWithin<[AccountRow]>({ accounts: readable }, statement);
    if (!account) return '{"account":null}';
    return `{"account":{"id":"${encodeId('acc_', account[0])}","name":${quote(account[1])}}}`;
  }

  async #viewer(userId: string): Promise<string> {
    const { users, vault, core, notifications, directory } = this.#deps;
    const inboxRead = notifications.readWithin<[NotificationRow, [number]]>({ persons: [userId] }, inboxOf(userId, 5), [
      statements.unreadCount,
      userId,
      unreadCountLimit,
    ]);
    const viewerRead = users.read<UserRow>([statements.usersByIds, `{${userId}}`]);
    const keyRead = vault.read<PersonalKeyRow>([statements.personalKeys, `{${userId}}`]);
    const grants = await directory.find(userId);
    const accounts = await this.#accounts(grants, 10);
    const ids = accounts.map(([id]) => id);
    const [readable = []] = await this.#permitted(userId, grants, ids, 'resources:read');
    const [[resources], [viewer], [key], [inbox, [unread]]] = await Promise.all([
      core.readWithin<[ResourceRow]>({ accounts: readable }, resourcePages(readable, 5)),
      viewerRead,
      keyRead,
      inboxRead,
    ]);
    if (!viewer) return '{"viewer":null}';
    const pages = pagesOf(resources, readable);
    const accountsText = accounts.map(([id, name]) => {
      const page = pages.get(id);
      const start = `{"id":"${encodeId('acc_', id)}","name":${quote(name)},"plan":${planText}`;
      return `${start},"resources":${page ? resourcesText(page) : null}}`;
    });
    const inboxText = inbox.slice(0, 5).map(({ 0: id, 5: title, 7: createdAt, 8: readAt }) => {
      const times = `"createdAt":${timeText(createdAt)},"readAt":${timeText(readAt)}`;
      return `{"id":"${encodeId('ntf_', id)}","title":${quote(title)},${times}}`;
    });
    const email = key ? quote(this.#emailOf(userId, viewer[2], key[1])) : null;
    const person = `"id":"${encodeId('usr_', userId)}","email":${email},"displayName":${quoteOrNull(viewer[1])}`;
    const lists = `"accounts":{"nodes":[${accountsText.join()}]},"inbox":{"nodes":[${inboxText.join()}]}`;
    return `{"viewer":{${person},${lists},"unreadCount":${unread?.[0] ?? 0}}}`;
  }

  /** The first so many that the person may read. */
  async #accounts(grants: Grants, first: number): Promise<readonly AccountRow[]> {
    const ids = [...grants].flatMap(([id, held]) => (held.has('account:read') ? [id] : []));
    const statement = [statements.accountsList, literal(ids), firstId, first + 1] as const;
    const [rows] = await this.#deps.users.readWithin<[AccountRow]>({ accounts: ids }, statement);
    return rows.slice(0, first);
  }

  /** For each permission those accounts on which the person has it; before anything is refused, the source is asked again. */
  async #permitted(
    userId: string,
    grants: Grants,
    ids: readonly string[],
    ...permissions: readonly Permission[]
  ): Promise<[readonly string[], readonly string[]]> {
    const by = (held: Grants) =>
      permissions.map((permission) => ids.filter((id) => held.get(id)?.has(permission))) as [string[], string[]];
    const known = by(grants);
    if (known.every(({ length }) => length === ids.length)) return known;
    return by(await this.#deps.directory.refresh(userId));
  }

  #emailOf(userId: string, email: string, wrappedKey: string): string {
    const key = this.#deps.keyWrapper.unwrap(bytesOf(wrappedKey), `vault.personal_keys:${userId}`);
    return decryptField(key, bytesOf(email), `users.email:${userId}`).toString();
  }
}

const literal = (ids: readonly string[]) => `{${ids.join(',')}}`;
const inboxOf = (userId: string, first: number) => [statements.inbox, userId, lastId, first + 1] as const;
const resourcePages = (accountIds: readonly string[], first: number) =>
  [statements.resourcesOfAccounts, literal(accountIds), lastId, first + 1] as const;

/** The connection that Q3 asks for. */
function resourcesText(page: readonly ResourceRow[]): string {
  const nodes = page.slice(0, 5).map(([id, , type, data, version, , createdAt]) => {
    const start = `{"id":"${encodeId('res_', id)}","type":${quote(type)},"data":${data}`;
    return `${start},"version":${version},"createdAt":${timeText(createdAt)}}`;
  });
  const endCursor = cursorText(page[Math.min(5, page.length) - 1]?.[0]);
  return `{"nodes":[${nodes.join()}],"pageInfo":{"hasNextPage":${page.length > 5},"endCursor":${endCursor}}}`;
}

/** By account; none for an account on which the permission is missing. */
function pagesOf(resources: readonly ResourceRow[], accountIds: readonly string[]): Map<string, ResourceRow[]> {
  const pages = new Map<string, ResourceRow[]>(accountIds.map((id) => [id, []]));
  for (const row of resources) pages.get(row[1])?.push(row);
  return pages;
}

const timeText = (time: string | null) => (time === null ? 'null' : `"${new Date(time).toISOString()}"`);
const bytesOf = (text: string) => Buffer.from(text.slice(2), 'hex');
const cursorText = (id: string | undefined) =>
  id === undefined ? 'null' : `"${Buffer.from(`k1:${id}`).toString('base64url')}"`;
