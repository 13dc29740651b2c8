export { NewStore, store } from './stores';
