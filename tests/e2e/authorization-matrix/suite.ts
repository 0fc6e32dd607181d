import { randomUUID } from 'node:crypto';
import type { GraphQLObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attachFile, newFile, sentUpload } from '../../support/files.ts';
import { join } from '../../support/members.ts';
import type { GraphQLAnswer, Person } from '../../support/person.ts';
import { ProviderHome } from '../../support/provider-home.ts';
import { type Stack, startStack, type Way } from '../../support/stack.ts';
import type { Caller } from './caller.ts';
import { exemptRoots } from './exempt.ts';
import { types } from './matrix.ts';
import { type Ids, oneOfEachKind, type Population, populate } from './population.ts';
import { newKey } from './programs.ts';
import { type Row, rowsOfRoots, rowsOfType } from './rows.ts';
import { committedSchemas, fieldsOf, hasDirective, objectTypesOf, selectionOf } from './schema.ts';
import { newIdentity } from './service-identities.ts';
import { itHoldsForSubgraphs } from './subgraph-suite.ts';
import {
  newDeletedResource,
  newDevice,
  newInvitation,
  newPasskey,
  newResourceType,
  newRole,
  newTemplate,
  newToken,
} from './things.ts';
import { type Asked, askedAt, faultOf, faultsOf, fewAtATime, questionOf } from './trial.ts';
import { type Answer, expectationOf, verdictOn } from './verdict.ts';

const schemas = committedSchemas();

/**
 * What holds for every field of the API, in one way of running: for everybody who may ask, or for one of each kind, which takes a
 * third of the time. What takes the same permission is asked for in one question; with `EACH_FIELD=1` each field by itself, which takes
 * four times as long.
 */
