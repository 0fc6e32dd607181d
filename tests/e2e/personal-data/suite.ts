import { randomBytes } from 'node:crypto';
import {
  ends,
  exported,
  goesBy,
  inTheClear,
  loadColumns,
  type PersonalColumn,
  personalColumns,
  removedByParts,
} from '@trivet/schema/classification';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { secretsIn } from '../../support/log-lines.ts';
import type { Person } from '../../support/person.ts';
import { ProviderHome } from '../../support/provider-home.ts';
import { type Stack, startStack, type Way } from '../../support/stack.ts';
import { type Furnished, furnish, uuidOf } from './furnish.ts';
import { markedMutations } from './marked-input.ts';
import { everythingStored, openColumns, valuesOf } from './stored.ts';

/** How values end that go neither with a row nor with a key: with another part, when it hears of it, or by themselves. */
const otherwise = { ...removedByParts, ...ends };

/** What no model is of: the log is written by hand, and holds ids and names; `migrations` holds hashes of ours. */
const ofNoModel = [
  ...['actor', 'credential', 'payload', 'readable_with', 'request_id', 'stream_type', 'subject_type', 'type'].map(
    (name) => `bus.log.${name}`,
  ),
  ...['bus', 'core', 'notifications', 'users', 'vault'].map((schema) => `${schema}.migrations.hash`),
];

interface Line {
  readonly section: string;
  readonly data: Readonly<Record<string, unknown>>;
}

async function exportOf(stack: Stack, person: Person): Promise<readonly Line[]> {
  await person.ask('mutation { userExport { userErrors { code } } }');
  const link = await eventually(async () => {
    const { data } = await person.ask('{ viewer { dataExport { downloadUrl } } }');
    expect(data.viewer.dataExport.downloadUrl).not.toBeNull();
    return new URL(data.viewer.dataExport.downloadUrl);
  });
  stack.keepSecret(link.searchParams.get('signature') as string);
  const response = await fetch(`${stack.url}${link.pathname}${link.search}`);
  expect(response.headers.get('content-disposition')).toContain('attachment');
  const lines = (await response.text()).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Line);
}

