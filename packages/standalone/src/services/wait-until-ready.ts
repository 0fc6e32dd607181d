import { setTimeout as pause } from 'node:timers/promises';

const betweenMs = 50;

/** Asks until everything says that it is ready, for as long as it takes. @throws when `signal` aborts. */
export async function waitUntilReady(url: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    const status = await fetch(url, { signal })
      .then(async (response) => (response.ok ? ((await response.json()) as { status?: string }).status : undefined))
      .catch(() => undefined);
    if (status === 'ready') return;
    await pause(betweenMs, undefined, { signal });
  }
}
