/** What V8's sampling profiler tells (`Profiler.stop` of the DevTools protocol); times in microseconds. */
export interface CpuProfile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: CallFrame }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

export interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  /** From 0. */
  readonly lineNumber: number;
}

/** Microseconds in each function itself, without those that it calls. Waiting is no work. */
export function selfTimes({ nodes, samples, timeDeltas }: CpuProfile): Map<CallFrame, number> {
  const byId = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const times = new Map<CallFrame, number>();
  for (const [index, id] of samples.entries()) {
    const frame = byId.get(id);
    if (!frame || frame.functionName === '(idle)') continue;
    times.set(frame, (times.get(frame) ?? 0) + (timeDeltas[index] ?? 0));
  }
  return times;
}
