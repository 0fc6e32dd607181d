/** A template cannot be used as it is. The message is for who wrote it. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  /** `subject` or `body`; null where it is about none in particular. */
  readonly part: string | null;

  constructor(message: string, { part = null, ...options }: ErrorOptions & { readonly part?: string | null } = {}) {
    super(message, options);
    this.part = part;
  }
}

/** So that a fault says in which part of a template it is. */
export function within<Result>(part: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw error instanceof TemplateError ? new TemplateError(error.message, { part, cause: error }) : error;
  }
}
