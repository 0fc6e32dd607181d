export interface Cause {
  readonly type: string;
  readonly reason: string | null;
  readonly [detail: string]: unknown;
}

/** What OpenSearch answers instead, in its words. It says no line and column: we read bodies by `JSON.parse`. */
export class SearchError extends Error {
  readonly status: number;
  readonly told: Cause;
  readonly body: unknown;

  constructor(status: number, told: Cause, root: Cause = told) {
    super(told.reason ?? told.type);
    this.status = status;
    this.told = told;
    this.body = { error: { root_cause: [root], ...told }, status };
  }
}

export const illegalArgument = (reason: string) => new SearchError(400, { type: 'illegal_argument_exception', reason });

export const parsing = (reason: string) => new SearchError(400, { type: 'parsing_exception', reason });

export const contentParse = (reason: string) => new SearchError(400, { type: 'x_content_parse_exception', reason });

export const queryShard = (reason: string) => new SearchError(400, { type: 'query_shard_exception', reason });

export function mapperParsing(reason: string, cause?: Cause): SearchError {
  return new SearchError(400, { type: 'mapper_parsing_exception', reason, ...(cause && { caused_by: cause }) });
}

/** As a mapping is refused that comes with its index. */
export function badMapping(reason: string): SearchError {
  const root = { type: 'mapper_parsing_exception', reason };
  return new SearchError(400, { ...root, reason: `Failed to parse mapping [_doc]: ${reason}`, caused_by: root }, root);
}

export function invalidRequest(...problems: readonly string[]): SearchError {
  const reason = `Validation Failed: ${problems.map((problem, index) => `${index + 1}: ${problem};`).join('')}`;
  return new SearchError(400, { type: 'action_request_validation_exception', reason });
}

export function indexNotFound(name: string): SearchError {
  return new SearchError(404, {
    ...{ type: 'index_not_found_exception', reason: `no such index [${name}]` },
    ...{ index: name, 'resource.id': name, 'resource.type': 'index_or_alias', index_uuid: '_na_' },
  });
}

/** What the real one does and this one does not: never an answer that somebody could take for the real one's. */
export const notHere = (what: string) =>
  new SearchError(501, { type: 'not_in_this_fake', reason: `The fake does not know ${what}.` });

export type JsonObject = { readonly [key: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
