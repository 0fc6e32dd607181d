import { parse, print } from 'graphql';
import { expect, it } from 'vitest';
import { withDevelopment, withoutDevelopment } from './development.ts';

const tagged = '@inaccessible @tag(name: "development")';
const lines = (sdl: string) => print(parse(sdl, { noLocation: true }));

it('leaves nothing of what is there for development, and all else', () => {
  const typeDefs = `
    type Query { one: Int two: Other @inaccessible three: Int @tag(name: "internal") secrets: [Secret] ${tagged} }
    extend type Query { more(filter: Filter): Secret ${tagged} }
    type Other { id: ID }
    type Secret ${tagged} { id: ID }
    input Filter ${tagged} { id: ID }`;
  expect(print(withoutDevelopment(parse(typeDefs)))).toBe(
    lines('type Query { one: Int two: Other @inaccessible three: Int @tag(name: "internal") } type Other { id: ID }'),
  );
});

it('shows it to who develops, and nothing else that is hidden', () => {
  const supergraph = `
    type Query { hidden: Int @inaccessible secrets: [Secret] ${tagged} internal: Int @inaccessible @tag(name: "internal") }
    type Secret ${tagged} { id: ID }`;
  expect(print(withDevelopment(parse(supergraph)))).toBe(
    lines(`
      type Query { hidden: Int @inaccessible secrets: [Secret] @tag(name: "development") internal: Int @inaccessible @tag(name: "internal") }
      type Secret @tag(name: "development") { id: ID }`),
  );
});
