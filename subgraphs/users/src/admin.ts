export { type RegisterSource, withRegister } from './modules/administrators/administrator-register.job.ts';
