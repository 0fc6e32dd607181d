import { describe, expect, it } from 'vitest';
import { exemptFields, exemptRoots } from './exempt.ts';
import { gapsIn } from './gaps.ts';
import { types } from './matrix.ts';
import { committedSchemas, fieldsOf, hasDirective, objectTypesOf, schemaOf } from './schema.ts';

const schemas = committedSchemas();

describe('the tables of the authorization matrix', () => {
  it('speak of every field', () => {
    expect(gapsIn(schemas)).toEqual([]);
  });

  it('exempt no more than they did', () => {
    expect(Object.values(exemptRoots).filter(({ anonymously }) => anonymously === 'answered')).toHaveLength(15);
    expect(Object.keys(exemptFields)).toHaveLength(0);
  });

  it('take for private exactly what the SDL does', () => {
    const inSdl = Object.values(schemas.subgraphs)
      .flatMap(objectTypesOf)
      .flatMap((type) =>
        fieldsOf(type).flatMap((field) => (hasDirective(field, 'private') ? [`${type.name}.${field.name}`] : [])),
      );
    const inTables = Object.entries(types).flatMap(([type, { fields }]) =>
      Object.entries(fields).flatMap(([field, need]) => (need === 'oneself' ? [`${type}.${field}`] : [])),
    );
    expect(inTables.sort()).toEqual(inSdl.sort());
  });

  it('name what is missing, and what to say of it', () => {
    const node = 'interface Node { id: ID! }';
    const api = schemaOf(`${node}
      type Query { lookup(text: String!): [ID!]! }
      type Account implements Node { id: ID!, note: String, deputy: User }
      type User implements Node { id: ID! }
      type Order implements Node { id: ID! }`);
    const users = schemaOf(`
      type Query { _usersNodes(ids: [ID!]!): [ID]! @inaccessible, _usersSecrets: [String!]! @inaccessible }
      type Account @key(fields: "id") { id: ID!, hint: String @inaccessible }`);
    const gaps = gapsIn({ api, subgraphs: { ...schemas.subgraphs, users } });
    for (const field of [
      'Query.lookup',
      'Account.note',
      'Account.deputy',
      'Order.id',
      'users:Query._usersSecrets',
      'users:Account.hint',
    ])
      expect(
        gaps.filter((gap) => gap.startsWith(`${field} is`)),
        field,
      ).toHaveLength(1);
    expect(gaps).toContainEqual(
      expect.stringMatching(/^Account\.note is in no row: say in matrix\.ts, types\.Account\.fields/),
    );
    expect(gaps).toContainEqual(expect.stringMatching(/^Account\.deputy leads to User: add a path/));
    expect(gaps).toContainEqual(expect.stringMatching(/^Account\.name is no field any more/));
    expect(gaps.join()).not.toContain('_usersNodes');
  });
});