export function authorizationMatrix(way: Way, callers: 'everybody' | 'one of each kind'): void {
  const asking = process.env['EACH_FIELD'] === '1' ? 'each field' : 'like fields together';
  describe(`the authorization matrix, ${way}, ${callers}`, () => {
    let home: ProviderHome;
    let stack: Stack;
    let asked: Asked;
    let people: Population;

    beforeAll(async () => {
      home = await ProviderHome.start();
      stack = await startStack(way, { name: `authorization ${way}`, environment: home.environment() });
      asked = askedAt(stack.url);
      const everybody = await populate(stack, home);
      people = callers === 'everybody' ? everybody : { ...everybody, others: oneOfEachKind(everybody) };
    });
    afterAll(async () => {
      await stack?.stop();
      await home?.[Symbol.asyncDispose]();
    });

    const verdict = async (row: Row, caller: Caller, ids: Ids) =>
      verdictOn(await asked(questionOf(row, ids), caller.authorization));
    const askAs = async (
      { authorization }: Caller,
      document: string,
      variables: Readonly<Record<string, unknown>> = {},
    ): Promise<Answer & GraphQLAnswer> => {
      const operation = document.startsWith('subscription') ? 'subscription' : 'query';
      const answer = await asked({ document, operation, variables }, authorization);
      return { ...answer, ...JSON.parse(answer.text) };
    };

    it.each(Object.keys(types))(
      'shows %s to who may see it, and is to others as if there were nothing',
      async (type) => {
        const { owner, owned, others } = people;
        const trial = { asked, owner, others, ids: owned };
        const faults = await fewAtATime(rowsOfType(schemas, type, asking), (row) => faultsOf(row, trial));
        expect(faults.flat()).toEqual([]);
      },
    );

    it.each(Object.keys(types))('shows another tenant each %s of his own', async (type) => {
      const { tenant, tenants } = people;
      const verdicts = await fewAtATime(
        rowsOfType(schemas, type, asking),
        async (row) => `${row.label}: ${await verdict(row, tenant, tenants)}`,
      );
      expect(verdicts.filter((line) => !line.endsWith(': shown'))).toEqual([]);
    });

    it('lets only those change something who may, and leaves everything as it was for others', async () => {
      const { owner, owned, tenant, tenants, administrator, others } = people;
      const rows = rowsOfRoots(schemas.api);
      const changes = (caller: Caller, row: Row) => expectationOf(row, caller).verdicts.includes('shown');
      const before = await contentsOf(stack);
      const faults: (string | null)[] = [];
      for (const row of rows) {
        for (const other of [owner, ...others].filter((caller) => !changes(caller, row)))
          faults.push(await faultOf(row, other, { asked, ids: owned }));
      }
      expect(faults.filter((fault) => fault !== null)).toEqual([]);
      expect(await contentsOf(stack)).toEqual(before);

      const verdicts: string[] = [];
      const change = async (caller: Caller, row: Row, maker: Caller, ids: Ids) => {
        const fresh = row.uses && {
          [row.uses]: await usable[row.uses]({ stack, home, person: maker.person as Person, ids }),
        };
        verdicts.push(`${caller.name}, ${row.label}: ${await verdict(row, caller, { ...ids, ...fresh })}`);
      };
      for (const row of rows) {
        for (const caller of new Set([owner, administrator, ...others].filter((somebody) => changes(somebody, row))))
          await change(caller, row, owner, owned);
        if (row.reach !== 'administrator') await change(tenant, row, tenant, tenants);
      }
      expect(verdicts.filter((line) => !line.endsWith(': shown'))).toEqual([]);
    });

    it('gives in one answer what is his and nothing of what is another’s', async () => {
      const { tenant, owned, tenants } = people;
      const own = [
        tenants.user,
        tenants.account,
        tenants.member,
        tenants.role,
        tenants.invitation,
        tenants.apiKey,
        tenants.serviceIdentity,
        tenants.announcement,
        tenants.notificationTemplate,
        tenants.delivery,
        tenants.device,
        tenants.passkey,
        tenants.auditEntry,
        tenants.identity,
        tenants.resource,
        tenants.resourceType,
        tenants.file,
        tenants.fileUpload,
        tenants.bulkJob,
        tenants.notification,
      ];
      const foreign = [
        owned.user,
        owned.account,
        owned.member,
        owned.role,
        owned.invitation,
        owned.apiKey,
        owned.serviceIdentity,
        owned.announcement,
        owned.notificationTemplate,
        owned.delivery,
        owned.device,
        owned.passkey,
        owned.auditEntry,
        owned.identity,
        owned.resource,
        owned.resourceType,
        owned.file,
        owned.fileUpload,
        owned.bulkJob,
        owned.notification,
      ];
      const ids = own.flatMap((id, index) => [foreign[index], id]);
      const nodes = await askAs(tenant, 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
      expect(nodes.data).toEqual({ nodes: own.flatMap((id) => [null, { id }]) });
      expect(nodes.errors).toBeUndefined();

      const both = `query ($own: ID!, $foreign: ID!, $resource: ID!) {
        foreign: account(id: $foreign) { plan { id } members { nodes { id } } }
        own: account(id: $own) { id }
        resource(id: $resource) { account { id } }
      }`;
      const variables = { own: tenants.account, foreign: owned.account, resource: owned.resource };
      const { data } = await askAs(tenant, both, variables);
      expect(data).toEqual({ foreign: null, own: { id: tenants.account }, resource: null });
    });

    it('lists nothing of another’s from his cursors', async () => {
      const { owner, owned, tenant, tenants } = people;
      const first = `query ($id: ID!) {
        account(id: $id) { resources(first: 1) { pageInfo { endCursor } } members(first: 1) { pageInfo { endCursor } } }
      }`;
      const { resources, members } = (await askAs(owner, first, { id: owned.account })).data.account;
      const cursors = { resources: resources.pageInfo.endCursor, members: members.pageInfo.endCursor };
      const after = `query ($id: ID!, $resources: Cursor!, $members: Cursor!) {
        account(id: $id) { resources(after: $resources) { nodes { id } } members(after: $members) { nodes { id } } }
      }`;
      const { errors, text } = await askAs(tenant, after, { id: tenants.account, ...cursors });
      expect(errors).toBeUndefined();
      for (const [name, id] of Object.entries(owned)) expect(text, name).not.toContain(id);
      expect((await askAs(tenant, after, { id: owned.account, ...cursors })).data).toEqual({ account: null });
    });

    it('shows everybody himself as the viewer, and a visitor nobody', async () => {
      const { owner, owned, others } = people;
      const user = objectTypesOf(schemas.api).find(({ name }) => name === 'User') as GraphQLObjectType;
      const document = `{ viewer { ${fieldsOf(user).map(selectionOf).join(' ')} } }`;
      for (const caller of [owner, ...others.filter(({ closeCode }) => closeCode === null)]) {
        const { data, errors, text } = await askAs(caller, document);
        expect(errors, caller.name).toBeUndefined();
        expect(data.viewer?.id, caller.name).toBe(caller.person?.id);
        if (caller.isOwner) continue;
        // A member sees the account among his own; nobody sees what is the owner's.
        const hidden = [owned.user, owned.notification, ...(caller.permissions ? [] : [owned.account])];
        for (const id of hidden) expect(text, caller.name).not.toContain(id);
      }
    });

    it('shows what is private of a person only to himself, whoever has his password or registers him', async () => {
      const { owner, others } = people;
      const privates = Object.values(schemas.subgraphs)
        .flatMap(objectTypesOf)
        .filter(({ name }) => name === 'User')
        .flatMap((type) => fieldsOf(type).filter((field) => hasDirective(field, 'private')));
      const nothing = Object.fromEntries(privates.map(({ name }) => [name, null]));
      const fields = `user { id ${privates.map(selectionOf).join(' ')} }`;
      const signIn = `mutation ($email: EmailAddress!, $password: String!) {
        signedIn: sessionCreate(input: { email: $email, password: $password }) { refreshToken ${fields} }
      }`;
      const refresh = `mutation ($token: String!) {
        refreshed: sessionRefresh(input: { refreshToken: $token }) { ${fields} }
      }`;
      const register = `mutation ($email: EmailAddress!, $password: String!) {
        registered: userRegister(input: { email: $email, password: $password, displayName: "New" }) { ${fields} }
      }`;
      const { id, email, password } = owner.person as Person;
      for (const caller of others.filter(({ closeCode }) => closeCode === null)) {
        const { signedIn } = (await askAs(caller, signIn, { email, password })).data;
        stack.keepSecret(signedIn.refreshToken);
        const { refreshed } = (await askAs(caller, refresh, { token: signedIn.refreshToken })).data;
        const another = `new-${randomUUID()}@example.com`;
        stack.keepSecret(another);
        const { registered } = (await askAs(caller, register, { email: another, password })).data;
        expect([signedIn.user, refreshed.user], caller.name).toEqual([
          { id, ...nothing },
          { id, ...nothing },
        ]);
        expect(registered.user, caller.name).toEqual({ id: expect.stringMatching(/^usr_/), ...nothing });
      }
      expect(Object.keys(nothing).length).toBeGreaterThan(5);
    });

    it('answers what names nothing of anybody, and nothing at all for a token that is no good', async () => {
      const visitor = people.others.find(({ authorization }) => authorization === null) as Caller;
      const outdated = people.others.filter(({ closeCode }) => closeCode !== null);
      for (const [field, { document, anonymously }] of Object.entries(exemptRoots)) {
        const live = document.startsWith('subscription');
        const { errors = [] } = await askAs(visitor, document);
        const codes = errors.map(({ extensions }) => extensions.code);
        expect(codes, field).toEqual(anonymously === 'answered' ? [] : ['UNAUTHENTICATED']);
        for (const caller of outdated) {
          const refused = await askAs(caller, document);
          expect(refused.status, field).toBe(live ? 0 : 401);
          expect(verdictOn(refused), field).toBe(live ? `closed ${caller.closeCode}` : 'UNAUTHENTICATED');
          expect(refused.data ?? null, field).toBeNull();
        }
      }
      expect(outdated).toHaveLength(callers === 'everybody' ? 5 : 2);
    });

    itHoldsForSubgraphs(way, schemas, () => ({ stack, people }));
  });
}

interface Making {
  readonly stack: Stack;
  readonly home: ProviderHome;
  readonly person: Person;
  readonly ids: Ids;
}

/** What a change uses up, made anew. */
const usable: Readonly<Record<NonNullable<Row['uses']>, (making: Making) => Promise<string>>> = {
  user: async ({ stack }) => (await stack.person('Somebody')).id,
  account: ({ person }) => person.account('The secret account of a moment'),
  resource: ({ person, ids }) => person.resource(ids.account),
  file: async ({ person, ids }) => {
    const file = await newFile(person, ids.account);
    await attachFile(person, file, ids.resource);
    return file;
  },
  fileUpload: async ({ person, ids }) => (await sentUpload(person, ids.account)).id,
  session: async ({ person }) => (await person.signInAgain()).sessionId,
  member: async ({ stack, ids }) => join(stack, ids.account, await stack.person('Newcomer'), 'member'),
  invitation: async ({ stack, person, ids }) => (await newInvitation(stack, person, ids.account)).id,
  token: ({ stack, person }) => newToken(stack, person),
  device: ({ person }) => newDevice(person),
  role: ({ person, ids }) => newRole(person, ids.account, randomUUID()),
  apiKey: async ({ stack, person, ids }) =>
    (await newKey(stack, person, { accountId: ids.account, scopes: ['account:read'] })).id,
  serviceIdentity: async ({ stack, person, ids }) => (await newIdentity(stack, person, ids.account)).id,
  passkey: ({ stack, person }) => newPasskey(stack, person),
  notificationTemplate: ({ person, ids }) => newTemplate(person, ids.account, 'pt'),
  resourceType: ({ person, ids }) => newResourceType(person, ids.account, `t${randomUUID()}`),
  deletedResource: ({ person, ids }) => newDeletedResource(person, ids.account),
  identity: ({ stack, home, person }) => home.link(stack, person, 'spare'),
};

/** All that a client can change, row by row; but when keys were used last, which is noted each minute that this takes. */
function contentsOf({ sql }: Stack): Promise<unknown> {
  const tables = [
    'users.accounts',
    'users.members',
    'users.roles',
    'users.invitations',
    'users.api_keys',
    'users.service_identities',
    'users.service_identity_keys',
    'users.passkeys',
    'users.phone_numbers',
    'users.sessions',
    'users.user_locks',
    'users.identities',
    'core.resources',
    'core.resource_types',
    'core.deleted_resources',
    'core.resource_indexes',
    'core.resource_index_entries',
    'core.resource_versions',
    'core.files',
    'core.file_uploads',
    'core.file_attachments',
    'core.file_usage',
    'core.bulk_jobs',
    'notifications.notifications',
    'notifications.notification_preferences',
    'notifications.notification_defaults',
    'notifications.digest_preferences',
    'notifications.digest_defaults',
    'notifications.quiet_hours',
    'notifications.announcements',
    'notifications.devices',
    'notifications.notification_templates',
    'notifications.notification_template_versions',
    'notifications.account_brandings',
  ];
  return Promise.all(
    tables.map(async (table) => [
      table,
      await sql`select to_jsonb(each) - 'last_used_at' as row from ${sql(table)} as each order by 1`,
    ]),
  );
}
