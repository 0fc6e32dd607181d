import type { GraphQLError } from 'graphql';
import { briefMessage } from './app-error.ts';

/** Of a value that was sent, in what is said against it. */
const maxValueLength = 100;

/**
 * What a client reads of an error. What graphql-js says of a variable begins with the value, which is a whole input where a field of it
 * is missing: it is left out, for it is long and may hold what should not be repeated. Which variable, where in it and why stay.
 */
export function messageToClient(error: Pick<GraphQLError, 'message' | 'originalError'>): string {
  return briefMessage(withoutValue(error));
}

function withoutValue({ message, originalError }: Pick<GraphQLError, 'message' | 'originalError'>): string {
  const [begin] = /^Variable "\$\w+" got invalid value/.exec(message) ?? [];
  const reason = originalError?.message ?? '';
  if (begin === undefined || !message.endsWith(`; ${reason}`)) return message;
  const shown = message.slice(begin.length + 1, -`; ${reason}`.length);
  // Of names and numbers: what is quoted within the value has its quotes escaped.
  const [place = ''] = / at "[\w.[\]]+"$/.exec(shown) ?? [];
  const value = shown.slice(0, shown.length - place.length);
  return `${begin}${place}; ${shortened(reason, value)}`;
}

/** What scalars and enums refuse they repeat, some of them without its quotes. */
function shortened(reason: string, value: string): string {
  const inner = value.startsWith('"') ? value.slice(1, -1) : value;
  if (inner.length <= maxValueLength) return reason;
  return reason.replace(inner, () => `${inner.slice(0, maxValueLength).toWellFormed()}…`);
}
