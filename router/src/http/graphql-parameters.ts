import { AppError } from '@trivet/platform';
import { parseJson } from './json.ts';

/** The parameters of GraphQL over HTTP, checked for their types and nothing else. */
export interface GraphqlParameters {
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
}

/** @throws {AppError} `BAD_USER_INPUT` that says which parameter is wrong. */
export function parametersOfBody(body: unknown): GraphqlParameters {
  if (body === undefined) throw invalid('The request has no body. Send JSON with the member "query".');
  if (Array.isArray(body)) throw invalid('Batches are not supported. Send one operation per request.');
  if (!isObject(body)) throw invalid('The body has to be a JSON object with the member "query".');
  return checkedParameters(body);
}

/**
 * Of a URL's query, such as `query=%7B__typename%7D`. Decoded here, because the usual decoders replace what is not UTF-8.
 * @throws {AppError} `BAD_USER_INPUT`
 */
export function parametersOfSearch(search: string): GraphqlParameters {
  const given = new Map<string, string>();
  for (const pair of search.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decodeComponent(equals < 0 ? pair : pair.slice(0, equals));
    if (given.has(name)) throw invalid(`The parameter "${name.slice(0, 64)}" is given twice.`);
    given.set(name, equals < 0 ? '' : decodeComponent(pair.slice(equals + 1)));
  }
  return checkedParameters({
    query: given.get('query'),
    operationName: given.get('operationName') || undefined,
    variables: jsonOf(given.get('variables')),
    extensions: jsonOf(given.get('extensions')),
  });
}

/** The name for the log: what the client says, or what the document begins with. Bounded, and never any other text. */
export function operationNameOf({ query, operationName }: GraphqlParameters): string | undefined {
  if (operationName !== undefined) return /^[_A-Za-z]\w{0,79}$/.test(operationName) ? operationName : undefined;
  return /^\s*(?:query|mutation|subscription)\s+([_A-Za-z]\w{0,79})(?!\w)/.exec(query)?.[1];
}

function checkedParameters(given: Readonly<Record<string, unknown>>): GraphqlParameters {
  const { query, operationName, variables, extensions } = given;
  if (typeof query !== 'string' || query === '') throw invalid('The parameter "query" has to be a GraphQL document.');
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') {
    throw invalid('The parameter "operationName" has to be a string.');
  }
  mapOf('extensions', extensions);
  return { query, operationName: operationName ?? undefined, variables: mapOf('variables', variables) };
}

function mapOf(name: string, value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw invalid(`The parameter "${name}" has to be a JSON object.`);
  return value;
}

function jsonOf(text: string | undefined): unknown {
  return text === undefined || text === '' ? undefined : parseJson(text);
}

function decodeComponent(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw invalid('The query of the URL is not valid percent-encoded UTF-8.');
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(message: string): AppError {
  return new AppError('BAD_USER_INPUT', message);
}
