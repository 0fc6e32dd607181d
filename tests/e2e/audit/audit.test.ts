import { auditSuite } from './suite.ts';

auditSuite('standalone', { program: false });
