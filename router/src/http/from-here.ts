import { isLoopbackHost } from '@trivet/platform';
import type { Operations } from '../execution/operations.ts';

interface Called {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Under another name than this machine's own, it is a web page that leads its reader here. */
export function isFromHere({ headers: { host } }: Called): boolean {
  return typeof host === 'string' && isLoopbackHost(host);
}

export interface OperationsByName {
  readonly operations: Operations;
  /** For who calls this machine by another name than its own; undefined where they are the same. */
  readonly elsewhere?: (() => Operations) | undefined;
}

/** What somebody may ask for who calls this machine by that name. */
export function operationsFor(request: Called, { operations, elsewhere }: OperationsByName): Operations {
  return elsewhere && !isFromHere(request) ? elsewhere() : operations;
}
