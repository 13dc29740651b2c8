export * from './new';
