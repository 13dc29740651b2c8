export * from './legacy'
