export * from './other';
export { default } from './other';
