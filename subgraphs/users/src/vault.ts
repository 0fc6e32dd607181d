export { type VaultSource, withVault } from './modules/personal-keys/personal-key-rewrap.job.ts';
export type { RewrapService } from './modules/personal-keys/rewrap.service.ts';
