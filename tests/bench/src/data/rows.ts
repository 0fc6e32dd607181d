import { createHash } from 'node:crypto';
import { encryptField, type Keys, lookupHash, masterKeyringOf, newDataKey } from '@trivet/identity';

/** How much there is. */
export const sizes = { users: 10_000, accounts: 20_000, resources: 200_000, notifications: 100_000 } as const;

/** Members of each account, and so 24 accounts of each person. */
const membersEach = 12;
/** Far enough that the accounts of one person do not lie beside each other; has no factor in common with the users. */
const memberStride = 877;
const roles = ['owner', 'admin', 'member', 'viewer'] as const;
const types = ['document', 'task', 'invoice', 'note'] as const;
const words = ['Übersicht', 'quarterly', 'invoice', 'draft', 'réunion', 'contract', 'follow-up', 'estimate', 'review'];

/** All of it was made within a year, in the order of its ids, as UUIDv7 are. */
const firstMs = Date.UTC(2025, 0, 1);
const yearMs = 365 * 24 * 3_600_000;

type Kind = 'user' | 'account' | 'member' | 'resource' | 'notification' | 'event';

/** A line of a table, in the order of the columns. */
export type Row = readonly (string | number | null)[];

export interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: () => Iterable<Row>;
}

const sizeOf: Readonly<Record<Kind, number>> = {
  user: sizes.users,
  account: sizes.accounts,
  member: sizes.accounts * membersEach,
  resource: sizes.resources,
  notification: sizes.notifications,
  event: sizes.notifications,
};

const madeAtMs = (kind: Kind, n: number) => firstMs + Math.floor((yearMs / sizeOf[kind]) * n);
const madeAt = (kind: Kind, n: number) => new Date(madeAtMs(kind, n)).toISOString();

/** The id of the n-th: always the same, and a valid UUIDv7. */
function idOf(kind: Kind, n: number): string {
  const time = madeAtMs(kind, n).toString(16).padStart(12, '0');
  const noise = createHash('sha1').update(`${kind} ${n}`).digest('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${noise.slice(0, 3)}-a${noise.slice(3, 6)}-${noise.slice(6, 18)}`;
}

/** The `k`-th member of an account; the first owns it. */
const memberOf = (account: number, k: number) => (account + k * memberStride) % sizes.users;

/** The id of the n-th person. */
export const userIdOf = (user: number) => idOf('user', user);

/** The accounts of one person, the oldest first. */
export function accountIdsOf(user: number): string[] {
  const accounts = Array.from({ length: membersEach }, (_, k) => {
    const first = (user + sizes.users - ((k * memberStride) % sizes.users)) % sizes.users;
    return [first, first + sizes.users];
  });
  return accounts
    .flat()
    .toSorted((a, b) => a - b)
    .map((account) => idOf('account', account));
}

/** Somebody whose inbox is full: every fourth has most of the notifications. */
export const hasFullInbox = (user: number) => user % 4 === 0;

/**
 * Every table, in an order that foreign keys allow. The same at every call but for the encrypted addresses: their keys and
 * initialisation vectors are random. Contexts and hashes are those of the users subgraph, whose answer tells.
 */
export function tables(keys: Keys): readonly Table[] {
  const master = masterKeyringOf(keys);
  const lookup = Buffer.from(keys.lookup, 'base64');
  const persons = Array.from({ length: sizes.users }, (_, n) => {
    const id = userIdOf(n);
    const address = `person-${n}@example.com`;
    const key = newDataKey();
    return {
      id,
      wrappedKey: bytea(master.wrap(key, `vault.personal_keys:${id}`)),
      email: bytea(encryptField(key, address, `users.email:${id}`)),
      emailHash: bytea(lookupHash(lookup, `email:${address}`)),
    };
  });
  return [
    {
      name: 'vault.personal_keys',
      columns: ['user_id', 'wrapped_key', 'created_at'],
      rows: () => persons.map(({ id, wrappedKey }, n) => [id, wrappedKey, madeAt('user', n)]),
    },
    {
      name: 'users.users',
      columns: ['id', 'display_name', 'email', 'email_hash', 'email_verified', 'created_at'],
      rows: () =>
        persons.map(({ id, email, emailHash }, n) => [id, `Person ${n}`, email, emailHash, 't', madeAt('user', n)]),
    },
    { name: 'users.accounts', columns: ['id', 'name', 'created_at'], rows: accounts },
    { name: 'users.members', columns: ['id', 'account_id', 'user_id', 'role', 'joined_at'], rows: members },
    {
      name: 'core.resources',
      columns: ['id', 'account_id', 'type', 'data', 'version', 'created_by_id', 'created_at', 'updated_at'],
      rows: resources,
    },
    {
      name: 'notifications.notifications',
      columns: ['id', 'user_id', 'account_id', 'event_id', 'kind', 'title', 'body', 'created_at', 'read_at'],
      rows: notifications,
    },
  ];
}

function* accounts(): Iterable<Row> {
  for (let n = 0; n < sizes.accounts; n += 1) {
    yield [idOf('account', n), `${words[n % words.length]} & Sons ${n}`, madeAt('account', n)];
  }
}

function* members(): Iterable<Row> {
  for (let n = 0; n < sizeOf.member; n += 1) {
    const account = Math.floor(n / membersEach);
    const k = n % membersEach;
    const role = roles[k === 0 ? 0 : 1 + (k % (roles.length - 1))] as string;
    yield [idOf('member', n), idOf('account', account), userIdOf(memberOf(account, k)), role, madeAt('member', n)];
  }
}

/** Ten of each account, by different members, spread over the whole year. */
function* resources(): Iterable<Row> {
  for (let n = 0; n < sizes.resources; n += 1) {
    const account = n % sizes.accounts;
    const creator = userIdOf(memberOf(account, (Math.floor(n / sizes.accounts) * 5) % membersEach));
    const at = madeAt('resource', n);
    const type = types[(n * 3) % types.length] as string;
    yield [idOf('resource', n), idOf('account', account), type, resourceData(n), 1 + (n % 4), creator, at, at];
  }
}

/** Twenty-five for every fourth person, five for the others. */
function* notifications(): Iterable<Row> {
  for (let n = 0; n < sizes.notifications; n += 1) {
    const slot = n % 40;
    const group = Math.floor(n / 40) % (sizes.users / 4);
    const user = group * 4 + (slot < 25 ? 0 : 1 + (slot % 3));
    const account = (user + (n % membersEach) * (sizes.users - memberStride)) % sizes.users;
    const type = types[n % types.length] as string;
    const at = madeAt('notification', n);
    const body = `A ${type} was created in ${words[account % words.length]} & Sons ${account}.`;
    yield [
      idOf('notification', n),
      userIdOf(user),
      idOf('account', account),
      idOf('event', n),
      'resource.created',
      `New ${type}`,
      body,
      at,
      n % 3 === 0 ? at : null,
    ];
  }
}

function resourceData(n: number): string {
  const word = (k: number) => words[(n * 7 + k * 5) % words.length];
  return JSON.stringify({
    title: `${word(1)} ${word(2)} ${n}`,
    status: n % 3 === 0 ? 'open' : 'done',
    amount: (n * 31) % 100_000,
    tags: [word(3), word(4)],
    note: `${word(5)} ${word(6)} of ${word(7)}, to be looked at with ${word(8)}`,
    reviewed: n % 2 === 0,
  });
}

/** As COPY takes it. */
const bytea = (bytes: Buffer) => `\\\\x${bytes.toString('hex')}`;
