import { keyShapes } from '@trivet/identity';
import { ConfigError, configShapes, type Environment, parseConfig } from '@trivet/platform';
import { z } from 'zod';

/** Where what accounts have is found. */
export interface SearchSettings {
  /** What is searched, or built to be searched. */
  readonly engine: 'postgres' | 'opensearch';
  /** Where the server is; also on the way back, until nothing of it is searched any more. */
  readonly openSearch: OpenSearchSettings | undefined;
}

export interface OpenSearchSettings {
  readonly url: string;
  /** Undefined for a server that asks nobody. */
  readonly credentials:
    | { readonly username: string; readonly password: string }
    | { readonly apiKey: string }
    | undefined;
  /** PEM; undefined trusts those whom Node trusts. */
  readonly certificateAuthority: string | undefined;
  /** Of the names of indexes and aliases. */
  readonly prefix: string;
  readonly shards: number;
  readonly replicas: number;
}

const few = (name: string, least: number, most: number) =>
  z.coerce
    .number(`must be a number of ${name}`)
    .int('must be a whole number')
    .min(least, `must be ${least} at least`)
    .max(most, `must be ${most} at most`);

const shape = {
  SEARCH_ENGINE: z.enum(['postgres', 'opensearch'], 'must be postgres or opensearch').default('postgres'),
  SEARCH_URL: configShapes.url('http', 'https').optional(),
  SEARCH_USERNAME: z.string().optional(),
  SEARCH_PASSWORD: keyShapes.text.optional(),
  SEARCH_API_KEY: keyShapes.text.optional(),
  SEARCH_CA: keyShapes.text.optional(),
  SEARCH_PREFIX: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,99}$/, 'must be small letters, digits, - and _, a letter first')
    .default('trivet-search'),
  SEARCH_SHARDS: few('shards', 1, 100).default(1),
  SEARCH_REPLICAS: few('replicas', 0, 10).default(1),
};

/** @throws {ConfigError} that names every faulty variable. */
export function readSearchSettings(environment: Environment): SearchSettings {
  const given = parseConfig(shape, environment);
  const { SEARCH_ENGINE: engine, SEARCH_URL: url } = given;
  const { SEARCH_USERNAME: username, SEARCH_PASSWORD: password, SEARCH_API_KEY: apiKey } = given;
  const problems: string[] = [];
  if (engine === 'opensearch' && url === undefined) {
    problems.push('SEARCH_URL: is required where SEARCH_ENGINE is opensearch');
  }
  if (url !== undefined && new URL(url).username !== '') problems.push('SEARCH_URL: must hold no credentials');
  if ((username === undefined) !== (password === undefined)) {
    problems.push('SEARCH_USERNAME, SEARCH_PASSWORD: need each other');
  }
  if (username !== undefined && apiKey !== undefined) {
    problems.push('SEARCH_USERNAME, SEARCH_API_KEY: are two ways, of which one is taken');
  }
  if (problems.length > 0) throw new ConfigError(problems);
  const openSearch =
    url === undefined
      ? undefined
      : {
          ...{ url, certificateAuthority: given.SEARCH_CA, credentials: credentialsOf({ username, password, apiKey }) },
          ...{ prefix: given.SEARCH_PREFIX, shards: given.SEARCH_SHARDS, replicas: given.SEARCH_REPLICAS },
        };
  return { engine, openSearch };
}

/** As `readSearchSettings` reads them in another process; secrets too. */
export function searchVariables({ engine, openSearch }: SearchSettings): Record<string, string> {
  if (!openSearch) return { SEARCH_ENGINE: engine };
  const { url, credentials, certificateAuthority, prefix, shards, replicas } = openSearch;
  return {
    ...{ SEARCH_ENGINE: engine, SEARCH_URL: url, SEARCH_PREFIX: prefix },
    ...{ SEARCH_SHARDS: String(shards), SEARCH_REPLICAS: String(replicas) },
    ...(credentials && 'apiKey' in credentials && { SEARCH_API_KEY: credentials.apiKey }),
    ...(credentials &&
      'username' in credentials && { SEARCH_USERNAME: credentials.username, SEARCH_PASSWORD: credentials.password }),
    ...(certificateAuthority !== undefined && { SEARCH_CA: certificateAuthority }),
  };
}

function credentialsOf(given: {
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly apiKey: string | undefined;
}): OpenSearchSettings['credentials'] {
  const { username, password, apiKey } = given;
  if (apiKey !== undefined) return { apiKey };
  return username !== undefined && password !== undefined ? { username, password } : undefined;
}
