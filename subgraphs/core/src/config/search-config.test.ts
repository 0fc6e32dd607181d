import { expect, it } from 'vitest';
import { readSearchSettings, searchVariables } from './search-config.ts';

const url = 'https://search.example:9200';
const given = { SEARCH_ENGINE: 'opensearch', SEARCH_URL: url };

it('searches in PostgreSQL unless it is told where else', () => {
  expect(readSearchSettings({})).toEqual({ engine: 'postgres', openSearch: undefined });
  const openSearch = {
    ...{ url, credentials: undefined, certificateAuthority: undefined },
    ...{ prefix: 'trivet-search', shards: 1, replicas: 1 },
  };
  expect(readSearchSettings(given)).toEqual({ engine: 'opensearch', openSearch });
  // On the way back.
  expect(readSearchSettings({ SEARCH_URL: url })).toEqual({ engine: 'postgres', openSearch });
});

it.each([
  {},
  given,
  { SEARCH_URL: url },
  { ...given, SEARCH_USERNAME: 'trivet', SEARCH_PASSWORD: 'a secret', SEARCH_SHARDS: '3', SEARCH_REPLICAS: '0' },
  { ...given, SEARCH_API_KEY: 'a2V5', SEARCH_CA: '-----BEGIN CERTIFICATE-----', SEARCH_PREFIX: 'my-search' },
])('is told to another process as it is: %j', (environment) => {
  const settings = readSearchSettings(environment);
  expect(readSearchSettings(searchVariables(settings))).toEqual(settings);
});

it.each([
  [{ SEARCH_ENGINE: 'solr' }, 'SEARCH_ENGINE'],
  [{ SEARCH_ENGINE: 'opensearch' }, 'SEARCH_URL'],
  [{ ...given, SEARCH_URL: 'https://trivet:secret@search.example' }, 'SEARCH_URL'],
  [{ ...given, SEARCH_USERNAME: 'trivet' }, 'SEARCH_PASSWORD'],
  [{ ...given, SEARCH_USERNAME: 'trivet', SEARCH_PASSWORD: 'x', SEARCH_API_KEY: 'y' }, 'SEARCH_API_KEY'],
  [{ ...given, SEARCH_PREFIX: 'Trivet' }, 'SEARCH_PREFIX'],
  [{ ...given, SEARCH_SHARDS: '0' }, 'SEARCH_SHARDS'],
])('refuses %j, and names %s', (environment, named) => {
  expect(() => readSearchSettings(environment)).toThrow(named);
});
