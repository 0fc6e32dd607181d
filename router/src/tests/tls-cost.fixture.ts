/**
 * What TLS costs the router's client, by hand: `node router/src/tests/tls-cost.fixture.ts`. CPU of this process for each
 * request to a subgraph in another one, by turns with and without TLS, and for each new connection.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLogger, Metrics, systemClock } from '@trivet/platform';
import { PeerTls } from '@trivet/platform/tls';
import { TestAuthority, TestCertificateFolder } from '@trivet/platform/tls/testing';
import { Connections } from '../transports/http1/connections.ts';

const answer = JSON.stringify({ data: { _entities: Array.from({ length: 20 }, (_, id) => ({ id, name: `n${id}` })) } });
const rounds = 10;
const requests = 4_000;
const lanes = 16;
const handshakes = 300;

function tlsOf(certFile: string, keyFile: string, caFile: string): PeerTls {
  const deps = { clock: systemClock, logger: createLogger({ service: 'cost', level: 'warn' }), metrics: new Metrics() };
  const settings = {
    files: { prefix: 'TLS', certFile, keyFile, caFile },
    allowedClients: ['router'],
    reloadMs: 10_000,
  };
  return new PeerTls(settings as ConstructorParameters<typeof PeerTls>[0], deps);
}

async function serve(files: readonly string[]): Promise<void> {
  const [cert = '', key = '', ca = ''] = files;
  const servers = [createServer(reply), tlsOf(cert, key, ca).createServer({}, reply)];
  for (const server of servers) await once(server.listen(0, '127.0.0.1'), 'listening');
  process.send?.(servers.map((server) => (server.address() as AddressInfo).port));
}

function reply(...[message, response]: Parameters<Parameters<typeof createServer>[1] & object>): void {
  const headers = { 'content-length': answer.length, connection: message.url === '/last' ? 'close' : 'keep-alive' };
  message.resume().on('end', () => response.writeHead(200, headers).end(answer));
}

function ask(connections: Connections, path = '/graphql'): Promise<number> {
  const body = '{"query":"{a}"}';
  const head = `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-length: ${body.length}\r\n\r\n`;
  return new Promise((resolve, reject) => {
    connections.send(head + body, { answered: resolve, failed: reject });
  });
}

/** Microseconds of CPU for each of `count`. */
async function cost(count: number, work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / count;
}

async function requestCost(connections: Connections): Promise<number> {
  const lane = async () => {
    for (let sent = 0; sent < requests / lanes; sent += 1) await ask(connections);
  };
  return cost(requests, () => Promise.all(Array.from({ length: lanes }, lane)));
}

/** Each request on a connection of its own; those of the same `Connections` resume sessions. */
function connectionCost(connectionsOf: () => Connections): Promise<number> {
  return cost(handshakes, async () => {
    for (let made = 0; made < handshakes; made += 1) await ask(connectionsOf(), '/last');
  });
}

function median(values: readonly number[]): string {
  return (values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0).toFixed(1);
}

async function measure(): Promise<void> {
  using folder = new TestCertificateFolder();
  const authority = await TestAuthority.create();
  const server = folder.write('server', await authority.issue({ names: ['localhost'] }));
  const { certFile, keyFile, caFile } = folder.write('router', await authority.issue({ names: ['router'] }));
  const child = spawn(process.execPath, [import.meta.filename, server.certFile, server.keyFile, server.caFile], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [[plainPort, tlsPort]] = (await once(child, 'message')) as [[number, number]];
  const tls = tlsOf(certFile, keyFile, caFile);
  const toPlain = () => new Connections({ origin: new URL(`http://127.0.0.1:${plainPort}`) });
  const toTls = () => new Connections({ origin: new URL(`https://127.0.0.1:${tlsPort}`), tls });
  const [plain, secure] = [toPlain(), toTls()];
  const found: Record<string, number[]> = {
    'a request by HTTP': [],
    'a request by TLS': [],
    'with a connection by HTTP': [],
    'with a connection by TLS, certificates': [],
    'with a connection by TLS, resumed': [],
  };
  for (let round = 0; round < rounds; round += 1) {
    const warm = round > 0;
    const results = [
      await requestCost(plain),
      await requestCost(secure),
      await connectionCost(toPlain),
      await connectionCost(toTls),
      await connectionCost(() => secure),
    ];
    if (warm) for (const [index, list] of Object.values(found).entries()) list.push(results[index] ?? 0);
  }
  for (const [what, values] of Object.entries(found)) process.stdout.write(`${what}: ${median(values)} µs\n`);
  plain.close();
  secure.close();
  child.kill();
}

const files = process.argv.slice(2);
if (files.length > 0) await serve(files);
else await measure();
