import { illegalArgument, invalidRequest, isObject, type JsonObject, notHere } from './search-error.ts';
import type { VersionType, Write } from './search-index.ts';
import { tokenOf } from './token.ts';

export interface BulkAction extends Omit<Write, 'source' | 'id'> {
  /** None is given one by the index. */
  readonly id: string | undefined;
  readonly index: string | undefined;
  readonly isAliasRequired: boolean;
  /** A line of JSON that nobody has read yet: what is wrong with it is wrong with this action alone. */
  readonly line: string;
}

interface Defaults {
  readonly index: string | undefined;
  readonly routing: string | undefined;
  readonly isAliasRequired: boolean;
}

const parameters = ['_index', '_id', 'routing', 'version', 'version_type', 'require_alias'];
const parametersElsewhere = ['op_type', 'if_seq_no', 'if_primary_term', 'retry_on_conflict', 'pipeline', '_source'];
const versionTypes: Readonly<Record<string, VersionType>> = {
  ...{ internal: 'internal', external: 'external', external_gt: 'external', external_gte: 'external_gte' },
};

/** The actions of a body of lines. @throws {SearchError} for what makes the whole of it unreadable. */
export function parseBulk(body: string, defaults: Defaults): BulkAction[] {
  if (body === '') throw illegalArgument('request body is required');
  if (!body.endsWith('\n')) throw illegalArgument('The bulk request must be terminated by a newline [\\n]');
  const lines = body.slice(0, -1).split('\n');
  const actions: BulkAction[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at]?.replace(/\r$/, '') ?? '';
    if (line === '') continue;
    const number = at + 1;
    const { kind, meta } = readAction(line, number);
    const action = actionOf(kind, meta, { number, defaults });
    if (kind === 'delete') {
      actions.push({ ...action, line: '{}' });
      continue;
    }
    at += 1;
    // The real one leaves an action out that has no document any more.
    const document = lines[at];
    if (document !== undefined) actions.push({ ...action, line: document });
  }
  if (actions.length === 0) throw invalidRequest('no requests added');
  return actions;
}

function readAction(line: string, number: number): { kind: Write['kind']; meta: JsonObject } {
  const malformed = (expected: string, found: string) =>
    illegalArgument(`Malformed action/metadata line [${number}], expected ${expected} but found [${found}]`);
  let given: unknown;
  try {
    given = JSON.parse(line);
  } catch (error) {
    throw illegalArgument(`Malformed action/metadata line [${number}]: ${(error as Error).message}`);
  }
  if (!isObject(given)) throw malformed('START_OBJECT', tokenOf(given));
  const [entry, second] = Object.entries(given);
  if (!entry) throw malformed('FIELD_NAME', 'END_OBJECT');
  if (second) throw malformed('END_OBJECT', 'FIELD_NAME');
  const [kind, meta] = entry;
  if (!isObject(meta)) throw malformed('START_OBJECT', tokenOf(meta));
  if (kind === 'update') throw notHere('updates in bulk');
  if (kind !== 'index' && kind !== 'create' && kind !== 'delete') {
    throw illegalArgument(
      `Malformed action/metadata line [${number}], expected field [create], [delete], [index] or [update] but found [${kind}]`,
    );
  }
  return { kind, meta };
}

function actionOf(
  kind: Write['kind'],
  meta: JsonObject,
  { number, defaults }: { readonly number: number; readonly defaults: Defaults },
): Omit<BulkAction, 'line'> {
  for (const [name, value] of Object.entries(meta)) {
    if (Array.isArray(value) || isObject(value)) {
      throw illegalArgument(
        `Malformed action/metadata line [${number}], expected a simple value for field [${name}] but found [${tokenOf(value)}]`,
      );
    }
    if (parameters.includes(name)) continue;
    if (parametersElsewhere.includes(name)) throw notHere(`[${name}] in bulk`);
    throw illegalArgument(`Action/metadata line [${number}] contains an unknown parameter [${name}]`);
  }
  const versionType = versionTypes[String(meta.version_type ?? 'internal')];
  if (!versionType) throw illegalArgument(`No version type match [${String(meta.version_type)}]`);
  const version = meta.version === undefined ? undefined : Number(meta.version);
  if (versionType !== 'internal' && !(version !== undefined && Number.isSafeInteger(version) && version >= 0)) {
    throw invalidRequest(`illegal version value [${version ?? -3}] for version type [${versionType.toUpperCase()}]`);
  }
  if (versionType === 'internal' && version !== undefined) {
    throw invalidRequest(
      'internal versioning can not be used for optimistic concurrency control. Please use `if_seq_no` and `if_primary_term` instead',
    );
  }
  const id = meta._id === undefined ? undefined : String(meta._id);
  if (id !== undefined && Buffer.byteLength(id) > 512) {
    throw invalidRequest(`id [${id}] is too long, must be no longer than 512 bytes but was: ${Buffer.byteLength(id)}`);
  }
  if (kind === 'delete' && (id === undefined || id === '')) throw invalidRequest('id is missing');
  const index = meta._index === undefined ? defaults.index : String(meta._index);
  if (index === undefined) throw invalidRequest('index is missing');
  return {
    ...{ kind, id, index, version, versionType },
    routing: meta.routing === undefined ? defaults.routing : String(meta.routing),
    isAliasRequired: meta.require_alias === undefined ? defaults.isAliasRequired : meta.require_alias === true,
  };
}