/** What is known of a person, by what the models declare: how it is kept, what he takes along, and what is left when he is erased. */
export function personalDataSuite(way: Way): void {
  let home: ProviderHome;
  let stack: Stack;
  let columns: Awaited<ReturnType<typeof loadColumns>>;
  let ofPersons: readonly PersonalColumn[];
  /** Whom nobody changes any more, and what he took along. */
  let ada: Furnished;
  let lines: readonly Line[];
  beforeAll(async () => {
    home = await ProviderHome.start();
    const environment = { ...home.environment(), LOG_LEVEL: 'debug', TRUSTED_PROXIES: 'loopback' };
    stack = await startStack(way, { name: `personal data ${way}`, environment });
    ada = await furnish(stack, home);
    lines = await exportOf(stack, ada.person);
    columns = await loadColumns();
    ofPersons = personalColumns(columns).filter(({ declaration }) => declaration.subject.kind === 'person');
  });
  afterAll(async () => {
    await stack?.stop();
    await home?.[Symbol.asyncDispose]();
  });

  /** How many values of the person each column has. */
  const countOf = async ({ table, declaration }: PersonalColumn, { id }: Person) => {
    const [row] = await stack.sql<[{ count: number }]>`
      select count(*)::int from ${stack.sql(table)} where ${stack.sql(declaration.subject.of)} = ${uuidOf(id)}`;
    return row.count;
  };

  it('is declared for every column that the database has', async () => {
    const declared = [...columns.values()].flatMap(({ name, isOpen }) => (isOpen ? [name] : []));
    const present = await openColumns(stack.sql);
    expect(present.map(({ name }) => name).sort()).toEqual([...declared, ...ofNoModel].sort());
  });

  it('is exported column by column, over all parts', () => {
    expect(lines.at(-1)?.section).toBe('end');
    const valuesAt = ([section, ...fields]: string[]) =>
      fields.reduce<readonly unknown[]>(
        (values, field) => values.flatMap((value) => (value as Line['data'])[field] ?? []),
        lines.filter((line) => line.section === section).map(({ data }) => data),
      );
    for (const [column, place] of Object.entries(exported)) {
      expect([column, valuesAt(place.split('.')).length > 0]).toEqual([column, true]);
    }
    expect(valuesAt(['profile', 'displayName'])).toEqual([expect.stringMatching(/^Countess /)]);
    // In the person's own language.
    expect(valuesAt(['inbox', 'title'])).toContain('Willkommen');
  });

  it('is encrypted with his own key or hashed from CONFIDENTIAL on, stands nowhere else, and in no log', async () => {
    const { person } = ada;
    const secrets: string[] = [person.password, person.accessToken, person.refreshToken];
    for (const column of ofPersons) {
      const values = await valuesOf(stack, column, uuidOf(person.id));
      expect([column.name, values.some(({ value }) => value !== null)]).toEqual([column.name, true]);
      const isKept = ['CONFIDENTIAL', 'RESTRICTED'].includes(column.declaration.level);
      for (const { text } of values) {
        // What is shorter, or is ours, stands in many a place.
        if (text === null || text.length < 5 || ['Welcome', '127.0.0.1'].includes(text)) continue;
        stack.keepSecret(text);
        if (isKept) secrets.push(text);
      }
    }
    expect(secrets.length).toBeGreaterThan(10);
    for (const [name, values] of await everythingStored(stack)) {
      if (name in inTheClear) continue;
      const found = secrets.filter((secret) => values.some((value) => value.includes(secret)));
      expect([name, found]).toEqual([name, []]);
    }
  });

  it('is in no log when it comes in, whether it is taken or refused', async () => {
    const { person, account, resource } = await furnish(stack, home);
    const mark = `mark-${randomBytes(8).toString('hex')}`;
    // What is no id is refused before anybody looks at the rest.
    const known = { accountId: account, id: resource, userId: person.id, ids: person.id };
    const mutations = [...markedMutations(mark, known), ...markedMutations(mark, {})];
    expect(mutations.length).toBeGreaterThan(60);
    for (const { field, document, variables } of mutations) {
      for (const headers of [{ 'idempotency-key': mark }, {}]) {
        const { errors = [] } = await person.ask(document, variables, headers);
        const invalid = errors.filter(({ extensions }) => extensions.code === 'GRAPHQL_VALIDATION_FAILED');
        expect([field, invalid]).toEqual([field, []]);
      }
    }
    stack.keepSecret(mark);
    expect(secretsIn(stack.logs(), [mark])).toBe(0);
  });

  it('is gone with his row and his key when he is erased, for everybody', async () => {
    const { person, other, resource }: Furnished = await furnish(stack, home);
    const look = 'query ($id: ID!) { resource(id: $id) { createdBy { id displayName email } } }';
    await eventually(async () => expect((await other.ask(look, { id: resource })).data.resource).not.toBeNull());

    const goes = ofPersons.filter((column) => goesBy(column, columns).includes('row'));
    for (const column of goes) {
      // Exports take a while, and another person has one.
      const isExport = column.table === 'users.data_export_parts';
      expect([column.name, isExport || (await countOf(column, person)) > 0]).toEqual([column.name, true]);
    }
    const { data } = await person.ask('mutation { userErase { erasedUserId userErrors { code } } }');
    expect(data.userErase).toEqual({ erasedUserId: person.id, userErrors: [] });
    await eventually(async () => expect((await person.ask('{ viewer { id } }')).status).toBe(401));
    const nobody = { id: person.id, displayName: null, email: null };
    expect((await other.ask(look, { id: resource })).data.resource).toEqual({ createdBy: nobody });

    const keys = await stack.sql`select from vault.personal_keys where user_id = ${uuidOf(person.id)}`;
    expect(keys).toHaveLength(0);
    for (const column of ofPersons) {
      const ways = goesBy(column, columns);
      const left = await countOf(column, person);
      if (ways.includes('row')) expect([column.name, left]).toEqual([column.name, 0]);
      else expect([column.name, ways.includes('key') || column.table in otherwise]).toEqual([column.name, true]);
    }
  });
}
