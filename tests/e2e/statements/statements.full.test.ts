import { statementsSuite } from './suite.ts';

// The other way of running is a daily test.
statementsSuite('services');
