export { exportTrail, type TrailSource } from './modules/audit/audit-export.job.ts';
export { readPublicKeys } from './modules/audit/audit-signature.ts';
export { type TrailVerdict, TrailVerifier } from './modules/audit/trail-verifier.ts';
