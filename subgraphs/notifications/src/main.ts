import { runSubgraph } from '@trivet/subgraph/process';
import { createNotifications } from './app.ts';
import { readConfig } from './config/config.ts';

await runSubgraph({ name: 'notifications', readConfig: () => readConfig(), create: createNotifications });
