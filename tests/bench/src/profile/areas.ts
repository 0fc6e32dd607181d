import type { CallFrame } from './cpu-profile.ts';

/** What time is spent on, by where a function stands; the first that fits. */
const areas: readonly (readonly [area: string, name: RegExp | undefined, url: RegExp | undefined])[] = [
  ['garbage collection', /^\(garbage collector\)$/, undefined],
  ['system calls to sockets', /^(write(v|Buffer|Utf8String|Latin1String|String)|readStart|shutdown)$/, /^$/],
  ['sockets and streams of Node', undefined, /^node:(net|stream|internal\/(streams|stream_base))/],
  ['HTTP of Node', undefined, /^node:(_http|internal\/http)/],
  ['Fastify', undefined, /node_modules\/(fastify|find-my-way|@fastify|fast-|toad-cache|secure-json)/],
  // Its parser is the only WebAssembly that answers requests; that of the server is machine code.
  ['HTTP client (undici)', undefined, /node_modules\/undici|^node:internal\/deps\/undici|^wasm:/],
  ['timers, promises, events of Node', /^(runMicrotasks|processTicksAndRejections)$/, /^$|^node:internal\/process/],
  [
    'timers, promises, events of Node',
    undefined,
    /^node:(internal\/(timers|process|async|promise|event|abort)|events|timers)/,
  ],
  ['cryptography', undefined, /^node:(crypto|internal\/crypto)|node_modules\/jose/],
  ['buffers and text of Node', /^(utf8Slice|latin1Slice|base64|utf8Write|latin1Write|toString|copy)/, /^$|^node:/],
  ['buffers and text of Node', undefined, /^node:(buffer|internal\/(buffer|util|url))/],
  [
    'database driver',
    undefined,
    /node_modules\/(postgres|drizzle-orm)\/|node_modules\/\.pnpm\/(postgres|drizzle-orm)@/,
  ],
  ['reads (packages/database)', undefined, /packages\/database\//],
  ['loaders (dataloader)', undefined, /node_modules\/dataloader/],
  ['global ids', undefined, /packages\/platform\/src\/graph\/(uuid|global-id)/],
  ['execution in subgraphs', undefined, /packages\/platform\/src\/(execution|graph)\//],
  ['rights (packages/identity)', undefined, /packages\/(identity|subgraph)\//],
  ['domain (subgraphs)', undefined, /subgraphs\//],
  ['execution in the router', undefined, /router\/src\/execution\//],
  ['transports', undefined, /router\/src\/transports\//],
  ['known operations', undefined, /router\/src\/planning\/|node_modules\/lru-cache/],
  ['edge', undefined, /router\/src\/(http|admission)\//],
  ['log', undefined, /node_modules\/(pino|sonic-boom|safe-stable|quick-format)|packages\/platform\/src\/logging/],
  ['GraphQL library', undefined, /node_modules\/graphql/],
  ['the hand-written endpoint', undefined, /tests\/bench\/src\/handwritten/],
  ['regular expressions', /^RegExp:/, undefined],
  ['V8 and Node themselves', /^\((program|root)\)$/, undefined],
];

/** Functions without a file are those that are generated (projection, merge, what the driver makes), and built-in ones. */
const without = 'generated and built-in functions';

export function areaOf({ functionName, url }: CallFrame): string {
  const found = areas.find(
    ([, name, place]) => (!name || name.test(functionName)) && (!place || place.test(url)) && (name ?? place),
  );
  return found?.[0] ?? (url === '' ? without : 'everything else');
}
