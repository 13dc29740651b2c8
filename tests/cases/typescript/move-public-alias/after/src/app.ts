import { bound, step } from './limits';

export default [bound, step];
