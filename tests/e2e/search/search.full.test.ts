import { searchSuite } from './suite.ts';

// The other way of running is a daily test.
searchSuite('services');
