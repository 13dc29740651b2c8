export * from './legacy';
export * from './new';
