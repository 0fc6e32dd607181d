import { errors } from 'undici';

export type FailureKind =
  /** The connection was lost, or refused. A mutation may have had its effect by then. */
  | 'connection-lost'
  /** 502, 503 or 504: what stands before the subgraph, or a subgraph that is starting or stopping. */
  | 'not-now'
  /** No connection came about, or something went wrong that time will not mend. */
  | 'unreachable'
  /** The answer is no GraphQL result. */
  | 'garbage'
  /** It took longer than the subgraph may take. */
  | 'too-slow'
  /** The answer is larger than the router takes. */
  | 'too-large'
  /** The subgraph does not believe the router. */
  | 'refused'
  /** So many failed lately that nobody is sent. */
  | 'circuit-open'
  /** So many wait that no more may. */
  | 'crowded'
  /** Nobody waits for the answer any more. */
  | 'abandoned';

/** What it says of the subgraph, if it says anything, and whether to ask again helps. */
interface Verdict {
  readonly ok?: boolean;
  readonly isPassing?: boolean;
}

/**
 * Large answers, refused tokens and clients who went away do not count against a subgraph: a client could cause them, and
 * would have everybody else refused.
 */
const verdicts: Readonly<Record<FailureKind, Verdict>> = {
  'connection-lost': { ok: false, isPassing: true },
  'not-now': { ok: false, isPassing: true },
  unreachable: { ok: false },
  garbage: { ok: false },
  'too-slow': { ok: false },
  'too-large': { ok: true },
  refused: { ok: true },
  'circuit-open': {},
  crowded: {},
  abandoned: {},
};

/** Why a subgraph gave no answer. */
export class SubgraphFailure extends Error {
  override readonly name = 'SubgraphFailure';
  readonly kind: FailureKind;

  constructor(kind: FailureKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }

  /** What a circuit breaker counts it as; undefined where it says nothing of the subgraph. */
  get verdict(): boolean | undefined {
    return verdicts[this.kind].ok;
  }

  /** Whether the same question may be answered a moment later. */
  get isPassing(): boolean {
    return verdicts[this.kind].isPassing === true;
  }
}

const lossCodes: ReadonlySet<unknown> = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/** What the HTTP client says, in our terms. */
export function failureOf(error: unknown): SubgraphFailure {
  if (error instanceof SubgraphFailure) return error;
  const cause = { cause: error };
  if (error instanceof errors.ResponseExceededMaxSizeError) {
    return new SubgraphFailure('too-large', 'The answer is larger than the router takes.', cause);
  }
  if (error instanceof errors.HTTPParserError) {
    return new SubgraphFailure('garbage', 'The answer is not HTTP.', cause);
  }
  const isLoss =
    error instanceof errors.SocketError || (error instanceof Error && 'code' in error && lossCodes.has(error.code));
  return isLoss
    ? new SubgraphFailure('connection-lost', 'The connection was lost.', cause)
    : new SubgraphFailure('unreachable', 'The subgraph could not be asked.', cause);
}
