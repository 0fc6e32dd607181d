import type { GraphQLError } from 'graphql';

/** What a client gets: as graphql-js has it, but that `data` may be a getter that has none. */
export interface ClientResult {
  readonly data?: Readonly<Record<string, unknown>> | null | undefined;
  readonly errors?: readonly GraphQLError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
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
  #data: Readonly<Record<string, unknown>> | null | undefined;

  constructor(
    dataText: string | undefined,
    errors?: readonly GraphQLError[] | undefined,
    extensions?: Readonly<Record<string, unknown>> | undefined,
  ) {
    this.dataText = dataText;
    if (errors && errors.length > 0) this.errors = errors;
    if (extensions) this.extensions = extensions;
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
