export { OldStore } from './left';
