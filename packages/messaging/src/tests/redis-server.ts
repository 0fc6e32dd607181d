import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Redis } from 'ioredis';
import { onTestFinished } from 'vitest';
import { eventually } from './stage.ts';

/** Whether there is a Redis to test with. In CI a missing one is a failure. */
export function redisIsInstalled(): boolean {
  const installed = spawnSync('redis-server', ['--version']).status === 0;
  if (!installed && process.env['CI'] === 'true')
    throw new Error('redis-server is not installed, and CI tests everything.');
  if (!installed) console.warn('redis-server is not installed: the tests of Redis are skipped.');
  return installed;
}

/** A real Redis on a port of its own, without a file; ends with the test. */
export class RedisServer {
  readonly port: number;
  readonly #processes: ChildProcess[] = [];

  private constructor(port: number) {
    this.port = port;
  }

  static async start(): Promise<RedisServer> {
    const server = await RedisServer.absent();
    await server.begin();
    return server;
  }

  /** Its URL works once `begin` was called. */
  static async absent(): Promise<RedisServer> {
    const server = new RedisServer(await freePort());
    onTestFinished(() => server.end());
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async begin(): Promise<void> {
    const settings = [
      '--port',
      `${this.port}`,
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--daemonize',
      'no',
    ];
    this.#processes.push(spawn('redis-server', settings, { stdio: 'ignore' }));
    await eventually(() => this.use((redis) => redis.ping()));
  }

  /** As a machine that vanishes: nothing it held is kept. */
  async end(): Promise<void> {
    for (const child of this.#processes.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    }
  }

  /** Neither answers nor closes a connection, until `resume`. */
  freeze(): void {
    for (const child of this.#processes) child.kill('SIGSTOP');
  }

  resume(): void {
    for (const child of this.#processes) child.kill('SIGCONT');
  }

  async use<Result>(callback: (redis: Redis) => Promise<Result>): Promise<Result> {
    const redis = new Redis(this.url, { maxRetriesPerRequest: 0, retryStrategy: () => null });
    redis.on('error', () => {});
    try {
      return await callback(redis);
    } finally {
      redis.disconnect();
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
