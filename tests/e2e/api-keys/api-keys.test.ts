import { describe } from 'vitest';
import { apiKeySuite } from './suite.ts';

describe('API keys in one process', () => apiKeySuite('standalone'));
