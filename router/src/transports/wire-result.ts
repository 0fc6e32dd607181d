import { type ExecutionResult, GraphQLError } from 'graphql';

/** A GraphQL result as another process sent it, checked; undefined for anything else. */
export function readWireResult(value: unknown): ExecutionResult | undefined {
  if (!isRecord(value)) return undefined;
  const { data, errors, extensions } = value;
  // Nearly all of them, and nothing is to be copied.
  if (errors === undefined && isRecord(data) && (extensions === undefined || isRecord(extensions))) return value;
  if (data !== undefined && data !== null && !isRecord(data)) return undefined;
  if (errors !== undefined && errors !== null && !Array.isArray(errors)) return undefined;
  const read = (errors ?? []).map(readWireError);
  if (read.includes(undefined)) return undefined;
  const found = read.filter((error) => error !== undefined);
  if (!isRecord(data) && found.length === 0 && !isRecord(extensions)) return undefined;
  return {
    ...(data !== undefined && { data }),
    ...(found.length > 0 && { errors: found }),
    ...(isRecord(extensions) && { extensions }),
  };
}

function readWireError(error: unknown): GraphQLError | undefined {
  if (!isRecord(error) || typeof error['message'] !== 'string') return undefined;
  const { message, path, extensions } = error;
  return new GraphQLError(message, {
    ...(isPath(path) && { path }),
    ...(isRecord(extensions) && { extensions }),
  });
}

function isPath(value: unknown): value is (string | number)[] {
  return Array.isArray(value) && value.every((step) => typeof step === 'string' || typeof step === 'number');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
