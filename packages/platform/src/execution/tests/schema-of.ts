import { buildSchema, type GraphQLSchema, isObjectType } from 'graphql';

export type Resolvers = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A schema with resolvers, and with `resolveType` and `isTypeOf` of types, where Apollo's library would put them. */
export function schemaOf(typeDefs: string, resolvers: Resolvers = {}): GraphQLSchema {
  const schema = buildSchema(typeDefs);
  for (const [name, entries] of Object.entries(resolvers)) {
    const type = schema.getType(name);
    for (const [entry, value] of Object.entries(entries)) {
      const field = isObjectType(type) ? type.getFields()[entry] : undefined;
      Object.assign((field ?? type) as object, { [field ? 'resolve' : entry]: value });
    }
  }
  return schema;
}
