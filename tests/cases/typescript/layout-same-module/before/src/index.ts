export { OldStore, store } from './stores';
