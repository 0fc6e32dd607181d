import { expect, it } from 'vitest';
import { areaOf } from './areas.ts';
import { selfTimes } from './cpu-profile.ts';

const frame = (functionName: string, url = '') => ({ functionName, url, lineNumber: 0 });

it('adds up what each function takes itself, and leaves out waiting', () => {
  const [busy, idle] = [frame('work', 'file:///a.ts'), frame('(idle)')];
  const times = selfTimes({
    nodes: [
      { id: 1, callFrame: busy },
      { id: 2, callFrame: idle },
    ],
    samples: [1, 2, 1],
    timeDeltas: [5, 100, 7],
  });
  expect([...times]).toEqual([[busy, 12]]);
});

it.each([
  ['system calls to sockets', frame('writev')],
  ['garbage collection', frame('(garbage collector)')],
  ['generated and built-in functions', frame('', '')],
  ['HTTP of Node', frame('end', 'node:_http_outgoing')],
  ['HTTP client (undici)', frame('llhttp_execute', 'wasm://wasm/llhttp-f1c3a5b2')],
  [
    'database driver',
    frame('data', 'file:///r/node_modules/.pnpm/postgres@3.4.9/node_modules/postgres/src/connection.js'),
  ],
  ['reads (packages/database)', frame('take', 'file:///r/packages/database/src/reading/read.ts')],
  ['execution in subgraphs', frame('run', 'file:///r/packages/platform/src/execution/plan.ts')],
  ['execution in the router', frame('run', 'file:///r/router/src/execution/compiled/walk.ts')],
  ['domain (subgraphs)', frame('list', 'file:///r/subgraphs/core/src/modules/resources/resource.service.ts')],
  ['the hand-written endpoint', frame('q1', 'file:///r/tests/bench/src/handwritten/operations.ts')],
  ['everything else', frame('x', 'file:///r/elsewhere.ts')],
])('takes for %s what stands there', (area, callFrame) => {
  expect(areaOf(callFrame)).toBe(area);
});
