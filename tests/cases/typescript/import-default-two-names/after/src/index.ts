export { default as NewStore } from './new';
