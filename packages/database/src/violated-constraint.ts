/** The name of the constraint that a statement violated, or undefined when it failed for another reason. */
export function violatedConstraint(error: unknown): string | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code, constraint_name } = cause as { code?: unknown; constraint_name?: unknown };
    if (typeof code === 'string' && code.startsWith('23') && typeof constraint_name === 'string')
      return constraint_name;
  }
  return undefined;
}
