import { auditSuite } from './suite.ts';

auditSuite('services', { program: true });
