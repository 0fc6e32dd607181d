import { describe } from 'vitest';
import { providersSuite } from './suite.ts';

describe('a browser that signs in with a provider, in one process', () => providersSuite('standalone'));
