export { readConfig, type StandaloneConfig } from './config/config.ts';
export { databaseUrls, type Installation, openInstallation, schemaParts } from './installation/installation.ts';
export { type Standalone, startStandalone, tokenNames } from './standalone.ts';
