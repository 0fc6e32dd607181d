export { inheritedEnvironment, readConfig, type StandaloneConfig } from './config/config.ts';
export {
  type DatabaseUrls,
  databaseUrls,
  type Installation,
  openInstallation,
  schemaParts,
} from './installation/installation.ts';
export { environments, type Ports, type SubgraphName, subgraphNames } from './services/environments.ts';
export { freePort } from './services/free-port.ts';
export { waitUntilReady } from './services/wait-until-ready.ts';
export { deviceKeyOf, type Standalone, startStandalone, suppressionKeyOf, tokenNames } from './standalone.ts';
