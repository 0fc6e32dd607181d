import { join } from 'node:path';
import { startPart } from '../peers/parts.ts';
import type { Variant } from '../variant.ts';
import type { HandWrittenOptions } from './hand-written-process.ts';

export const handWritten: Variant = {
  name: 'handWritten',
  about: 'node:http, the statements and the text of the answers, by hand; no log lines',
  counts: 'everything',
  async start(environment) {
    const { keys, urls } = environment;
    const port = await environment.freePort();
    const options: HandWrittenOptions = { port, keys, urls };
    const entry = join(import.meta.dirname, 'hand-written-process.ts');
    const { url, process } = await startPart(environment, 'hand-written', entry, options);
    return {
      url,
      processes: [process],
      headersFor: ({ accessToken }) => ({ authorization: `Bearer ${accessToken}` }),
      stop: () => process.stop(),
    };
  },
};
