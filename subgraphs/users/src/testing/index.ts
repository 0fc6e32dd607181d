export { TestBrowser } from './test-browser.ts';
export { type ProviderClient, type ProviderPerson, TestProvider } from './test-provider.ts';
