import { tlsProblemOf } from '@trivet/platform/tls';

export type FailureKind =
  /** The connection was lost, or refused. A mutation may have had its effect by then. */
  | 'connection-lost'
  /** 502, 503 or 504: what stands before the subgraph, or a subgraph that is starting or stopping. */
  | 'not-now'
  /** No connection came about, or something went wrong on it that a moment will not mend. */
  | 'unreachable'
  /** One of the two does not take the other's certificate, or there is no TLS at the other end. */
  | 'not-trusted'
  /** The router could not ask: nothing was sent. */
  | 'not-sent'
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
  'not-trusted': { ok: false },
  garbage: { ok: false },
  'too-slow': { ok: false },
  'too-large': { ok: true },
  refused: { ok: true },
  'not-sent': {},
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

const messages = {
  'connection-lost': 'The connection was lost.',
  unreachable: 'The subgraph cannot be reached.',
  'not-trusted': 'The subgraph and the router do not trust each other: TLS.',
  'not-sent': 'The subgraph could not be asked.',
} satisfies Partial<Record<FailureKind, string>>;

const lost: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE']);

/** What the operating system says, in our terms. */
export function failureOf(error: unknown): SubgraphFailure {
  if (error instanceof SubgraphFailure) return error;
  const kind = kindOf(error);
  return new SubgraphFailure(kind, messages[kind], { cause: error });
}

function kindOf(error: unknown): keyof typeof messages {
  if (tlsProblemOf(error) !== undefined) return 'not-trusted';
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  // What has no code is a mistake of ours.
  if (typeof code !== 'string') return 'not-sent';
  return lost.has(code) ? 'connection-lost' : 'unreachable';
}
