import { storySuite } from './suite.ts';

// The other way of running is a daily test.
storySuite('services');
