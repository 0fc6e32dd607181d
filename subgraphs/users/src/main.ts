import { runSubgraph } from '@trivet/subgraph/process';
import { createUsers } from './app.ts';
import { readConfig } from './config/config.ts';

await runSubgraph({ name: 'users', readConfig: () => readConfig(), create: createUsers });
