export * from '../vendor/stores';
export * from './new';
