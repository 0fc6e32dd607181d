import { eventually } from '../../support/eventually.ts';
import type { Person } from '../../support/person.ts';

/** Resolves when a session is refused over HTTP, as any credential that is no longer good. */
export async function untilRefused(person: Person): Promise<void> {
  await eventually(async () => {
    const { status, errors } = await person.ask('{ viewer { id } }');
    if (status !== 401 || errors?.[0]?.extensions.code !== 'UNAUTHENTICATED')
      throw new Error(`It is let in: ${status}.`);
  });
}

export function begunAt(): { readonly elapsedMs: number } {
  const begun = performance.now();
  return {
    get elapsedMs() {
      return performance.now() - begun;
    },
  };
}
