import { auditSuite } from './suite.ts';

auditSuite('standalone');
