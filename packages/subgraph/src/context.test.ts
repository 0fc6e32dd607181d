import { Access } from '@trivet/identity';
import { anonymous, createLogger } from '@trivet/platform';
import { expect, it } from 'vitest';
import { contextMaker, perArguments } from './context.ts';

const directory = { find: async () => new Map(), known: () => undefined, refresh: async () => new Map() };
const access = new Access({ directory, logger: createLogger({ service: 'test', level: 'silent' }) });
const request = { query: '{ a }', viewer: anonymous, requestId: 'request' };

it('gives each operation the services, and loaders of its own, each made when it is first asked for', () => {
  const made: string[] = [];
  class Things {
    readonly all = ['one'];
  }
  const createContext = contextMaker({
    access,
    services: { things: new Things() },
    loaders: {
      thing: ({ things, operation }: { things: Things; operation: { cause: object } }) => {
        made.push('thing');
        return { things, operation };
      },
      other: () => made.push('other'),
    },
  });
  const [one, two] = [createContext(request), createContext(request)];
  expect(one).toMatchObject({ request, viewer: anonymous, things: { all: ['one'] } });
  expect(made).toEqual([]);
  expect(one.loaders.thing).toBe(one.loaders.thing);
  expect(made).toEqual(['thing']);
  expect(one.loaders.thing).toEqual({ things: one.things, operation: one.operation });
  expect(one.operation).not.toBe(two.operation);
  expect(two.loaders.thing).not.toBe(one.loaders.thing);
});

it('keeps one loader for whoever asks for the same', () => {
  const loader = perArguments((filter: { type?: string }, first: number) => ({ filter, first }));
  expect(loader({ type: 'a' }, 1)).toBe(loader({ type: 'a' }, 1));
  expect(loader({ type: 'a' }, 2)).not.toBe(loader({ type: 'a' }, 1));
  expect(loader({}, 1)).toEqual({ filter: {}, first: 1 });
});
