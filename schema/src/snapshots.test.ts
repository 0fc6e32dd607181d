import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { printTypeDefs, withoutDevelopment } from '@trivet/platform';
import { buildSchema, findBreakingChanges, parse, printSchema, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { committedApi } from './api.ts';
import { checkApi } from './check.ts';
import { generateSchemaFiles, subgraphDefinitions } from './subgraphs.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const generated = generateSchemaFiles();

describe('what is committed below schema/', () => {
  it.each([...generated.keys()])('%s is what the code makes (else run `npm run generate`)', (path) => {
    expect(existsSync(join(root, path)) && read(path)).toBe(generated.get(path));
  });

  it('holds nothing that the code no longer makes', () => {
    const present = ['subgraphs', 'events'].flatMap((folder) =>
      readdirSync(join(root, folder)).map((file) => `${folder}/${file}`),
    );
    expect(present.filter((path) => !generated.has(path))).toEqual([]);
  });

  it('breaks nothing that was released, unless CHANGES.md says so and `released/` was moved', () => {
    expect(checkApi(read('released/api.graphql'), read('api.graphql')).breaking).toEqual([]);
  });

  it('serves every operation of the story', () => {
    const story = readFileSync(join(root, '../tests/e2e/story/story.graphql'), 'utf8');
    expect(validate(buildSchema(read('api.graphql')), parse(story)).map(({ message }) => message)).toEqual([]);
  });

  it('shows clients nothing that is for the router', () => {
    expect(read('api.graphql')).not.toMatch(/_entities|_service|_\w+Nodes|trivet__|@key/);
  });

  it('has the development mailbox for who develops, and nothing of it anywhere else', () => {
    const developers = printSchema(committedApi('in development'));
    for (const part of ['developmentMailbox(', 'type DevelopmentMessage {']) expect(developers).toContain(part);
    expect(findBreakingChanges(committedApi('everywhere'), committedApi('in development'))).toEqual([]);
    const elsewhere = subgraphDefinitions.map(({ typeDefs }) => printTypeDefs(withoutDevelopment(typeDefs)));
    for (const sdl of [read('api.graphql'), ...elsewhere]) expect(sdl).not.toMatch(/development/i);
  });

  it('describes every event as ids, versions and names of types', () => {
    for (const [path, text] of generated) {
      if (!path.startsWith('events/')) continue;
      const { properties } = JSON.parse(text) as { properties: { payload: { properties: Record<string, unknown> } } };
      const names = Object.keys(properties.payload.properties);
      expect(
        names.filter((name) => !/Id$|^version$|^resourceType$|^reason$|^methods$|^subgraph$/.test(name)),
        path,
      ).toEqual([]);
    }
  });
});
