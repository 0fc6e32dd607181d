import { resourceTypesSuite } from './suite.ts';

resourceTypesSuite('standalone');
