import { auditSuite } from './suite.ts';

auditSuite('services');
