import { describe } from 'vitest';
import { waysInFull } from '../../support/stack.ts';
import { filesSuite } from './suite.ts';

describe.each(waysInFull)('files, %s', (way) => {
  describe.each(['disk', 's3'] as const)('in %s', (store) => {
    filesSuite({ way, store, megabytes: Number(process.env['MEGABYTES'] ?? (way === 'services' ? 200 : 48)) });
  });
});
