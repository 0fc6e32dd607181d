import { parentPort, workerData } from 'node:worker_threads';
import { loadSupergraph } from '../supergraph/load-supergraph.ts';
import { CuredPlanner } from './cured-planner.ts';
import { DocumentPlanner } from './document-planner.ts';
import type { PlanningRequest } from './planned-document.ts';
import type { PlanningWorkerData, PlanningWorkerMessage } from './worker-planning.ts';

/** The thread of {@link WorkerPlanning}: says that it is ready, then answers one request after the other. */
const port = parentPort;
if (!port) throw new Error('This module runs in a thread of its own.');
const { supergraphSdl, limits } = workerData as PlanningWorkerData;
const planner = new DocumentPlanner({
  supergraph: loadSupergraph(supergraphSdl),
  limits,
  planner: new CuredPlanner(supergraphSdl),
});

const tell = (message: PlanningWorkerMessage): void => port.postMessage(message);
port.on('message', (request: PlanningRequest) => {
  try {
    tell(planner.plan(request));
  } catch (error) {
    tell({ outcome: 'failed', error: error instanceof Error ? error : new Error(String(error)) });
  }
});
tell({ outcome: 'ready' });
