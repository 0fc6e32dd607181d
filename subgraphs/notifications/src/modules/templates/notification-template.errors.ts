import { UserFault } from '@trivet/platform';
import { TemplateError } from './rendering/template-error.ts';

/** It is no template, or cannot be used for this. */
export class TemplateInvalidError extends UserFault {
  override readonly name = 'TemplateInvalidError';

  constructor({ message, part }: TemplateError) {
    super('BAD_USER_INPUT', 'TEMPLATE_INVALID', message, part === null ? null : [part]);
  }
}

export class TooManyTemplatesError extends UserFault {
  override readonly name = 'TooManyTemplatesError';

  constructor(max: number) {
    super('CONFLICT', 'TOO_MANY_TEMPLATES', `An account has at most ${max} templates.`);
  }
}

export class EmailNotVerifiedError extends UserFault {
  override readonly name = 'EmailNotVerifiedError';

  constructor() {
    super('CONFLICT', 'EMAIL_NOT_VERIFIED', 'Verify your address first: it is where this would be sent.');
  }
}

/**
 * What is wrong with a template is its author's to know.
 * @throws {TemplateInvalidError}
 */
export function checked<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw error instanceof TemplateError ? new TemplateInvalidError(error) : error;
  }
}
