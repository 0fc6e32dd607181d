import { once } from 'node:events';
import type { BenchProcess } from '../bench-process.ts';
import type { CpuProfile } from './cpu-profile.ts';

/** What a process has to be started with to be profiled. */
export const inspectable: readonly string[] = ['--inspect=127.0.0.1:0'];

/** How often V8 looks, in microseconds. */
const samplingIntervalUs = 250;

/** The profile of a process while `work` is done, by the DevTools protocol: its start and warm-up are not in it. */
export async function profileOf(process: BenchProcess, work: () => Promise<unknown>): Promise<CpuProfile> {
  const url = process.inspectorUrl;
  if (!url) throw new Error(`${process.name} cannot be inspected:\n${process.output}`);
  const socket = new WebSocket(url);
  await once(socket, 'open');
  let sent = 0;
  const ask = async (method: string, params: object = {}): Promise<unknown> => {
    const id = ++sent;
    const answered = Promise.withResolvers<unknown>();
    const listen = ({ data }: MessageEvent): void => {
      const message = JSON.parse(String(data)) as { readonly id?: number; readonly result?: unknown };
      if (message.id === id) answered.resolve(message.result);
    };
    socket.addEventListener('message', listen);
    socket.send(JSON.stringify({ id, method, params }));
    return answered.promise.finally(() => socket.removeEventListener('message', listen));
  };
  try {
    await ask('Profiler.enable');
    await ask('Profiler.setSamplingInterval', { interval: samplingIntervalUs });
    await ask('Profiler.start');
    await work();
    const { profile } = (await ask('Profiler.stop')) as { readonly profile: CpuProfile };
    return profile;
  } finally {
    socket.close();
  }
}
