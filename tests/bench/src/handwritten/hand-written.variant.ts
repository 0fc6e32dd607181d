import { join } from 'node:path';
import type { Variant } from '../variant.ts';

export const handWritten: Variant = {
  name: 'handWritten',
  about: 'node:http and the statements, by hand; no log lines',
  counts: 'everything',
  async start(environment) {
    const { keys, urls } = environment;
    const port = await environment.freePort();
    const child = environment.start({
      name: 'hand-written',
      entry: join(import.meta.dirname, 'hand-written-process.ts'),
      environment: { OPTIONS: JSON.stringify({ port, keys, urls }) },
    });
    await child.message();
    return {
      url: `http://127.0.0.1:${port}/graphql`,
      processes: [child],
      headersFor: ({ accessToken }) => ({ authorization: `Bearer ${accessToken}` }),
      stop: () => child.stop(),
    };
  },
};
