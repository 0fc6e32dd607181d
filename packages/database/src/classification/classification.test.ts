import { pgSchema, text, uuid } from 'drizzle-orm/pg-core';
import { expect, expectTypeOf, it } from 'vitest';
import { bytea, type Encrypted, encrypted, hashed, hashedText } from './column-types.ts';
import { account, notPersonal, person, personal, somebody } from './declaration.ts';
import { modelColumns } from './model-columns.ts';

const shop = pgSchema('shop');
const owners = shop.table('owners', { id: uuid('id').primaryKey() });
const things = shop.table('things', {
  id: uuid('id').primaryKey(),
  ownerId: uuid('owner_id').references(() => owners.id, { onDelete: 'cascade' }),
  makerId: uuid('maker_id').references(() => owners.id, { onDelete: 'restrict' }),
  firstName: personal('INTERNAL', person('owner_id'), text('first_name').notNull().unique('things_first_name_key')),
  colours: notPersonal('names of colours', text('colours').array().notNull()),
  address: personal('CONFIDENTIAL', account('owner_id'), encrypted('address').notNull()),
  mark: personal('CONFIDENTIAL', somebody('who looks'), hashed('mark')),
  token: personal('RESTRICTED', somebody('who looks'), hashedText('token')),
  picture: bytea('picture'),
});

it('is read from the table that is used, whatever else is said of the column', () => {
  const columns = new Map(modelColumns({ things, other: 'no table' }).map((column) => [column.key, column]));
  expect(columns.get('firstName')).toMatchObject({
    name: 'shop.things.first_name',
    table: 'shop.things',
    type: 'text',
    isOpen: true,
    declaration: { personal: true, level: 'INTERNAL', subject: { kind: 'person', of: 'owner_id' } },
  });
  expect(columns.get('colours')).toMatchObject({
    type: 'text[]',
    isOpen: true,
    declaration: { personal: false, reason: 'names of colours' },
  });
  expect(columns.get('picture')).toMatchObject({ isOpen: true, declaration: undefined });
  expect(columns.get('id')).toMatchObject({ isOpen: false, declaration: undefined });
});

it('is kept as the type of the column says', () => {
  const protections = modelColumns({ things }).map(({ key, protection, type }) => [key, protection, type]);
  expect(protections.filter(([, protection]) => protection)).toEqual([
    ['address', 'encrypted', 'bytea'],
    ['mark', 'hashed', 'bytea'],
    ['token', 'hashed', 'text'],
  ]);
});

it('goes with the rows from which a foreign key cascades', () => {
  expect(modelColumns({ things })[0]?.goesWith).toEqual(['shop.owners']);
});

it('takes nothing that is not encrypted', () => {
  type NewThing = typeof things.$inferInsert;
  expectTypeOf<NewThing['address']>().toEqualTypeOf<Encrypted>();
  expectTypeOf<Buffer>().not.toExtend<NewThing['address']>();
  expectTypeOf<NewThing['firstName']>().toEqualTypeOf<string>();
});
