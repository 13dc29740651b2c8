export { default as NewStore } from './new';
export { default } from './new';
