import { resourceTypesSuite } from './suite.ts';

// The other way of running is a daily test.
resourceTypesSuite('services');
