export { NewA } from './new';
export { NewB } from './new';
export * from './c';
export { NewC } from './new';
