export * from './new';
export * from './rest';
