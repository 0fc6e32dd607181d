import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitUntilReady } from '@trivet/standalone';
import type { BenchProcess } from '../bench-process.ts';
import { repository } from '../config/config.ts';
import type { ApolloGatewayOptions } from '../peers/apollo/gateway-process.ts';
import type { HiveGatewayOptions } from '../peers/hive/gateway-process.ts';
import { startPart } from '../peers/parts.ts';
import { composeSupergraph } from '../peers/supergraph.ts';
import type { BenchEnvironment } from '../variant.ts';
import { shopNames, shopTypeDefs } from './shop-subgraphs.ts';

export const gatewayNames = ['trivet', 'hiveRust', 'stockGateway'] as const;
export type GatewayName = (typeof gatewayNames)[number];

export interface Gateway {
  readonly name: GatewayName;
  readonly url: string;
  readonly process: BenchProcess;
}

/** What all gateways send on, as Trivet's router does by itself: so a request that is unlike the others is so all the way. */
export const forwardedHeader = 'x-request-id';
const peers = join(import.meta.dirname, '../peers');
const readyWithinMs = 60_000;

/** The gateways before the four subgraphs at `shopUrl`. `identical`: what they are asked will always be the same. */
export async function startGateways(
  environment: BenchEnvironment,
  { shopUrl, identical }: { readonly shopUrl: string; readonly identical: boolean },
): Promise<Gateway[]> {
  const supergraphSdl = composeSupergraph(
    shopNames.map((name) => ({ name, typeDefs: shopTypeDefs[name], url: `${shopUrl}/${name}/graphql` })),
  );
  const port = () => environment.freePort();
  const suffix = identical ? 'identical' : 'unique';
  const hive: HiveGatewayOptions = {
    port: await port(),
    supergraphSdl,
    planner: 'rust',
    forward: [forwardedHeader],
    // As its authors configure it for this benchmark. It costs a little and gains nothing where requests differ.
    shareInFlight: identical,
  };
  const apollo: ApolloGatewayOptions = {
    port: await port(),
    supergraphSdl,
    credentials: { forward: [forwardedHeader] },
  };
  const [trivet, hiveRust, stockGateway] = await Promise.all([
    startTrivet(environment, `public-trivet-${suffix}`, { shopUrl, supergraphSdl }),
    startPart(environment, `public-hiveRust-${suffix}`, join(peers, 'hive/gateway-process.ts'), hive),
    startPart(environment, `public-stockGateway-${suffix}`, join(peers, 'apollo/gateway-process.ts'), apollo),
  ]);
  return [
    { name: 'trivet', ...trivet },
    { name: 'hiveRust', ...hiveRust },
    { name: 'stockGateway', ...stockGateway },
  ];
}

/** Trivet's router as it is started in production, on this supergraph. Nobody signs in, so its keys are asked for nowhere. */
async function startTrivet(
  environment: BenchEnvironment,
  name: string,
  { shopUrl, supergraphSdl }: { readonly shopUrl: string; readonly supergraphSdl: string },
): Promise<Omit<Gateway, 'name'>> {
  const port = await environment.freePort();
  const supergraphFile = join(environment.folder, 'shop.graphql');
  await writeFile(supergraphFile, supergraphSdl);
  const process = environment.start({
    name,
    entry: join(repository, 'router/src/main.ts'),
    environment: {
      HOST: '127.0.0.1',
      PORT: String(port),
      SUPERGRAPH_FILE: supergraphFile,
      SUBGRAPH_URLS: shopNames.map((shop) => `${shop}=${shopUrl}/${shop}`).join(','),
      JWKS_URL: `${shopUrl}/jwks.json`,
      SESSION_SUBGRAPH: 'none',
      VIEWER_TOKEN_KEY: JSON.stringify(environment.keys.viewerToken),
      EXPLORER: 'off',
      LOG_LEVEL: 'info',
    },
  });
  await waitUntilReady(`http://127.0.0.1:${port}/readyz`, AbortSignal.timeout(readyWithinMs)).catch(
    (cause: unknown) => {
      throw new Error(`${name} did not become ready:\n${process.output}`, { cause });
    },
  );
  return { process, url: `http://127.0.0.1:${port}/graphql` };
}
