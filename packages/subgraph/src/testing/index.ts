export { pagesRead } from './pages-read.ts';
export {
  post,
  type ServedSubgraph,
  type ServedSubgraphSubject,
  servedSubgraphSuite,
  serveForTest,
} from './served-subgraph.ts';
export { subgraphSocket } from './subgraph-socket.ts';
export { asUser, type Told, tell } from './tell.ts';
export { TestAccessSource } from './test-access-source.ts';
export { TestClock } from './test-clock.ts';
export { type LogLine, startTestHost, type TestHost, type TestHostOptions } from './test-host.ts';
