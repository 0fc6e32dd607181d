import { searchSuite } from './suite.ts';

searchSuite('standalone');
