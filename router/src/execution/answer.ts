import type { GraphQLError } from 'graphql';

/** What a client gets: as graphql-js has it, but that `data` may be a getter that has none. */
export interface ClientResult {
  readonly data?: Readonly<Record<string, unknown>> | null | undefined;
  readonly errors?: readonly GraphQLError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** Of an operation with `@defer` whose client takes parts: what follows this answer. */
  readonly rest?: AnswerRest | undefined;
}

/** Parts in the order in which they get ready; those that are ready together come together, and wait until they are taken. */
export type AnswerRest = AsyncGenerator<LaterParts, void, void>;

export interface LaterParts {
  /** None only where there was nothing more to say than that it is over. */
  readonly parts: readonly AnswerPart[];
  readonly hasNext: boolean;
}

/** What a deferred fragment selects of one object. */
export interface AnswerPart {
  /** Where the object stands in the answer. */
  readonly path: readonly (string | number)[];
  readonly label: string | undefined;
  /** JSON; `null` where null rose as far as the fragment. */
  readonly dataText: string;
  /** With paths that begin at the root of the answer. */
  readonly errors: readonly GraphQLError[];
}

/**
 * What a client gets, as JSON text: edges send it as it is. Who wants values (a subgraph in this process that asks the
 * graph) reads `data`, which parses the text when it is first asked for.
 */
export class Answer implements ClientResult {
  /** Undefined where nothing was executed. */
  readonly dataText: string | undefined;
  readonly errors?: readonly GraphQLError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly rest?: AnswerRest | undefined;
  #data: Readonly<Record<string, unknown>> | null | undefined;

  constructor(
    dataText: string | undefined,
    errors?: readonly GraphQLError[] | undefined,
    extensions?: Readonly<Record<string, unknown>> | undefined,
    rest?: AnswerRest | undefined,
  ) {
    this.dataText = dataText;
    if (errors && errors.length > 0) this.errors = errors;
    if (extensions) this.extensions = extensions;
    if (rest) this.rest = rest;
  }

  static of({ data, errors, extensions }: ClientResult): Answer {
    return new Answer(data === undefined ? undefined : JSON.stringify(data), errors, extensions);
  }

  get data(): Readonly<Record<string, unknown>> | null | undefined {
    if (this.#data === undefined && this.dataText !== undefined) this.#data = JSON.parse(this.dataText);
    return this.#data;
  }

  /** The whole response, as the specification has it: errors first, where there are any. */
  get text(): string {
    let text = this.errors ? `{"errors":${JSON.stringify(this.errors)}` : '{';
    if (this.dataText !== undefined) text += `${this.errors ? ',' : ''}"data":${this.dataText}`;
    if (this.extensions) text += `${text === '{' ? '' : ','}"extensions":${JSON.stringify(this.extensions)}`;
    return `${text}}`;
  }

  followedBy(rest: AnswerRest): Answer {
    return new Answer(this.dataText, this.errors, this.extensions, rest);
  }

  withExtensions(extensions: Readonly<Record<string, unknown>>): Answer {
    return new Answer(this.dataText, this.errors, extensions);
  }

  toJSON(): unknown {
    const { errors, data, extensions } = this;
    return { ...(errors && { errors }), ...(data !== undefined && { data }), ...(extensions && { extensions }) };
  }
}

/** The response as JSON text. */
export function responseText(result: ClientResult): string {
  return result instanceof Answer ? result.text : JSON.stringify(result);
}

/** Whether anything was executed; does not parse what it was. */
export function hasData(result: ClientResult): boolean {
  return (result instanceof Answer ? result.dataText : result.data) !== undefined;
}

/** Of its errors, each once: what a log may say of them. Undefined where there are none. */
export function codesOf({ errors }: Pick<ClientResult, 'errors'>): readonly string[] | undefined {
  return errors && [...new Set(errors.map(({ extensions }) => String(extensions['code'])))];
}
