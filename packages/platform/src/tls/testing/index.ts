export {
  TestAuthority,
  type TestCertificate,
  type TestCertificateFiles,
  TestCertificateFolder,
  type TestCertificateOptions,
} from './test-authority.ts';
