import { AppError } from '@trivet/platform';

/** One page of a list that is ordered by id: `first` rows after the row `after`. */
export interface PageRequest {
  readonly first: number;
  /** A row's id; undefined for the beginning. */
  readonly after: string | undefined;
}

export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

const defaultFirst = 25;
const maxFirst = 100;

/**
 * The arguments of a connection, checked.
 * @throws {AppError} `BAD_USER_INPUT` unless `first` is 1 to 100 and `after` is a cursor of ours.
 */
export function pageRequest(args: {
  first?: number | null | undefined;
  after?: string | null | undefined;
}): PageRequest {
  const first = args.first ?? defaultFirst;
  if (first < 1 || first > maxFirst) {
    throw new AppError('BAD_USER_INPUT', `"first" has to be from 1 to ${maxFirst}.`);
  }
  return { first, after: args.after == null ? undefined : decodeCursor(args.after) };
}

/** A page from one row more than was asked for, which is how the end of a list is known without counting. */
export function pageOf<Row>(rows: readonly Row[], { first, after }: PageRequest): Page<Row> {
  return { rows: rows.slice(0, first), hasNextPage: rows.length > first, hasPreviousPage: after !== undefined };
}

export interface Connection<Node> {
  // Arrays that may be changed, because that is what generated resolver types ask for.
  readonly edges: { readonly node: Node; readonly cursor: string }[];
  readonly nodes: Node[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/** A page as a Relay connection. */
export function connectionOf<Row extends { readonly id: string }>(page: Page<Row>): Connection<Row> {
  const edges = page.rows.map((node) => ({ node, cursor: encodeCursor(node.id) }));
  return {
    edges,
    nodes: [...page.rows],
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: page.hasPreviousPage,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

const cursorVersion = 'k1:';

function encodeCursor(id: string): string {
  return Buffer.from(cursorVersion + id).toString('base64url');
}

function decodeCursor(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString();
  const id = text.slice(cursorVersion.length);
  if (!text.startsWith(cursorVersion) || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) {
    throw new AppError('BAD_USER_INPUT', '"after" is not a cursor of this list.');
  }
  return id;
}
