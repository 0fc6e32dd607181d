import { decodeGlobalId } from '@trivet/platform';
import { expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import type { Person } from '../../support/person.ts';
import { ProviderHome } from '../../support/provider-home.ts';
import { type Stack, startStack, type Way } from '../../support/stack.ts';
import { newPasskey } from '../authorization-matrix/population.ts';
import { exported, notExported } from './columns.ts';

interface Line {
  readonly section: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Something of everything that an export can have. */
async function furnish(stack: Stack, person: Person, home: ProviderHome): Promise<void> {
  const account = await person.account('Analytical Engines');
  await person.resource(account);
  await newPasskey(stack, person);
  await home.link(stack, person);
  const change = async (field: string, type: string, input: object) => {
    const { data } = await person.ask(
      `mutation ($input: ${type}!) { ${field}(input: $input) { userErrors { code path } } }`,
      { input },
    );
    expect([field, data[field].userErrors]).toEqual([field, []]);
  };
  const { version } = (await person.ask('{ viewer { version } }')).data.viewer;
  const avatar = 'https://pictures.example.com/1';
  await change('userUpdate', 'UserUpdateInput', { displayName: 'Countess', avatar, expectedVersion: version });
  await change('preferencesUpdate', 'PreferencesUpdateInput', { locale: 'de-AT', timeZone: 'Europe/Vienna' });
  await change('apiKeyCreate', 'ApiKeyCreateInput', {
    name: 'Robot',
    scopes: ['account:read'],
    networks: ['127.0.0.0/8'],
  });
  const newEmail = `countess-${decodeGlobalId(person.id)?.uuid}@example.com`;
  stack.keepSecret(newEmail);
  await change('emailChangeRequest', 'EmailChangeRequestInput', { newEmail, password: person.password });
  await eventually(async () => {
    const { data } = await person.ask('{ viewer { inbox { nodes { id } } } }');
    expect(data.viewer.inbox.nodes.length).toBeGreaterThan(1);
  });
  await eventually(async () => {
    const [row] = await stack.sql<
      [{ count: number }]
    >`select count(*)::int from users.audit_entries where address is not null`;
    expect(row.count).toBeGreaterThan(0);
  });
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

/** What a person takes along of himself, and what is left when he is erased. */
export function personalDataSuite(way: Way): void {
  it('is exported column by column, over all parts, or it is known why not', async () => {
    await using home = await ProviderHome.start();
    await using stack = await startStack(way, { name: `personal data ${way}`, environment: home.environment() });
    const columns = await stack.sql<{ name: string }[]>`
      select format('%s.%s.%s', n.nspname, c.relname, a.attname) as name
      from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ('bus', 'core', 'notifications', 'users', 'vault') and c.relkind in ('r', 'p') and not c.relispartition
        and a.attnum > 0 and not a.attisdropped
        and a.atttypid::regtype::text in ('text', 'text[]', 'character varying', 'bytea', 'json', 'jsonb', 'inet', 'cidr')`;
    const known = [...Object.keys(exported), ...Object.values(notExported).flat()];
    // A new column: say in columns.ts where the export has it, or why it has not.
    expect(columns.map(({ name }) => name).sort()).toEqual(known.sort());

    const person = await stack.person('Ada', { verified: true });
    await furnish(stack, person, home);
    const lines = await exportOf(stack, person);
    expect(lines.at(-1)?.section).toBe('end');
    const valuesAt = ([section, ...fields]: string[]) =>
      fields.reduce<readonly unknown[]>(
        (values, field) => values.flatMap((value) => (value as Line['data'])[field] ?? []),
        lines.filter((line) => line.section === section).map(({ data }) => data),
      );
    for (const [column, place] of Object.entries(exported)) {
      expect([column, valuesAt(place.split('.')).length > 0]).toEqual([column, true]);
    }
    expect(valuesAt(['profile', 'displayName'])).toEqual(['Countess']);
    expect(valuesAt(['inbox', 'title'])).toContain('Welcome');
  });

  it('is gone for everybody when the person is erased', async () => {
    await using stack = await startStack(way, { name: `erasure ${way}` });
    const person = await stack.person('Ada', { verified: true });
    const [other, account] = [await stack.person('Grace'), await person.account('Shared')];
    await stack.sql`
      insert into users.members (id, account_id, user_id, role, joined_at)
      values (gen_random_uuid(), ${decodeGlobalId(account)?.uuid ?? ''}, ${decodeGlobalId(other.id)?.uuid ?? ''}, 'owner', now())`;
    const resource = await person.resource(account);
    const look = 'query ($id: ID!) { resource(id: $id) { createdBy { id displayName email } } }';
    await eventually(async () => expect((await other.ask(look, { id: resource })).data.resource).not.toBeNull());

    const { data } = await person.ask('mutation { userErase { erasedUserId userErrors { code } } }');
    expect(data.userErase).toEqual({ erasedUserId: person.id, userErrors: [] });
    await eventually(async () => expect((await person.ask('{ viewer { id } }')).status).toBe(401));
    const nobody = { id: person.id, displayName: null, email: null };
    expect((await other.ask(look, { id: resource })).data.resource).toEqual({ createdBy: nobody });
  });
}
