import { statementsSuite } from './suite.ts';

statementsSuite('standalone');
