import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { DateTimeISOResolver, EmailAddressResolver, JSONResolver, SafeIntResolver } from 'graphql-scalars';

/** An opaque string of at most 500 characters. */
const Cursor = new GraphQLScalarType<string, string>({
  name: 'Cursor',
  serialize: String,
  parseValue: parseCursor,
  parseLiteral: (node) => parseCursor(node.kind === Kind.STRING ? node.value : undefined),
});

function parseCursor(value: unknown): string {
  if (typeof value !== 'string' || value.length === 0 || value.length > 500) {
    throw new GraphQLError('A cursor is a string that this API gave out.');
  }
  return value;
}

/** As the library has it, but for objects in the document, which it makes without a prototype: to Drizzle those are none. */
const Json = new GraphQLScalarType({
  ...JSONResolver.toConfig(),
  parseLiteral: (node, variables) => withPrototypes(JSONResolver.parseLiteral(node, variables)),
});

function withPrototypes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withPrototypes);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, withPrototypes(entry)]));
}

/** The shared scalars' resolvers. `DateTime` leaves as text, so that both ways of running answer the same. */
export const scalarResolvers = {
  DateTime: new GraphQLScalarType({ ...DateTimeISOResolver.toConfig(), name: 'DateTime' }),
  JSON: Json,
  EmailAddress: EmailAddressResolver,
  Cursor,
  SafeInt: SafeIntResolver,
};
