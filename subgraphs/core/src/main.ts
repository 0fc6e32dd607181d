import { runSubgraph } from '@trivet/subgraph/process';
import { createCore } from './app.ts';
import { readConfig } from './config/config.ts';

await runSubgraph({ name: 'core', readConfig: () => readConfig(), create: createCore });
